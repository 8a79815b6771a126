"""The way of every call to Telegram: it waits for the bot's clock, then the most urgent that may go is chosen.

A call whose chat isn't due yet is put aside and holds nobody up. A pause that Telegram asks for (429) holds everything; the call
that was refused goes first afterwards, for nothing was done then.
"""

import asyncio
import heapq
import itertools
import math
from collections import deque
from dataclasses import dataclass, field

from aiogram import Bot, methods
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.pacing.clocks import Clocks, Holds, Verdict
from bot.pacing.lanes import BULK, LANES, current_lane

_TRIES = 5
_LONGEST = {"person": 10.0, "bulk": 60.0}
_SAYING = ("send", "copy", "forward")
_MENDING = ("edit", "delete", "stop", "pin", "unpin")
_NOT_SAID = (methods.SendChatAction,)


@dataclass(slots=True)
class Tally:
    """What happened so far, for the operator."""

    sent: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LANES, 0))
    waited: dict[str, float] = field(default_factory=lambda: dict.fromkeys(LANES, 0.0))
    refused: int = 0


@dataclass(slots=True)
class _Caller:
    lane: str
    chat_id: int | None
    longest: float
    may_go: "asyncio.Future[None]"


class Pacer(BaseRequestMiddleware):
    """Paces the calls of one bot.

    :param longest: by lane, how many seconds of Telegram's pauses a call waits out before ``TelegramRetryAfter`` is passed on.
    """

    def __init__(self, clocks: Clocks, longest: dict[str, float] | None = None) -> None:
        self.tally = Tally()
        self._clocks = clocks
        self._longest = longest or _LONGEST
        self._ready: dict[str, deque[_Caller]] = {lane: deque() for lane in LANES}
        self._aside: dict[int, deque[_Caller]] = {}
        self._due: list[tuple[float, int, int]] = []
        self._numbers = itertools.count()
        self._arrived = asyncio.Event()
        self._pumping: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """What goes to many and still waits is refused, as by a short pause: it can be sent another time."""
        self._longest = {**self._longest, BULK: 0.0}
        callers = [*self._ready[BULK], *(caller for line in self._aside.values() for caller in line if caller.lane == BULK)]
        for caller in callers:
            if not caller.may_go.done():
                caller.may_go.set_exception(_Paused(1.0))

    def waiting(self, lane: str) -> int:
        """How many calls of the lane wait."""
        aside = sum(caller.lane == lane for line in self._aside.values() for caller in line)
        return len(self._ready[lane]) + aside

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request when its turn has come. Raises ``TelegramRetryAfter`` where a pause is longer than worth waiting."""
        lane, name = current_lane(), method.__api_method__.lower()
        if not is_paced(method):
            return await make_request(bot, method)
        chat_id = chat_of(method) if name.startswith(_SAYING) else None
        left, tries = self._longest[lane], 0
        while True:
            await self._turn(method, lane, chat_id, left, in_front=tries > 0)
            try:
                answer = await make_request(bot, method)
            except TelegramRetryAfter as ban:
                tries += 1
                left -= ban.retry_after
                self.tally.refused += 1
                await self._clocks.pause(ban.retry_after)
                if tries >= _TRIES or left < 0:
                    raise
                continue
            self.tally.sent[lane] += 1
            return answer

    async def _turn(
        self, method: TelegramMethod[TelegramType], lane: str, chat_id: int | None, longest: float, *, in_front: bool
    ) -> None:
        """Wait until the call may go."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        if isinstance(method, methods.AnswerCallbackQuery):
            pause = await self._clocks.pause_left()
            if pause > longest:
                raise _refused(method, pause)
            await asyncio.sleep(pause)
            return
        caller = _Caller(lane, chat_id, longest, loop.create_future())
        line = self._ready[lane]
        line.appendleft(caller) if in_front else line.append(caller)
        self._arrived.set()
        if self._pumping is None or self._pumping.done():
            self._pumping = asyncio.create_task(self._pump())
        try:
            await caller.may_go
        except _Paused as paused:
            raise _refused(method, paused.seconds) from None
        self.tally.waited[lane] += loop.time() - began

    async def _pump(self) -> None:
        """Let callers go, one after the other, until nobody waits."""
        while True:
            caller = self._choose()
            if caller is None:
                if not self._aside:
                    return
                await self._rest(self._due[0][0] - asyncio.get_running_loop().time())
                continue
            try:
                verdict = await self._clocks.take(caller.lane, caller.chat_id)
            except Exception as error:  # noqa: BLE001 - the boundary: it is raised again where the call was made
                self._take_out(caller)
                if not caller.may_go.done():
                    caller.may_go.set_exception(error)
                continue
            await self._judge(caller, verdict)

    async def _judge(self, caller: _Caller, verdict: Verdict) -> None:
        if verdict.holds is Holds.ALL:
            if verdict.seconds > caller.longest:
                self._take_out(caller)
                if not caller.may_go.done():
                    caller.may_go.set_exception(_Paused(verdict.seconds))
                return
            await self._rest(verdict.seconds)
            return
        self._take_out(caller)
        if verdict.holds is Holds.CHAT:
            self._put_aside(caller, verdict.seconds)
        elif not caller.may_go.done():
            caller.may_go.set_result(None)

    def _choose(self) -> _Caller | None:
        """The first of the people's lane that may go, else the first of the other; it stays where it is."""
        self._call_back()
        for lane in LANES:
            line = self._ready[lane]
            while line:
                caller = line[0]
                if caller.may_go.done():  # whoever called has given up
                    line.popleft()
                elif caller.chat_id in self._aside:  # behind those of the same chat
                    self._aside[caller.chat_id].append(line.popleft())
                else:
                    return caller
        return None

    def _take_out(self, caller: _Caller) -> None:
        self._ready[caller.lane].remove(caller)

    def _put_aside(self, caller: _Caller, seconds: float) -> None:
        assert caller.chat_id is not None
        self._aside[caller.chat_id] = deque([caller])
        heapq.heappush(self._due, (asyncio.get_running_loop().time() + seconds, next(self._numbers), caller.chat_id))

    def _call_back(self) -> None:
        """Chats that are due again stand in front of their lanes."""
        now = asyncio.get_running_loop().time()
        while self._due and self._due[0][0] <= now:
            _, _, chat_id = heapq.heappop(self._due)
            for caller in reversed(self._aside.pop(chat_id)):
                self._ready[caller.lane].appendleft(caller)

    async def _rest(self, seconds: float) -> None:
        """Until the time is over, or somebody new has come who may be more urgent."""
        self._arrived.clear()
        try:
            await asyncio.wait_for(self._arrived.wait(), max(seconds, 0.0))
        except TimeoutError:
            return


class _Paused(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def _refused(method: TelegramMethod[TelegramType], seconds: float) -> TelegramRetryAfter:
    return TelegramRetryAfter(method=method, message="the bot is paused", retry_after=math.ceil(seconds))


def is_paced(method: TelegramMethod[TelegramType]) -> bool:
    """Whether the call counts: what is said, mended or answered in a chat. Fetching updates and setting up don't."""
    if isinstance(method, _NOT_SAID):
        return False
    return isinstance(method, methods.AnswerCallbackQuery) or method.__api_method__.lower().startswith(_SAYING + _MENDING)


def chat_of(method: TelegramMethod[TelegramType]) -> int | None:
    """The number of the chat in which the method says something."""
    chat_id = getattr(method, "chat_id", None)
    return chat_id if isinstance(chat_id, int) else None
