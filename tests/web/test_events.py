"""The stream of events: from where the client was, without gap or repetition, and alive while nothing happens."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request

from core.services.web_chats import WebChats
from core.store.engine import Store
from core.store.signals import Signals
from tests.support.clock import FixedClock
from tests.web.desk import EchoDesk
from web.chat.events import Pace, event_stream, start_of

PACE = Pace(look_again=5.0, heartbeat=15.0)


async def _frames(stream: AsyncIterator[str], count: int) -> list[str]:
    return [await asyncio.wait_for(anext(stream), 3) for _ in range(count)]


async def _opened(chats: WebChats) -> int:
    return (await chats.open(None, "en")).native_id


async def test_a_stream_tells_what_happened_after_the_last_event_seen(chats: WebChats, desk: EchoDesk, sqlite_store: Store) -> None:
    chat = await _opened(chats)
    for text in ("first", "second", "third"):
        await desk.say(chat, text)
    _, second, third = await _frames(event_stream(chats, sqlite_store.signals, chat, 1, PACE), 3)
    assert second.startswith("id: 2\nevent: message\ndata: {")
    assert third.endswith("}\n\n")
    assert '"text":"third"' in third


async def test_a_new_event_arrives_at_once_in_every_store(store: Store, clock: FixedClock) -> None:
    chats = WebChats(store, clock)
    chat = await _opened(chats)
    stream = event_stream(chats, store.signals, chat, 0, PACE)
    await _frames(stream, 1)
    waiting = asyncio.create_task(_frames(stream, 1))
    await asyncio.sleep(0.05)
    await EchoDesk(chats).say(chat, "now")
    assert '"text":"now"' in (await asyncio.wait_for(waiting, 2))[0]


async def test_an_event_whose_signal_went_astray_is_found_by_looking_again(chats: WebChats, desk: EchoDesk) -> None:
    chat = await _opened(chats)
    stream = event_stream(chats, Signals(), chat, 0, Pace(look_again=0.02))
    await _frames(stream, 1)
    await desk.say(chat, "unheard")
    assert '"text":"unheard"' in (await _frames(stream, 1))[0]


async def test_a_silent_stream_says_that_it_is_alive(chats: WebChats, sqlite_store: Store) -> None:
    stream = event_stream(chats, sqlite_store.signals, await _opened(chats), 0, Pace(look_again=0.01, heartbeat=0.02))
    assert (await _frames(stream, 2))[1] == ": alive\n\n"


async def test_line_breaks_in_a_message_do_not_break_its_frame(chats: WebChats, desk: EchoDesk, sqlite_store: Store) -> None:
    chat = await _opened(chats)
    await desk.say(chat, "one\n\ntwo\r\nevent: delete\u2028")
    frame = (await _frames(event_stream(chats, sqlite_store.signals, chat, 0, PACE), 2))[1]
    assert frame.rstrip("\n").count("\n") == 2
    assert "\r" not in frame


@pytest.mark.parametrize(
    ("header", "query", "start"),
    [
        ("1", "", 1),
        ("", "last_event_id=2", 2),
        ("1", "last_event_id=2", 1),
        ("", "", 3),
        ("999", "", 3),
        ("-5", "", 3),
        ("abc", "", 3),
        ("9" * 40, "", 3),
        ("٣", "", 3),
    ],
)
async def test_a_stream_begins_after_the_event_the_client_names(
    chats: WebChats, desk: EchoDesk, header: str, query: str, start: int
) -> None:
    chat = await _opened(chats)
    for _ in range(3):
        await desk.say(chat, "hello")
    headers = [(b"last-event-id", header.encode())] if header else []
    request = Request({"type": "http", "headers": headers, "query_string": query.encode()})
    assert await start_of(request, chats, chat) == start


async def test_the_messages_say_from_which_event_a_stream_goes_on(client: httpx.AsyncClient, bearer: dict[str, str]) -> None:
    await client.post("/chat/updates", json={"text": "hello"}, headers=bearer)
    answer = await client.get("/chat/messages", headers=bearer)
    assert answer.headers["last-event-id"] == "2"
    assert answer.headers["cache-control"] == "no-store"
