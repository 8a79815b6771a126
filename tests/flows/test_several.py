"""Several processes on one database and one Redis: any of them answers, each thing is done once, in order."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from aiogram import Dispatcher
from aiogram.types import Message
from redis.asyncio import Redis

from app.bells import Bells
from app.duties import Duties
from app.run import prepared
from app.server import Role, server
from app.settings import Settings
from bot.channels.telegram import Pace, TelegramChannel
from bot.locks import RedisChatLocks
from core.services.leases import Leases
from core.services.telegram_inbox import TelegramInbox
from core.store.engine import Store, open_store
from core.store.queries import outbox
from core.store.signals import announce
from gateways.sandbox.clock import MovableClock
from tests.channels.stages import hang_up, paced_bot
from tests.support.bot_api import BotApi
from tests.support.clock import FixedClock
from tests.support.facts import at
from tests.support.machine import REDIS, missing
from tests.support.packs import BUNDLED

QUICK = Pace(poll=5, shortest=0.02, longest=0.1, last_orders=2, look_after=0.2)
CHAT = 7001


@pytest_asyncio.fixture
async def redis() -> AsyncIterator[Redis]:
    client = Redis.from_url(REDIS)
    try:
        await client.delete(f"kaoban:chat:42:{CHAT}")
    except OSError:
        missing(f"Redis doesn't answer at {REDIS}")
    yield client
    await client.aclose()


@asynccontextmanager
async def process(database_url: str, role: Role, folder: Path) -> AsyncIterator[str]:
    """One process's server in the loop of the test, on a free port; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    chosen = Settings(
        database_url=database_url,
        redis_url=REDIS,
        secret_key="t" * 40,
        public_url=url,
        exams=(str(BUNDLED),),
        sandbox=True,
        sandbox_state=folder,
    )
    house = await prepared(chosen, MovableClock(at("11-16 10:00:00")))
    running = uvicorn.Server(uvicorn.Config(server(house, role), log_config=None, timeout_graceful_shutdown=1))
    serving = asyncio.create_task(running.serve([listening]))
    while not running.started:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    try:
        yield url
    finally:
        running.should_exit = True
        await serving


async def test_a_chat_goes_on_at_any_process(postgres_url: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        first, second = [
            await stack.enter_async_context(process(postgres_url, Role.WEB, tmp_path / str(number))) for number in range(2)
        ]
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=10))
        opened = (await client.post(f"{first}/chat/sessions", json={})).json()
        bearer = {"Authorization": f"Bearer {opened['token']}"}
        async with client.stream("GET", f"{second}/chat/events", headers=bearer | {"Last-Event-ID": "0"}) as events:
            await client.post(f"{first}/chat/updates", headers=bearer, json={"text": "/start"})
            async with asyncio.timeout(4):  # a bell rings there: nobody waits for the next look, which takes five seconds
                body = await _first_message_of_the_bot(events)
        button = body["reply_markup"]["inline_keyboard"][0][0]
        pressed = {"callback": {"message_id": body["message_id"], "data": button["callback_data"]}}
        assert (await client.post(f"{second}/chat/updates", headers=bearer, json=pressed)).status_code == 202
        shown = (await client.get(f"{first}/chat/messages", headers=bearer)).json()
        assert shown[-1]["text"] != body["text"]


async def _first_message_of_the_bot(events: httpx.Response) -> dict[str, object]:
    async for line in events.aiter_lines():
        if line.startswith("data: "):
            body = json.loads(line.removeprefix("data: "))
            if body.get("from", {}).get("is_bot") and "reply_markup" in body:
                return body
    raise AssertionError("the stream has ended")


async def test_what_one_process_writes_rings_in_the_others(postgres_url: str, redis: Redis) -> None:
    stores = [open_store(postgres_url) for _ in range(2)]
    bells = [asyncio.create_task(Bells(redis, store.signals, postgres_url).run()) for store in stores]
    await asyncio.sleep(0.3)
    with stores[1].signals.bell(outbox.SIGNAL) as bell:
        await stores[0].write(lambda tx: announce(tx, outbox.SIGNAL))
        async with asyncio.timeout(2):
            await bell.wait(60)
    for task in bells:
        task.cancel()
    await asyncio.gather(*bells, return_exceptions=True)
    for store in stores:
        await store.close()


async def _two_hear(
    store: Store, clock: FixedClock, redis: Redis, api: BotApi, heard: list[str]
) -> tuple[list[TelegramChannel], list[object]]:
    channels, bots = [], [paced_bot(api) for _ in range(2)]
    for bot in bots:
        dispatcher = Dispatcher()

        async def answer(message: Message) -> None:
            await asyncio.sleep(0.002)
            heard.append(message.text or "")

        dispatcher.message.register(answer)
        inbox, locks = TelegramInbox(store, clock), RedisChatLocks(redis)
        channels.append(TelegramChannel(bot, dispatcher, locks, inbox, pace=QUICK, is_shared=True))
    return channels, list(bots)


async def test_two_processes_hear_one_chat_in_order_and_once(postgres_store: Store, clock: FixedClock, redis: Redis) -> None:
    heard: list[str] = []
    async with BotApi(clock) as api:
        channels, bots = await _two_hear(postgres_store, clock, redis, api, heard)
        for number in range(60):
            await api.text(CHAT, str(number))
            update = api.delivery.waiting[-1]
            await channels[number % 2].accept(update)
            if number % 7 == 0:
                await channels[1 - number % 2].accept(update)  # Telegram brings it again
        for channel in channels:
            await asyncio.wait_for(channel.idle(), 20)
            await channel.stop()
        for bot in bots:
            await hang_up(bot)
    assert heard == [str(number) for number in range(60)]


async def test_what_a_process_that_died_has_left_is_heard_by_another(
    postgres_store: Store, clock: FixedClock, redis: Redis
) -> None:
    heard: list[str] = []
    async with BotApi(clock) as api:
        channels, bots = await _two_hear(postgres_store, clock, redis, api, heard)
        for text in ("first", "second"):
            await api.text(CHAT, text)
        await TelegramInbox(postgres_store, clock).keep(42, api.delivery.waiting)  # and there it ends
        clock.forward(seconds=30)
        looking = asyncio.create_task(channels[0].look_after())
        async with asyncio.timeout(5):
            while len(heard) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await channels[0].stop()
        await looking
        for bot in bots:
            await hang_up(bot)
    assert heard == ["first", "second"]


async def test_a_recurring_job_is_done_by_one_process_until_it_dies(store: Store, clock: FixedClock) -> None:
    done: list[str] = []
    duties = {name: Duties(Leases(store, clock), name) for name in ("a", "b")}

    async def ask(name: str) -> None:
        async def work() -> None:
            done.append(name)

        await duties[name].once("job", timedelta(seconds=15), work)

    for name in ("a", "b", "a", "b"):
        await ask(name)
    clock.forward(seconds=16)
    for name in ("b", "a"):
        await ask(name)
    assert done == ["a", "a", "b"]


async def test_who_loses_a_duty_stops(sqlite_store: Store, clock: FixedClock) -> None:
    leases, stopped, began = Leases(sqlite_store, clock), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    task = asyncio.create_task(Duties(leases, "slow").forever("send", timedelta(seconds=0.3), work))
    await asyncio.wait_for(began.wait(), 2)
    clock.forward(seconds=1)
    assert await leases.hold("send", "quick", timedelta(seconds=0.3))
    await asyncio.wait_for(stopped.wait(), 2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_lease_given_by_a_clock_that_was_set_back_is_over(store: Store, clock: FixedClock) -> None:
    leases, for_ = Leases(store, clock), timedelta(seconds=15)
    assert await leases.hold("job", "a", for_)
    assert not await leases.hold("job", "b", for_)
    clock.forward(hours=-1)
    assert await leases.hold("job", "b", for_)
    await leases.give_back("job", "b")
    assert await leases.hold("job", "a", for_)


@pytest.mark.parametrize("role", [Role.BOT, Role.WORKER])
async def test_every_role_says_that_it_is_ready_and_what_waits(postgres_url: str, tmp_path: Path, role: Role) -> None:
    async with process(postgres_url, role, tmp_path) as url, httpx.AsyncClient(base_url=url, timeout=10) as client:
        assert (await client.get("/readyz")).text == "ready"
        assert (await client.get("/")).status_code == httpx.codes.NOT_FOUND
        figures = (await client.get("/metrics")).text
        assert 'kaoban_letters_due{lane="person"} 0.0' in figures
