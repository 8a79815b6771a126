"""Charges (captures): what a provider says was paid, recorded once and for good."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.model.money import Money
from core.model.payment import Attempt, Capture, Disposition, Source, Success
from core.store.queries.once import insert_once
from core.store.tables.payments import payment_capture

_CAPTURE: tuple[sa.ColumnElement[Any], ...] = (
    payment_capture.c.id,
    payment_capture.c.provider,
    payment_capture.c.transaction_id,
    payment_capture.c.attempt_id,
    payment_capture.c.application_id,
    payment_capture.c.amount_minor,
    payment_capture.c.currency,
    payment_capture.c.success_time,
    payment_capture.c.disposition,
    payment_capture.c.first_source,
)


def is_known(tx: sa.Connection, provider: str, transaction_id: str) -> bool:
    """Whether that charge was recorded already."""
    return find_capture(tx, provider, transaction_id) is not None


def find_capture(tx: sa.Connection, provider: str, transaction_id: str) -> Capture | None:
    """The charge with that number at that provider."""
    by_number = (payment_capture.c.provider == provider, payment_capture.c.transaction_id == transaction_id)
    row = tx.execute(sa.select(*_CAPTURE).where(*by_number)).first()
    return _capture(row) if row else None


def get_capture(tx: sa.Connection, capture_id: int) -> Capture:
    """The charge with that id."""
    return _capture(tx.execute(sa.select(*_CAPTURE).where(payment_capture.c.id == capture_id)).one())


def order_number(tx: sa.Connection, capture_id: int) -> str:
    """The order number a charge named."""
    number: str = tx.execute(sa.select(payment_capture.c.out_trade_no).where(payment_capture.c.id == capture_id)).scalar_one()
    return number


def captures_of(tx: sa.Connection, application_id: int) -> list[Capture]:
    """Every charge that belongs to the application, in the order we learned of them."""
    query = sa.select(*_CAPTURE).where(payment_capture.c.application_id == application_id).order_by(payment_capture.c.id)
    return [_capture(row) for row in tx.execute(query)]


def captures_numbered(tx: sa.Connection, out_trade_no: str) -> list[Capture]:
    """Every charge that named this order number, ours or not."""
    query = sa.select(*_CAPTURE).where(payment_capture.c.out_trade_no == out_trade_no).order_by(payment_capture.c.id)
    return [_capture(row) for row in tx.execute(query)]


def add_capture(
    tx: sa.Connection, success: Success, attempt: Attempt | None, disposition: Disposition, now: datetime
) -> Capture | None:
    """Record a charge; ``None`` where somebody recorded it first."""
    values = {
        "provider": success.provider,
        "transaction_id": success.transaction_id,
        "out_trade_no": success.out_trade_no,
        "attempt_id": attempt.id if attempt else None,
        "application_id": attempt.application_id if attempt else None,
        "amount_minor": success.amount.minor,
        "currency": success.amount.currency,
        "success_time": success.success_time,
        "disposition": disposition.value,
        "first_source": success.source.value,
        "recorded_at": now,
    }
    row = tx.execute(insert_once(tx, payment_capture, values, "provider", "transaction_id").returning(*_CAPTURE)).first()
    return _capture(row) if row else None


def _capture(row: sa.Row[Any]) -> Capture:
    return Capture(
        id=row.id,
        provider=row.provider,
        transaction_id=row.transaction_id,
        attempt_id=row.attempt_id,
        application_id=row.application_id,
        amount=Money(row.amount_minor, row.currency),
        success_time=row.success_time,
        disposition=Disposition(row.disposition),
        first_source=Source(row.first_source),
    )
