"""The journal of the web chat: numbers, replay, files and tokens."""

import asyncio

import pytest
import sqlalchemy as sa

from core.errors import NotFound
from core.services.web_chats import ANSWER, WebChats
from core.store.engine import Store
from core.store.queries.web import Body, WebFile, signal_of
from tests.support.clock import FixedClock


@pytest.fixture
def chats(store: Store, clock: FixedClock) -> WebChats:
    return WebChats(store, clock)


def _text(text: str):
    return lambda message_id: {"message_id": message_id, "text": text}


def _file(file_id: str) -> WebFile:
    return WebFile(file_id, "same", "a.pdf", "application/pdf", 3, b"abc")


async def test_a_known_token_resumes_its_chat_and_an_unknown_one_opens_another(chats: WebChats) -> None:
    first = await chats.open(None, "zh_CN")
    assert await chats.open(first.token, "en") == first
    other = await chats.open("made up", "en")
    assert other.token != "made up"
    assert other.native_id != first.native_id
    assert await chats.who("made up") is None


async def test_no_token_is_kept_in_clear(chats: WebChats, store: Store) -> None:
    opened = await chats.open(None, "en")
    kept = await store.read(lambda tx: tx.execute(sa.text("select token_hash from web_session")).scalars().all())
    assert kept
    assert opened.token not in kept


async def test_messages_are_numbered_from_one_in_each_chat(chats: WebChats, store: Store, clock: FixedClock) -> None:
    one, two = await chats.open(None, "en"), await chats.open(None, "en")
    await chats.append(one.native_id, _text("a"))
    await WebChats(store, clock).append(one.native_id, _text("b"))
    await chats.append(two.native_id, _text("c"))
    assert [m["message_id"] for m in await chats.messages(one.native_id)] == [1, 2]
    assert await chats.messages(two.native_id) == [{"message_id": 1, "text": "c"}]


async def test_what_a_person_typed_and_is_taken_out_is_in_no_event_any_more(chats: WebChats) -> None:
    chat = (await chats.open(None, "en")).native_id
    await chats.append(chat, lambda number: {"message_id": number, "text": "012345", "from": {"is_bot": False}})
    await chats.append(chat, lambda number: {"message_id": number, "text": "hi", "from": {"is_bot": True}})
    await chats.remove(chat, [1, 2])
    events = await chats.events_after(chat, 0)
    assert [(e.id, e.kind) for e in events] == [(2, "message"), (3, "delete"), (4, "delete")]
    assert "012345" not in str(events)


async def test_events_replay_what_happened_in_order(chats: WebChats) -> None:
    chat = (await chats.open(None, "en")).native_id
    await chats.append(chat, _text("a"))
    await chats.change(chat, 1, lambda body: body | {"text": "b"})
    await chats.tell(chat, ANSWER, {"text": "hi"})
    assert await chats.remove(chat, [1, 7]) == [1]
    events = await chats.events_after(chat, 0)
    assert [(e.id, e.kind) for e in events] == [(1, "message"), (2, "edit"), (3, "answer"), (4, "delete")]
    assert events[1].body == {"message_id": 1, "text": "b"}
    assert [e.id for e in await chats.events_after(chat, 2)] == [3, 4]
    assert await chats.last_event_id(chat) == 4
    assert await chats.messages(chat) == []


async def test_a_change_that_fails_leaves_no_trace(chats: WebChats) -> None:
    chat = (await chats.open(None, "en")).native_id
    await chats.append(chat, _text("a"))

    def fail(body: Body) -> Body:
        body["text"] = "broken"
        raise ValueError

    with pytest.raises(ValueError):
        await chats.change(chat, 1, fail)
    assert await chats.message(chat, 1) == {"message_id": 1, "text": "a"}
    assert await chats.last_event_id(chat) == 1


async def test_what_does_not_exist_is_not_found(chats: WebChats) -> None:
    chat = (await chats.open(None, "en")).native_id
    with pytest.raises(NotFound):
        await chats.append(chat + 1, _text("a"))
    with pytest.raises(NotFound):
        await chats.change(chat, 9, lambda body: body)
    assert not await chats.has(chat + 1)


async def test_a_file_is_read_only_where_it_was_sent(chats: WebChats) -> None:
    one, two = (await chats.open(None, "en")).native_id, (await chats.open(None, "en")).native_id
    await chats.append(one, _text("file"), new_files=[_file("f1")])
    assert await chats.file(one, "f1") == _file("f1")
    assert await chats.file(two, "f1") is None
    await chats.append(two, _text("again"), file_ids=["f1"])
    await chats.append(two, _text("and again"), file_ids=["f1"])
    assert await chats.file(two, "f1") == await chats.any_file("f1")


async def test_a_reader_is_woken_by_each_change(chats: WebChats, store: Store) -> None:
    chat = (await chats.open(None, "en")).native_id
    waiting = asyncio.create_task(store.signals.wait(signal_of(chat), 5))
    await asyncio.sleep(0)
    await chats.append(chat, _text("a"))
    await asyncio.wait_for(waiting, 1)


async def test_messages_written_at_the_same_time_get_different_numbers(chats: WebChats) -> None:
    chat = (await chats.open(None, "en")).native_id
    await asyncio.gather(*(chats.append(chat, _text(str(n))) for n in range(20)))
    events = await chats.events_after(chat, 0)
    assert [e.body["message_id"] for e in events] == list(range(1, 21))


async def test_old_answers_and_replaced_edits_are_forgotten_and_the_rest_stays(chats: WebChats, clock: FixedClock) -> None:
    chat = (await chats.open(None, "en")).native_id
    await chats.append(chat, _text("a"))
    await chats.tell(chat, ANSWER, {})
    for n in range(3):
        await chats.change(chat, 1, lambda body, n=n: body | {"text": str(n)})
    clock.forward(days=8)
    for _ in range(59):
        await chats.tell(chat, ANSWER, {})
    events = await chats.events_after(chat, 0)
    assert [e.id for e in events[:3]] == [1, 5, 6]
    assert events[1].body["text"] == "2"
