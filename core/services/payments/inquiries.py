"""Asking a provider about one order, and closing it when its time is over: lost notifications are the normal case.

The network comes first and the record after it. Silence proves nothing: the order stays open and is asked about again.
"""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
import structlog

from core.errors import OutsideWorldError
from core.model.payment import Attempt, AttemptState
from core.ports import OrderState, PaymentProvider
from core.rules.payment_schedule import next_query, retry_query, unknown_is_proof
from core.services.payments.ledger import Ledger
from core.store.engine import Store
from core.store.queries import payments

log = structlog.get_logger("payments")


class Inquiries:
    """Asks, closes, and records what was learned."""

    def __init__(self, store: Store, ledger: Ledger, providers: Mapping[str, PaymentProvider]) -> None:
        self._store = store
        self._ledger = ledger
        self._providers = providers

    async def look(self, attempt: Attempt, now: datetime) -> bool:
        """Ask about the order, and close it if its time is over; returns whether the provider answered."""
        closing = now.replace(microsecond=0) > attempt.time_expire
        return await self._learn(attempt, now, close=closing and attempt.state is AttemptState.PENDING)

    async def close(self, attempt: Attempt, now: datetime) -> bool:
        """Close the order before its time; a payer who was quicker is recorded. Returns whether the provider answered."""
        return await self._learn(attempt, now, close=True)

    async def _learn(self, attempt: Attempt, now: datetime, *, close: bool) -> bool:
        if attempt.ordered_at is None:
            return await self._store.write(lambda tx: self._was_never_ordered(tx, attempt, now, close=close))
        provider = self._providers.get(attempt.provider)
        order = await _ask(provider, attempt, close=close) if provider else None
        return await self._store.write(lambda tx: self._record(tx, attempt, order, now))

    def _was_never_ordered(self, tx: sa.Connection, attempt: Attempt, now: datetime, *, close: bool) -> bool:
        """No provider was ever asked to open it (that is written down before asking), so nobody can have paid it."""
        payments.get_payer(tx, attempt.application_id, lock=True)
        if not close or payments.lock_attempt(tx, attempt.id).ordered_at is not None:
            return False
        self._ledger.record_closed(tx, attempt.provider, attempt.out_trade_no, {"how": "never_ordered"}, now)
        return True

    def _record(self, tx: sa.Connection, attempt: Attempt, order: OrderState | None, now: datetime) -> bool:
        if order is None or (order.state is AttemptState.PAID and order.success is None):
            unanswered = attempt.unanswered + 1
            _plan(tx, attempt, retry_query(unanswered, now), unanswered)
            return False
        if order.success is not None:
            self._ledger.record_success(tx, order.success, now)
        elif order.known and order.state is AttemptState.CLOSED:
            self._close(tx, attempt, "closed_at_provider", order.detail, now)
        elif not order.known and unknown_is_proof(attempt.time_expire, now):
            self._close(tx, attempt, "unknown_to_provider", order.detail, now)
        else:
            _plan(tx, attempt, next_query(attempt.ordered_at or attempt.created_at, attempt.time_expire, now), 0)
        return True

    def _close(self, tx: sa.Connection, attempt: Attempt, how: str, detail: str, now: datetime) -> None:
        self._ledger.record_closed(tx, attempt.provider, attempt.out_trade_no, {"how": how, "detail": detail}, now)


async def _ask(provider: PaymentProvider, attempt: Attempt, *, close: bool) -> OrderState | None:
    """What the provider says, ``None`` for silence. Closing comes only after a look; a payer may still have been quicker."""
    try:
        order = await provider.query(attempt.out_trade_no)
        if close and order.known and order.state is AttemptState.PENDING:
            order = await provider.close(attempt.out_trade_no)
            if order.state is AttemptState.PAID and order.success is None:
                order = await provider.query(attempt.out_trade_no)
    except OutsideWorldError as error:
        log.info("no answer about an order", provider=attempt.provider, order=attempt.out_trade_no, why=str(error))
        return None
    return order


def _plan(tx: sa.Connection, attempt: Attempt, at: datetime, unanswered: int) -> None:
    """Ask again at ``at``, if the order is still open by then."""
    if attempt.state is AttemptState.PENDING:
        payments.change_attempt(tx, attempt.id, next_query_at=at, unanswered=unanswered)
