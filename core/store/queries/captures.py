"""Charges (captures): what a provider says was paid, recorded once and for good."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.money import Money
from core.model.payment import Attempt, Capture, Disposition, Source, Success
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
_BY_NUMBER = sa.select(*_CAPTURE).where(
    payment_capture.c.provider == sa.bindparam("provider"), payment_capture.c.transaction_id == sa.bindparam("transaction")
)
_OF_APPLICATION = (
    sa.select(*_CAPTURE).where(payment_capture.c.application_id == sa.bindparam("application")).order_by(payment_capture.c.id)
)
_UNIQUE = ("provider", "transaction_id")
_ADD: Mapping[str, sa.Executable] = {
    "sqlite": sqlite.insert(payment_capture).on_conflict_do_nothing(index_elements=_UNIQUE).returning(*_CAPTURE),
    "postgresql": postgresql.insert(payment_capture).on_conflict_do_nothing(index_elements=_UNIQUE).returning(*_CAPTURE),
}


def is_known(tx: sa.Connection, provider: str, transaction_id: str) -> bool:
    """Whether that charge was recorded already."""
    return find_capture(tx, provider, transaction_id) is not None


def find_capture(tx: sa.Connection, provider: str, transaction_id: str) -> Capture | None:
    """The charge with that number at that provider."""
    row = tx.execute(_BY_NUMBER, {"provider": provider, "transaction": transaction_id}).first()
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
    return [_capture(row) for row in tx.execute(_OF_APPLICATION, {"application": application_id})]


def captures_with_transaction(tx: sa.Connection, transaction_id: str) -> list[Capture]:
    """Every charge of that number, whichever the provider."""
    query = sa.select(*_CAPTURE).where(payment_capture.c.transaction_id == transaction_id).order_by(payment_capture.c.id)
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
    row = tx.execute(_ADD[tx.dialect.name], values).first()
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
