"""The pacer: rates are kept, people go first, a chat that isn't due holds nobody up, a pause holds everybody."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, EditMessageText, GetUpdates, SendMessage, TelegramMethod
from redis.asyncio import Redis

from bot.pacing import Clocks, LocalClocks, Pacer, Rates, in_lane
from bot.pacing.lanes import BULK
from bot.pacing.shared import RedisClocks
from tests.support.machine import REDIS, missing

FAST = Rates(per_second=100, chat_per_second=5, chat_burst=2, group_per_minute=65, group_burst=5)
BOT = Bot("42:TEST")


class Line:
    """The network behind a pacer: it notes when what arrived, and refuses when told so."""

    def __init__(self, clocks: Clocks) -> None:
        self.pacer = Pacer(clocks)
        self.arrived: list[tuple[float, int | str]] = []
        self.bans: list[int] = []

    async def call(self, method: TelegramMethod[Any]) -> None:
        await self.pacer(self._network, BOT, method)

    async def say(self, chat: int, lane: str = "person") -> None:
        with in_lane(lane):
            await self.call(SendMessage(chat_id=chat, text="x"))

    async def _network(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        if self.bans:
            raise TelegramRetryAfter(method=method, message="Too Many Requests", retry_after=self.bans.pop(0))
        self.arrived.append((asyncio.get_running_loop().time(), getattr(method, "chat_id", method.__api_method__)))

    @property
    def who(self) -> list[int | str]:
        return [chat for _, chat in self.arrived]

    @property
    def seconds(self) -> float:
        return self.arrived[-1][0] - self.arrived[0][0]


@pytest_asyncio.fixture(params=["local", "redis"])
async def clocks(request: pytest.FixtureRequest) -> AsyncIterator[Clocks]:
    if request.param == "local":
        yield LocalClocks(FAST)
        return
    redis = Redis.from_url(REDIS)
    try:
        await redis.delete(*[key async for key in redis.scan_iter("kaoban:pace:42:*")], "nothing")
    except OSError:
        missing(f"Redis doesn't answer at {REDIS}")
    yield RedisClocks(redis, 42, FAST, LocalClocks(FAST))
    await redis.aclose()


async def test_a_bulk_keeps_to_the_rate_and_uses_it(clocks: Clocks) -> None:
    line = Line(clocks)
    await asyncio.gather(*(line.say(chat, BULK) for chat in range(1, 61)))
    assert 0.55 < line.seconds < 0.75


async def test_a_person_goes_before_the_bulk(clocks: Clocks) -> None:
    line = Line(clocks)
    bulk = [asyncio.create_task(line.say(chat, BULK)) for chat in range(1, 41)]
    await asyncio.sleep(0.1)
    await line.say(1000)
    assert line.who.index(1000) <= 14
    await asyncio.gather(*bulk)


async def test_a_chat_that_is_not_due_holds_nobody_up(clocks: Clocks) -> None:
    line = Line(clocks)
    await asyncio.gather(*(line.say(1, BULK) for _ in range(4)), *(line.say(chat, BULK) for chat in range(2, 12)))
    assert line.who[:2] == [1, 1]
    assert line.who[-2:] == [1, 1]
    assert 0.35 < line.seconds < 0.6


async def test_a_group_hears_twenty_a_minute_not_sixty(clocks: Clocks) -> None:
    line = Line(clocks)
    await asyncio.gather(*(line.say(-7) for _ in range(6)))
    assert 0.9 < line.seconds < 1.3


async def test_a_pause_holds_everybody_and_the_refused_call_goes_first(clocks: Clocks) -> None:
    line = Line(clocks)
    line.bans = [1]
    first = asyncio.create_task(line.say(1))
    await asyncio.sleep(0.05)
    began = asyncio.get_running_loop().time()
    await asyncio.gather(first, line.say(2), line.call(AnswerCallbackQuery(callback_query_id="1")))
    assert line.arrived[0][0] - began > 0.85
    assert line.who.index(1) < line.who.index(2)
    assert line.pacer.tally.refused == 1


async def test_answers_and_edits_do_not_wait_for_their_chat(clocks: Clocks) -> None:
    line = Line(clocks)
    await asyncio.gather(*(line.say(1) for _ in range(2)))
    edits = [line.call(EditMessageText(chat_id=1, message_id=1, text="x")) for _ in range(5)]
    await asyncio.wait_for(asyncio.gather(*edits, line.call(AnswerCallbackQuery(callback_query_id="1"))), 0.15)


async def test_a_long_pause_is_passed_on_rather_than_waited_out(clocks: Clocks) -> None:
    line = Line(clocks)
    line.bans = [30]
    with pytest.raises(TelegramRetryAfter):
        await line.say(1)
    with pytest.raises(TelegramRetryAfter) as refused:
        await line.say(2)
    assert 25 < refused.value.retry_after <= 30
    await line.call(GetUpdates())
    assert line.who == ["getUpdates"]


async def test_a_call_that_is_refused_again_and_again_is_given_up(clocks: Clocks) -> None:
    line = Line(clocks)
    line.bans = [0] * 9
    with pytest.raises(TelegramRetryAfter):
        await line.say(1)
    assert line.pacer.tally.refused == 5


async def test_idle_clocks_are_forgotten() -> None:
    quick = Rates(per_second=1e6, chat_per_second=1e3, chat_burst=2)
    clocks = LocalClocks(quick)
    for chat in range(1, 2049):
        await clocks.take(BULK, chat)
    await asyncio.sleep(0.01)
    for chat in range(3000, 3513):
        await clocks.take(BULK, chat)
    assert len(clocks) < 600


async def test_two_processes_share_one_rate() -> None:
    redis = Redis.from_url(REDIS)
    await redis.delete("kaoban:pace:43:all", "kaoban:pace:43:pause")
    lines = [Line(RedisClocks(redis, 43, FAST, LocalClocks(FAST))) for _ in range(3)]
    await asyncio.gather(*(line.say(chat, BULK) for line in lines for chat in range(1, 31)))
    arrived = sorted(at for line in lines for at, _ in line.arrived)
    assert 0.8 < arrived[-1] - arrived[0] < 1.3
    await redis.aclose()


async def test_without_redis_each_keeps_to_its_share() -> None:
    redis = Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.1)
    line = Line(RedisClocks(redis, 44, FAST, LocalClocks(Rates(per_second=25))))
    await asyncio.gather(*(line.say(chat, BULK) for chat in range(1, 11)))
    assert line.seconds > 0.3
    await redis.aclose()
