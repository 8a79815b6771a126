"""Clocks that say when the next call may go: one for all of a bot's calls, one for each chat, one for each group.

Each is a cell-rate clock (GCRA): it holds the instant at which it would be idle again; a call pushes that instant on by the
interval, and may go as long as it isn't further ahead than a small burst. Telegram allows about 30 messages a second in all, one a
second in a chat with short bursts, 20 a minute in a group; the exact numbers are not published, so ours keep a distance.
"""

import asyncio
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from bot.pacing.lanes import PERSON

_SWEEP_EVERY = 512


@dataclass(frozen=True, slots=True)
class Rates:
    """What a bot may say.

    A person's own dialog may run a little further ahead than what goes to many: so during a bulk there are always a few calls left
    for people, in whichever process they are heard.
    """

    per_second: float = 25.0
    person_burst: int = 4
    bulk_burst: int = 1
    chat_per_second: float = 1.0
    chat_burst: int = 3
    group_per_minute: float = 20.0
    group_burst: int = 5

    def of_all(self, lane: str) -> "Rate":
        """All calls together."""
        return Rate(1 / self.per_second, (self.person_burst if lane == PERSON else self.bulk_burst) / self.per_second)

    def of_chat(self, chat_id: int) -> "Rate":
        """One chat; a group has a negative number. Any minute of a group stays within its limit, burst included."""
        if chat_id > 0:
            return Rate(1 / self.chat_per_second, (self.chat_burst - 1) / self.chat_per_second)
        interval = 60 / max(self.group_per_minute - self.group_burst, 1)
        return Rate(interval, (self.group_burst - 1) * interval)


@dataclass(frozen=True, slots=True)
class Rate:
    """Seconds between two calls, and how many seconds they may run ahead."""

    interval: float
    ahead: float


class Holds(Enum):
    """What holds a call."""

    NOTHING = auto()
    ALL = auto()
    CHAT = auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a call may go now; otherwise for how many seconds not, and whether only its chat holds it."""

    holds: Holds
    seconds: float = 0.0


GO = Verdict(Holds.NOTHING)


class Clocks(Protocol):
    """The clocks of one bot."""

    async def take(self, lane: str, chat_id: int | None) -> Verdict:
        """Let one call go now, or say how long it has to wait. Without a chat only the bot's own clock counts."""

    async def pause_left(self) -> float:
        """How many seconds of the pause that Telegram asked for are left."""

    async def pause(self, seconds: float) -> None:
        """Telegram asked for a pause: nothing goes meanwhile."""


class LocalClocks:
    """The clocks of a bot that one process speaks for."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._all = 0.0
        self._chats: dict[int, float] = {}
        self._paused_until = 0.0
        self._granted = 0

    def __len__(self) -> int:
        """How many chats have a clock that runs."""
        return len(self._chats)

    async def take(self, lane: str, chat_id: int | None) -> Verdict:
        """See ``Clocks``."""
        now = asyncio.get_running_loop().time()
        rate = self._rates.of_all(lane)
        wait = max(self._paused_until, self._all - rate.ahead) - now
        if wait > 0:
            return Verdict(Holds.ALL, wait)
        if chat_id is not None:
            of_chat = self._rates.of_chat(chat_id)
            idle_at = self._chats.get(chat_id, 0.0)
            if idle_at - of_chat.ahead > now:
                return Verdict(Holds.CHAT, idle_at - of_chat.ahead - now)
            self._chats[chat_id] = max(idle_at, now) + of_chat.interval
        self._all = max(self._all, now) + rate.interval
        self._sweep(now)
        return GO

    async def pause_left(self) -> float:
        """See ``Clocks``."""
        return max(0.0, self._paused_until - asyncio.get_running_loop().time())

    async def pause(self, seconds: float) -> None:
        """See ``Clocks``."""
        self._paused_until = max(self._paused_until, asyncio.get_running_loop().time() + seconds)

    def _sweep(self, now: float) -> None:
        """Clocks that stand still are forgotten."""
        self._granted += 1
        if self._granted % _SWEEP_EVERY == 0:
            self._chats = {chat_id: idle_at for chat_id, idle_at in self._chats.items() if idle_at > now}
