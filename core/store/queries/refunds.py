"""Money on its way back: refunds of ours, refunds started at the provider, and refunds parked until their charge is known."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.model.money import Money
from core.model.payment import Refund, RefundReason, RefundState
from core.store.engine import locked
from core.store.queries.once import insert_once
from core.store.tables.payments import payment_capture, payment_refund

_REFUND: tuple[sa.ColumnElement[Any], ...] = (
    payment_refund.c.id,
    payment_refund.c.provider,
    payment_refund.c.out_refund_no,
    payment_refund.c.capture_id,
    payment_refund.c.transaction_id,
    payment_refund.c.amount_minor,
    payment_refund.c.currency,
    payment_refund.c.reason,
    payment_refund.c.state,
    payment_refund.c.tries,
)


def find_refund(tx: sa.Connection, provider: str, out_refund_no: str, *, lock: bool = False) -> Refund | None:
    """The refund with that number at that provider; ``lock`` holds its row, after the application's."""
    query = sa.select(*_REFUND).where(payment_refund.c.provider == provider, payment_refund.c.out_refund_no == out_refund_no)
    row = tx.execute(locked(query) if lock else query).first()
    return _refund(row) if row else None


def refunds_of(tx: sa.Connection, capture_id: int) -> list[Refund]:
    """Every refund of one charge, oldest first."""
    query = sa.select(*_REFUND).where(payment_refund.c.capture_id == capture_id).order_by(payment_refund.c.id)
    return [_refund(row) for row in tx.execute(query)]


def parked_refunds(tx: sa.Connection, provider: str, transaction_id: str) -> list[Refund]:
    """Refunds of a charge that wasn't known when they were heard of."""
    query = sa.select(*_REFUND).where(
        payment_refund.c.provider == provider,
        payment_refund.c.transaction_id == transaction_id,
        payment_refund.c.capture_id.is_(None),
    )
    return [_refund(row) for row in tx.execute(query.order_by(payment_refund.c.id))]


def add_refund(
    tx: sa.Connection,
    provider: str,
    out_refund_no: str,
    *,
    capture_id: int | None,
    transaction_id: str,
    amount: Money,
    reason: RefundReason,
    state: RefundState,
    now: datetime,
    next_try_at: datetime | None,
) -> Refund | None:
    """A new refund; ``None`` where its number exists. ``next_try_at`` is when to ask the provider for it, if we do at all."""
    values = {
        "provider": provider,
        "out_refund_no": out_refund_no,
        "capture_id": capture_id,
        "transaction_id": transaction_id,
        "amount_minor": amount.minor,
        "currency": amount.currency,
        "reason": reason.value,
        "state": state.value,
        "created_at": now,
        "next_try_at": next_try_at,
    }
    row = tx.execute(insert_once(tx, payment_refund, values, "provider", "out_refund_no").returning(*_REFUND)).first()
    return _refund(row) if row else None


def change_refund(tx: sa.Connection, refund_id: int, **facts: object) -> None:
    """Write changed facts of a refund."""
    tx.execute(payment_refund.update().where(payment_refund.c.id == refund_id).values(**facts))


def refunds_about(tx: sa.Connection, application_id: int | None, out_trade_no: str) -> list[Refund]:
    """Every refund of the application's charges, and of charges that named the order number."""
    of_application = payment_capture.c.application_id == application_id
    of_number = payment_capture.c.out_trade_no == out_trade_no
    captures = sa.select(payment_capture.c.id).where(sa.or_(of_application, of_number))
    query = sa.select(*_REFUND).where(payment_refund.c.capture_id.in_(captures)).order_by(payment_refund.c.id)
    return [_refund(row) for row in tx.execute(query)]


def claim_refunds(tx: sa.Connection, now: datetime, until: datetime, limit: int) -> list[Refund]:
    """Take refunds that are due; nobody else gets them before ``until``."""
    due = (
        sa.select(payment_refund.c.id)
        .where(payment_refund.c.next_try_at <= now)
        .order_by(payment_refund.c.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claim = payment_refund.update().where(payment_refund.c.id.in_(due.scalar_subquery()))
    rows = tx.execute(claim.values(next_try_at=until, tries=payment_refund.c.tries + 1).returning(*_REFUND))
    return sorted((_refund(row) for row in rows), key=lambda refund: refund.id)


def _refund(row: sa.Row[Any]) -> Refund:
    return Refund(
        id=row.id,
        provider=row.provider,
        out_refund_no=row.out_refund_no,
        capture_id=row.capture_id,
        transaction_id=row.transaction_id,
        amount=Money(row.amount_minor, row.currency),
        reason=RefundReason(row.reason),
        state=RefundState(row.state),
        tries=row.tries,
    )
