"""Refunds that wait for a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.model.money import Money
from core.model.payment import RefundReason, RefundState
from core.store.tables.payments import payment_capture, payment_refund

_STUCK = payment_refund.c.state == RefundState.ABNORMAL.value
_OURS = sa.and_(
    payment_refund.c.state == RefundState.REQUESTED.value,
    payment_refund.c.next_try_at.is_(None),
    payment_refund.c.reason != RefundReason.EXTERNAL.value,
)
_BY_HAND = sa.or_(_STUCK, _OURS)


@dataclass(frozen=True, slots=True)
class HandRefund:
    """Money that somebody of the office sends back."""

    id: int
    provider: str
    out_refund_no: str
    out_trade_no: str
    transaction_id: str
    amount: Money
    reason: str
    state: str
    created_at: datetime


def hand_refunds(tx: sa.Connection, limit: int = 200) -> list[HandRefund]:
    """Those that wait, longest first."""
    refund, capture = payment_refund.c, payment_capture.c
    query = (
        sa.select(refund.id, refund.provider, refund.out_refund_no, capture.out_trade_no, refund.transaction_id)
        .add_columns(refund.amount_minor, refund.currency, refund.reason, refund.state, refund.created_at)
        .select_from(payment_refund.join(payment_capture, capture.id == refund.capture_id))
        .where(_BY_HAND)
        .order_by(refund.created_at, refund.id)
        .limit(limit)
    )
    return [_read(row) for row in tx.execute(query)]


def refund_numbered(tx: sa.Connection, refund_id: int) -> tuple[str, str] | None:
    """Provider and number of a refund."""
    columns = (payment_refund.c.provider, payment_refund.c.out_refund_no)
    row = tx.execute(sa.select(*columns).where(payment_refund.c.id == refund_id)).first()
    return (row[0], row[1]) if row else None


def waits_for_hand(tx: sa.Connection, refund_id: int) -> bool:
    """Whether a person is to send it; the row is held until the end of the transaction."""
    query = sa.select(payment_refund.c.id).where(payment_refund.c.id == refund_id, _BY_HAND).with_for_update()
    return tx.execute(query).first() is not None


def _read(row: Any) -> HandRefund:
    return HandRefund(
        id=row.id,
        provider=row.provider,
        out_refund_no=row.out_refund_no,
        out_trade_no=row.out_trade_no,
        transaction_id=row.transaction_id,
        amount=Money(row.amount_minor, row.currency),
        reason=row.reason,
        state=row.state,
        created_at=row.created_at,
    )
