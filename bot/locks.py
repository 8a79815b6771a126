"""One at a time in each chat: the lock around everything that loads, changes and saves a chat's dialog.

Without it presses that arrive together are lost (the dialog library loads its state before it takes any lock of its own), and so is
what a push wrote while a press was being handled. So the lock stands in front of both: of every update given to the Dispatcher, and
of every push.

Never take a chat's lock while handling an update of that same chat: the handler has the dialog manager already and uses it. Taking
it again in the same task raises ``HeldAlready``; a handler that *waits for another task* which takes it would wait forever. Write
an outbox row instead, and the push delivers it when the handler is through.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

_LAST_RENEWAL_SECONDS = 1.0

_GIVE_BACK = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""
_RENEW = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0
"""


class HeldAlready(RuntimeError):
    """The task that wants the lock of a chat holds it: it would wait for itself."""


class ChatLocks(Protocol):
    """Locks of chats, told apart by the bot's number and the chat's own."""

    def hold(self, bot_id: int, chat_id: int) -> AbstractAsyncContextManager[None]:
        """Be the only one in this chat; those who wait come in the order in which they asked. Raises ``HeldAlready``."""


@dataclass(slots=True)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    present: int = 0
    holder: asyncio.Task[object] | None = None


class LocalChatLocks:
    """Locks of one process. A chat in which nobody is leaves nothing behind."""

    def __init__(self) -> None:
        self._lines: dict[tuple[int, int], _Line] = {}

    def __len__(self) -> int:
        """In how many chats somebody is, or waits."""
        return len(self._lines)

    @asynccontextmanager
    async def hold(self, bot_id: int, chat_id: int) -> AsyncIterator[None]:
        """Be the only one of this process in this chat. Raises ``HeldAlready``."""
        key = (bot_id, chat_id)
        line = self._lines.setdefault(key, _Line())
        me = asyncio.current_task()
        if line.holder is me:
            raise HeldAlready(f"bot {bot_id} is being heard in chat {chat_id}")
        line.present += 1
        try:
            async with line.lock:
                line.holder = me
                try:
                    yield
                finally:
                    line.holder = None
        finally:
            line.present -= 1
            if not line.present:
                del self._lines[key]


class RedisChatLocks:
    """Locks of several processes, over one Redis. Inside a process those who wait keep their order.

    The lock is a lease that is renewed while it is held; when the process dies it ends by itself. Should Redis have forgotten the
    lease, the task inside is cancelled rather than left to write beside another.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        lease: timedelta = timedelta(seconds=15),
        look_again: timedelta = timedelta(milliseconds=20),
    ) -> None:
        self._redis = redis
        self._local = LocalChatLocks()
        self._lease = int(lease.total_seconds() * 1000)
        self._look_again = look_again.total_seconds()

    @asynccontextmanager
    async def hold(self, bot_id: int, chat_id: int) -> AsyncIterator[None]:
        """Be the only one of all processes in this chat. Raises ``HeldAlready``."""
        async with self._local.hold(bot_id, chat_id):
            key, mine = f"kaoban:chat:{bot_id}:{chat_id}", secrets.token_hex(16)
            while not await self._redis.set(key, mine, nx=True, px=self._lease):  # noqa: ASYNC110 - the holder is elsewhere
                await asyncio.sleep(self._look_again)
            over = asyncio.Event()
            renewing = asyncio.create_task(self._renew(key, mine, asyncio.current_task(), over))
            try:
                yield
            finally:
                over.set()
                renewing.cancel()
                # Not awaited without end: a client whose connection broke just now may swallow the cancellation.
                await asyncio.wait([renewing], timeout=_LAST_RENEWAL_SECONDS)
                await self._give_back(key, mine)

    async def _renew(self, key: str, mine: str, holder: "asyncio.Task[object] | None", over: asyncio.Event) -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), self._lease / 3000)
            if over.is_set():
                return
            try:
                kept = await self._redis.eval(_RENEW, 1, key, mine, str(self._lease))
            except RedisError:
                log.warning("the lease of %s could not be renewed; trying again", key, exc_info=True)
                continue
            if not kept and holder is not None and not over.is_set():
                log.error("the lease of %s was lost; what held it is stopped", key)
                holder.cancel()
                return

    async def _give_back(self, key: str, mine: str) -> None:
        try:
            await self._redis.eval(_GIVE_BACK, 1, key, mine)
        except RedisError:
            log.warning("the lease of %s could not be given back; it ends by itself", key, exc_info=True)
