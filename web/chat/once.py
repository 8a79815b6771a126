"""An update sent under a key is handled once, however often a phone on a bad line sends it."""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import Request

from core.services.web_deliveries import WebDeliveries
from web.chat.problems import NotTaken, Problem

KEY_HEADER = "idempotency-key"
_KEY_LENGTH = 128


class Once:
    """Runs the work of a key once: repeats that come meanwhile wait for it, later ones find it done.

    Work that failed isn't remembered, so that sending again tries again.
    """

    def __init__(self, deliveries: WebDeliveries) -> None:
        self._deliveries = deliveries
        self._running: dict[tuple[int, str], asyncio.Task[None]] = {}

    async def handle(self, native_id: int, key: str | None, work: Callable[[], Awaitable[None]]) -> None:
        """Do ``work`` unless this chat's ``key`` was handled before; without a key always."""
        if key is None:
            await work()
            return
        name = (native_id, key)
        if name not in self._running:
            task = asyncio.create_task(self._first(native_id, key, work))
            self._running[name] = task
            task.add_done_callback(lambda _: self._running.pop(name, None))
        await asyncio.shield(self._running[name])

    async def _first(self, native_id: int, key: str, work: Callable[[], Awaitable[None]]) -> None:
        if not await self._deliveries.is_handled(native_id, key):
            await work()
            await self._deliveries.mark_handled(native_id, key)


def key_of(request: Request) -> str | None:
    """The sender's key of this update, if it gave one. Raises ``NotTaken`` for one that can't be kept."""
    key = request.headers.get(KEY_HEADER)
    if key is not None and not (0 < len(key) <= _KEY_LENGTH and key.isascii() and key.isprintable()):
        raise NotTaken(Problem.KEY_UNUSABLE)
    return key
