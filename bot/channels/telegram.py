"""Telegram as a channel: updates come by long polling or by webhook, and are heard one at a time in each chat.

An update is written into the inbox before Telegram is told that it arrived (by the next offset, or by the webhook's answer), and
struck off once it was handled. Different chats are heard side by side, up to a bound; one chat in the order of its updates.

Where several processes hear one bot, an update may be taken in by one while another is busy with the same chat. So whoever has the
lock of a chat handles the chat's oldest unfinished update, whoever took it in, until none is left; and what a process that died has
left is found by the others.
"""

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError
from redis.exceptions import RedisError

from bot.locks import ChatLocks
from core.errors import OutsideWorldError, Unreachable
from core.services.telegram_inbox import chat_of

log = logging.getLogger(__name__)

_NUMBERS = 2**53
HEARD = ("message", "edited_message", "callback_query", "my_chat_member")
RawUpdate = Mapping[str, Any]


class UpdateInbox(Protocol):
    """Where updates are written down until they were handled; ``core.services.telegram_inbox`` is one."""

    async def keep(self, bot_id: int, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Write updates down; those that weren't seen before."""

    async def finish(self, bot_id: int, update_id: int) -> None:
        """An update was handled."""

    async def left_over(self, bot_id: int, *, alone: bool) -> list[RawUpdate]:
        """Updates whose handling was cut off."""

    async def next_of_chat(self, bot_id: int, chat_id: int) -> RawUpdate | None:
        """The oldest unfinished update of a chat."""

    async def waiting_chats(self, bot_id: int, longer_than: timedelta) -> list[int]:
        """Chats whose updates have waited for that long."""


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """``getUpdates`` undecoded: one update of a kind unknown here must not cost the whole batch."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How long and how much, in seconds and updates.

    :ivar poll: how long Telegram may hold a request for updates.
    :ivar at_once: how many updates are in the house at the same time, handled or waiting for their chat.
    :ivar shortest: the first wait after a failure; it doubles up to ``longest``.
    :ivar last_orders: how long handlers may go on once the channel stops.
    :ivar look_after: how often, where several hear, it is looked after updates that wait; and how long those have waited.
    """

    poll: int = 25
    at_once: int = 100
    shortest: float = 1.0
    longest: float = 30.0
    last_orders: float = 10.0
    look_after: float = 10.0


def telegram_bot(token: str, api_base: str | None = None) -> Bot:
    """The bot on Telegram's servers, or on the Bot API server at ``api_base``; whoever lets it speak gives it a pacer."""
    server = TelegramAPIServer.from_base(api_base) if api_base else PRODUCTION
    session = AiohttpSession(api=server)
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


class TelegramChannel:
    """Gives the Dispatcher what Telegram brings.

    :param is_shared: other processes hear the same bot; ``locks`` are those of all.
    """

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        locks: ChatLocks,
        inbox: UpdateInbox,
        *,
        pace: Pace | None = None,
        is_shared: bool = False,
    ) -> None:
        self._is_shared = is_shared
        self._in_line: set[int] = set()
        self._bot = bot
        self._dispatcher = dispatcher
        self._locks = locks
        self._inbox = inbox
        self._pace = pace or Pace()
        self._room = asyncio.Semaphore(self._pace.at_once)
        self._hearing: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    async def resume(self, *, alone: bool) -> int:
        """Hear what was cut off when a process died, before anything new; how many updates that was. See ``UpdateInbox``."""
        left_over = await self._inbox.left_over(self._bot.id, alone=alone)
        for update in left_over:
            await self._room.acquire()
            self._begin(update)
        return len(left_over)

    async def look_after(self) -> None:
        """Where several hear one bot: hear, until ``stop``, what one that died or lost its lock has left."""
        longer_than = timedelta(seconds=self._pace.look_after)
        while not self._stopping.is_set():
            await self._pause(self._pace.look_after)
            with suppress(OutsideWorldError):
                for chat_id in await self._inbox.waiting_chats(self._bot.id, longer_than):
                    await self._room.acquire()
                    self._stand_in_line(chat_id)

    async def poll(self) -> None:
        """Fetch updates until ``stop``. The offset only moves on; a ban is waited out as long as Telegram says.

        Raises ``TelegramUnauthorizedError`` when the token isn't good (any more); everything else is tried again.
        """
        await self._patiently(self._bot.delete_webhook)
        offset: int | None = None
        while not self._stopping.is_set():
            method = GetRawUpdates(offset=offset, timeout=self._pace.poll, allowed_updates=list(HEARD))
            updates = await self._patiently(lambda method=method: self._bot(method, request_timeout=self._pace.poll + 15))
            for update in await self._kept(updates or []):
                await self._room.acquire()
                self._begin(update)
            if updates:
                offset = max(offset or 0, *(update["update_id"] + 1 for update in updates))

    async def listen(self, url: str, secret: str) -> None:
        """Ask Telegram to bring updates to the webhook at ``url``, with ``secret`` in their header. Raises what aiogram raises."""
        await self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(HEARD))

    async def accept(self, update: RawUpdate) -> None:
        """Take in an update that a webhook brought; it is handled after this returned.

        Raises ``ValueError`` for what is no update, ``Unreachable`` when there is no room or no database: Telegram brings it again.
        """
        number = update.get("update_id")
        if not isinstance(number, int) or not 0 <= number < _NUMBERS:
            raise ValueError("an update has a number")
        Update.model_validate(update)
        if self._stopping.is_set() or self._room.locked():
            raise Unreachable("no room for another update")
        for fresh in await self._inbox.keep(self._bot.id, [update]):
            await self._room.acquire()
            self._begin(fresh)

    async def idle(self) -> None:
        """Return when nothing is being handled."""
        while self._hearing:
            await asyncio.wait(self._hearing)

    async def stop(self) -> None:
        """Fetch nothing more, let handlers end, and cut off those that take too long: the inbox still has their updates."""
        self._stopping.set()
        if self._hearing:
            await asyncio.wait(self._hearing, timeout=self._pace.last_orders)
        for task in list(self._hearing):
            task.cancel()
        await asyncio.gather(*self._hearing, return_exceptions=True)

    async def _kept(self, updates: list[dict[str, Any]]) -> list[RawUpdate]:
        fresh = await self._patiently(lambda: self._inbox.keep(self._bot.id, updates))
        return fresh or []

    def _begin(self, update: RawUpdate) -> None:
        """Tasks run in the order they are made, and the first thing each does is to stand in line for its chat."""
        if self._is_shared:
            self._stand_in_line(chat_of(update))
        else:
            self._begin_task(self._hear(update))

    def _stand_in_line(self, chat_id: int) -> None:
        """Whoever stands in line for a chat already will hear this update too."""
        if chat_id in self._in_line:
            self._room.release()
            return
        self._in_line.add(chat_id)
        self._begin_task(self._hear_chat(chat_id))

    def _begin_task(self, hearing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(hearing)
        self._hearing.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._hearing.discard(task)
        self._room.release()

    async def _hear(self, raw: RawUpdate) -> None:
        """One update under the lock of its chat."""
        try:
            async with self._locks.hold(self._bot.id, chat_of(raw)):
                await self._handle(raw)
        except RedisError:
            log.exception("update %s has to wait: its chat can't be locked", raw["update_id"])
            return
        with suppress(OutsideWorldError):  # it stays in the inbox and is heard once more after the next start
            await self._inbox.finish(self._bot.id, raw["update_id"])

    async def _hear_chat(self, chat_id: int) -> None:
        """What the chat has unfinished, in order, under its lock. What goes wrong on our side is left for the next look."""
        is_in_line = True
        try:
            async with self._locks.hold(self._bot.id, chat_id):
                self._in_line.discard(chat_id)
                is_in_line = False
                while (raw := await self._inbox.next_of_chat(self._bot.id, chat_id)) is not None:
                    await self._handle(raw)
                    await self._inbox.finish(self._bot.id, raw["update_id"])
        except (RedisError, OutsideWorldError):
            log.warning("a chat has to wait: we can't hear it right now", exc_info=True)
        finally:
            if is_in_line:
                self._in_line.discard(chat_id)

    async def _handle(self, raw: RawUpdate) -> None:
        """Errors end here: an update that can't be handled isn't brought again."""
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            result = await self._dispatcher.feed_update(self._bot, update)
            if isinstance(result, TelegramMethod):
                await self._dispatcher.silent_call_request(self._bot, result)
        except ValidationError:
            log.exception("update %s isn't understood", raw["update_id"])
        except Exception:
            log.exception("update %s was not handled", raw["update_id"])

    async def _patiently(self, attempt: Any) -> Any:
        """The result of ``attempt``, tried until it succeeds; ``None`` when the channel stops meanwhile."""
        wait = self._pace.shortest
        while not self._stopping.is_set():
            try:
                return await self._unless_stopping(attempt())
            except TelegramUnauthorizedError:
                raise
            except TelegramRetryAfter as ban:
                log.warning("Telegram asks for a pause of %s s", ban.retry_after)
                await self._pause(ban.retry_after)
            except (TelegramAPIError, OutsideWorldError, OSError) as error:
                log.warning("updates can't be fetched (%s); next try in %s s", error, wait)
                await self._pause(wait)
                wait = min(wait * 2, self._pace.longest)
        return None

    async def _unless_stopping(self, work: Any) -> Any:
        working, stopping = asyncio.ensure_future(work), asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return await working if working.done() else None
        finally:
            for task in (working, stopping):
                task.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
