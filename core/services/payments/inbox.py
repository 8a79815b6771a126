"""The inbox of provider events: what was stored before the provider got its answer is handled right after by a worker.

Handling and its mark are one transaction, so an event is handled exactly once even if the process dies in between; one that fails
is rolled back, tried again later and, if it keeps failing, put before a person. No event is ever dropped.
"""

import asyncio
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.errors import KaobanError
from core.model.payment import Notification, NotificationKind, TicketKind
from core.ports import Clock
from core.rules.payment_schedule import retry_event
from core.services.payments import records
from core.services.payments.ledger import Ledger
from core.services.payments.refund_ledger import RefundNews
from core.store.engine import Store, StoreUnavailable
from core.store.queries import provider_events

_BATCH = 50
_AT_ONCE = 8
_TRIES_BEFORE_TICKET = 3
_LOOK_AGAIN_SECONDS = 1.0
_HELD_ELSEWHERE_SECONDS = 0.02
_FAILURES = (SQLAlchemyError, KaobanError, ArithmeticError, AssertionError, LookupError, TypeError, ValueError)
log = structlog.get_logger("payments")


class Inbox:
    """Handles verified notifications."""

    def __init__(self, store: Store, clock: Clock, ledger: Ledger) -> None:
        self._store = store
        self._clock = clock
        self._ledger = ledger

    async def run(self) -> None:
        """Handle events as they come, until cancelled."""
        with self._store.signals.bell(provider_events.SIGNAL) as bell:
            while True:
                try:
                    await self.drain()
                except StoreUnavailable:
                    log.warning("the store is away; stored events wait")
                except Exception:  # a boundary: whatever one round met, stored events wait for the next
                    log.exception("handling events failed; it goes on")
                await bell.wait(_LOOK_AGAIN_SECONDS)

    async def drain(self) -> int:
        """Handle everything that has been received so far; returns how many events were handled here."""
        handled = 0
        while waiting := await self._store.read(lambda tx: provider_events.waiting_events(tx, self._clock.now(), _BATCH)):
            gate = asyncio.Semaphore(_AT_ONCE)
            done = await asyncio.gather(*(self._handle_when_open(gate, event_id) for event_id in waiting))
            handled += sum(done)
            if not any(done):
                await asyncio.sleep(_HELD_ELSEWHERE_SECONDS)
        return handled

    async def _handle_when_open(self, gate: asyncio.Semaphore, event_id: int) -> bool:
        """Several at a time: those of one application wait for each other at its row."""
        async with gate:
            return await self._handle(event_id)

    async def _handle(self, event_id: int) -> bool:
        now = self._clock.now()
        try:
            return await self._store.write(lambda tx: self._handle_in(tx, event_id, now))
        except StoreUnavailable:
            raise
        except _FAILURES as error:
            log.exception("an event could not be handled", event_id=event_id)
            reason = f"{type(error).__name__}: {error}"[:500]
            await self._store.write(lambda tx: _postpone(tx, event_id, reason, now))
            return True

    def _handle_in(self, tx: sa.Connection, event_id: int, now: datetime) -> bool:
        event = provider_events.take_event(tx, event_id)
        if event is None:
            return False
        self._apply(tx, event.notification, now)
        provider_events.finish_event(tx, event.id, now)
        return True

    def _apply(self, tx: sa.Connection, heard: Notification, now: datetime) -> None:
        """A success is recorded, a closing too, a refund moves on; a failed try is never final and changes nothing."""
        match heard.kind:
            case NotificationKind.SUCCESS if heard.success is not None:
                self._ledger.record_success(tx, heard.success, now)
            case NotificationKind.CLOSED if heard.out_trade_no is not None:
                evidence = {"how": "told_by_provider", "event": heard.event_id}
                self._ledger.record_closed(tx, heard.provider, heard.out_trade_no, evidence, now)
            case NotificationKind.REFUND if heard.out_refund_no is not None and heard.refund_state is not None:
                self._ledger.refunds.record(tx, _news(heard), now)
            case _:
                log.info("an event changes nothing", type=heard.type, provider=heard.provider)


def _news(heard: Notification) -> RefundNews:
    assert heard.out_refund_no is not None, "checked by the caller"
    assert heard.refund_state is not None, "checked by the caller"
    return RefundNews(
        provider=heard.provider,
        out_refund_no=heard.out_refund_no,
        state=heard.refund_state,
        transaction_id=heard.transaction_id,
        out_trade_no=heard.out_trade_no,
        amount=heard.refund_amount,
    )


def _postpone(tx: sa.Connection, event_id: int, reason: str, now: datetime) -> None:
    event = provider_events.take_event(tx, event_id)
    if event is None:
        return
    tries = event.tries + 1
    provider_events.postpone_event(tx, event_id, tries, retry_event(tries, now), reason)
    if tries >= _TRIES_BEFORE_TICKET:
        heard = event.notification
        about = {"provider": heard.provider, "event": heard.event_id, "error": reason}
        records.open_ticket(tx, TicketKind.EVENT_FAILED, f"event:{heard.provider}:{heard.event_id}", now, None, about)
