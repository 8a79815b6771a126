"""Keeps verified notifications before they are acknowledged: those that arrive while others are written share one commit.

Each caller waits for the commit that holds its own notification, so nothing is acknowledged that could still be lost. Where one of
them can't be stored, the others are stored without it.
"""

import asyncio
from collections.abc import Mapping

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.errors import KaobanError
from core.model.payment import Notification
from core.ports import Clock
from core.store.engine import Store, StoreUnavailable
from core.store.queries import provider_events
from core.store.queries.provider_events import Arrival

log = structlog.get_logger("payments")

_MOST_AT_ONCE = 64
_FAILURES = (KaobanError, SQLAlchemyError, ArithmeticError, LookupError, TypeError, ValueError)
_Waiting = tuple[Arrival, asyncio.Future[bool]]


class Intake:
    """The way into the inbox."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, heard: Notification, headers: Mapping[str, str], body: bytes) -> bool:
        """Store a verified notification; returns whether it is new. Raises ``StoreUnavailable``: then it must be sent again."""
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((Arrival(heard, headers, body, self._clock.now()), kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await kept

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
            try:
                await self._keep(batch)
            except BaseException as error:
                _answer_all(batch, StoreUnavailable(f"storing broke off: {type(error).__name__}"))
                raise

    async def _keep(self, batch: list[_Waiting]) -> None:
        try:
            new = await self._store.write(lambda tx: provider_events.store_events(tx, [arrival for arrival, _ in batch]))
        except StoreUnavailable as error:
            _answer_all(batch, error)
        except _FAILURES as error:
            if len(batch) == 1:
                log.exception("a notification can't be stored", event_id=batch[0][0].heard.event_id)
                _answer_all(batch, StoreUnavailable(f"it can't be stored: {type(error).__name__}"))
                return
            for one in batch:
                await self._keep([one])
        else:
            for (_, kept), is_new in zip(batch, new, strict=True):
                if not kept.done():
                    kept.set_result(is_new)


def _answer_all(batch: list[_Waiting], error: Exception) -> None:
    for _, kept in batch:
        if not kept.done():
            kept.set_exception(error)
