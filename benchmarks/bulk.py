"""A bulk of reminders through the product's own sender, while people press, on a network that bans whoever asks too much."""

import asyncio
import itertools
import statistics
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import Update

from app.build import House, build
from app.settings import Settings
from benchmarks.crowd import gather
from benchmarks.dispatch import QuietNetwork
from core.model.exam import Exam
from core.packs import read_pack
from core.store.migrate import migrate
from gateways.sandbox.clock import MovableClock

_LIMIT, _WINDOW, _BAN = 30, 1.0, 3
_PRESSERS, _PRESS_EVERY, _FAR = 40, 0.7, 10_000_000
_RULE = "unconfirmed-last-day"
_UPDATES = itertools.count(1)


class StrictNetwork(QuietNetwork):
    """Answers like the Bot API; over 30 calls in a second, or once in ``refuses_each`` calls, the whole bot is asked to wait."""

    def __init__(self, refuses_each: int) -> None:
        super().__init__()
        self.told: Counter[int] = Counter()
        self.refused = 0
        self.accepted = 0
        self.paused_s = 0.0
        self.pauses: list[tuple[float, float]] = []
        self._each = refuses_each
        self._calls: deque[float] = deque()
        self._banned_until = 0.0
        self._count = 0

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        """The answer, or ``TelegramRetryAfter``."""
        now = time.monotonic()
        while self._calls and self._calls[0] <= now - _WINDOW:
            self._calls.popleft()
        self._count += 1
        if now < self._banned_until or len(self._calls) >= _LIMIT or self._count % self._each == 0:
            self.refused += 1
            ban = _BAN if len(self._calls) >= _LIMIT else 1
            self.paused_s += max(0.0, now + ban - max(now, self._banned_until))
            self.pauses.append((now, now + ban))
            self._banned_until = max(self._banned_until, now + ban)
            raise TelegramRetryAfter(method, "Too Many Requests", ban)
        self._calls.append(now)
        self.accepted += 1
        if isinstance(method, SendMessage) and int(method.chat_id) < _FAR:
            self.told[int(method.chat_id)] += 1
        return await super().make_request(bot, method, timeout)


Press = tuple[float, float]


@dataclass(slots=True)
class Sent:
    """What came of it; seconds of people's own presses, from the update to the answer."""

    count: int
    seconds: float
    lost: int
    doubled: int
    refused: int
    calls: int
    paused_s: float
    presses: list[Press] = field(default_factory=list)
    pauses: list[tuple[float, float]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """As the benchmark tells it."""
        ordered = sorted(ended - began for began, ended in self.presses)
        spared = sorted(ended - began for began, ended in self.presses if not self._is_paused(began, ended))
        return {
            "bulk_sent": self.count,
            "bulk_per_s": round(self.count / self.seconds, 2),
            "calls_per_s": round(self.calls / self.seconds, 2),
            "calls_per_s_outside_pauses": round(self.calls / (self.seconds - self.paused_s), 2),
            "paused_s": round(self.paused_s, 1),
            "bulk_lost": self.lost,
            "bulk_doubled": self.doubled,
            "bulk_429": self.refused,
            "press_p50_ms": round(statistics.median(ordered) * 1000, 1) if ordered else 0.0,
            "press_p99_ms": _p99_ms(ordered),
            "press_p99_outside_pauses_ms": _p99_ms(spared),
            "presses": len(ordered),
        }

    def _is_paused(self, began: float, ended: float) -> bool:
        return any(began < until and ended > since for since, until in self.pauses)


def _p99_ms(ordered: list[float]) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000, 1) if ordered else 0.0


async def send_bulk(folder: Path, pack: Path, count: int, refuses_each: int = 400) -> Sent:
    """Plan the last day's warning for ``count`` people and send it, while others press."""
    exam = read_pack(pack).exam
    assert exam is not None
    url = f"sqlite:///{folder / 'bulk.db'}"
    await asyncio.to_thread(migrate, url)
    network, clock = StrictNetwork(refuses_each), MovableClock(_moment(exam))
    house = build(Settings(database_url=url, secret_key="b" * 40), clock=clock, telegram=Bot("424242:bulk", session=network))
    try:
        await house.exams.load(read_pack(pack))
        await gather(house.store, exam, count, clock.now() - timedelta(days=1))
        await house.services.reminders.planning.plan_rule(exam.id, _RULE, clock.now())
        return await _drained(house, network, count)
    finally:
        await house.close()


def _moment(exam: Exam) -> datetime:
    closes = exam.window(next(name for name in exam.windows if name.value == "registration")).closes_at
    assert closes is not None
    return closes - timedelta(hours=7)


async def _drained(house: House, network: StrictNetwork, count: int) -> Sent:
    await house.dispatcher.emit_startup()
    presses: list[Press] = []
    pressing = asyncio.create_task(_press(house, presses))
    began = time.perf_counter()
    while sum(network.told.values()) < count and await house.push.drain():
        pass
    seconds = time.perf_counter() - began
    pressing.cancel()
    await asyncio.gather(pressing, return_exceptions=True)
    lost = sum(network.told[number] == 0 for number in range(1, count + 1))
    doubled = sum(times - 1 for times in network.told.values() if times > 1)
    return Sent(
        sum(network.told.values()),
        seconds,
        lost,
        doubled,
        network.refused,
        network.accepted,
        network.paused_s,
        presses,
        network.pauses,
    )


async def _press(house: House, presses: list[Press]) -> None:
    """People who aren't reminded ask for help, one after the other; each is answered through the same bot."""
    going: set[asyncio.Task[None]] = set()
    for turn in itertools.count():
        task = asyncio.create_task(_ask(house, _FAR + turn % _PRESSERS, presses))
        going.add(task)
        task.add_done_callback(going.discard)
        await asyncio.sleep(_PRESS_EVERY)


async def _ask(house: House, native_id: int, presses: list[Press]) -> None:
    bot, user = house.bots["telegram"], {"id": native_id, "is_bot": False, "first_name": "c"}
    number = next(_UPDATES)
    message = {"message_id": number, "date": 0, "chat": {"id": native_id, "type": "private"}, "from": user, "text": "/help"}
    update = Update.model_validate({"update_id": number, "message": message}, context={"bot": bot})
    began = time.monotonic()
    async with house.turns.hold(bot.id, native_id):
        await house.dispatcher.feed_update(bot, update)
    presses.append((began, time.monotonic()))
