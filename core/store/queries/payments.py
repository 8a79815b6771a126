"""The verdict on an application, and its orders at the providers (attempts).

Whoever changes any of it locks in this order: application, attempt, capture. Then two pieces of evidence never judge at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.model.money import Money
from core.model.payment import Attempt, AttemptState, PaymentVerdict
from core.store.engine import locked
from core.store.tables.applications import application
from core.store.tables.payments import payment_attempt

_APPLICATION: tuple[sa.ColumnElement[Any], ...] = (
    application.c.id,
    application.c.account_id,
    application.c.exam,
    application.c.payment,
    application.c.payment_at,
    application.c.paid_at,
)
ATTEMPT_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    payment_attempt.c.id,
    payment_attempt.c.application_id,
    payment_attempt.c.provider,
    payment_attempt.c.out_trade_no,
    payment_attempt.c.amount_minor,
    payment_attempt.c.currency,
    payment_attempt.c.time_expire,
    payment_attempt.c.state,
    payment_attempt.c.created_at,
    payment_attempt.c.ordered_at,
    payment_attempt.c.asked_at,
    payment_attempt.c.unanswered,
)
# What every piece of evidence asks is built once: building a statement costs more than running it.
_ONE: sa.BindParameter[int] = sa.bindparam("one")
_PAYER = sa.select(*_APPLICATION).where(application.c.id == _ONE)
_LOCKED_PAYER = locked(_PAYER)
_SET_VERDICT = (
    application.update()
    .where(application.c.id == _ONE)
    .values(payment=sa.bindparam("verdict"), payment_at=sa.bindparam("at"), paid_at=sa.bindparam("paid"))
)
_ATTEMPT = sa.select(*ATTEMPT_COLUMNS)
_LOCKED_ATTEMPT = locked(_ATTEMPT.where(payment_attempt.c.id == _ONE))
_NUMBERED = _ATTEMPT.where(
    payment_attempt.c.provider == sa.bindparam("provider"), payment_attempt.c.out_trade_no == sa.bindparam("number")
)
_OF_APPLICATION = _ATTEMPT.where(payment_attempt.c.application_id == _ONE).order_by(payment_attempt.c.id)


@dataclass(frozen=True, slots=True)
class Payer:
    """What paying needs to know of an application; ``payment`` is ``None`` before confirming."""

    application_id: int
    account_id: int
    exam: str
    payment: PaymentVerdict | None
    payment_at: datetime | None
    paid_at: datetime | None


def get_payer(tx: sa.Connection, application_id: int, *, lock: bool = False) -> Payer:
    """The application's money side; ``lock`` holds its row until the transaction ends."""
    return _payer(tx.execute(_LOCKED_PAYER if lock else _PAYER, {"one": application_id}).one())


def find_payer(tx: sa.Connection, account_id: int, exam: str, *, lock: bool = False) -> Payer | None:
    """The money side of the account's application in that exam."""
    query = sa.select(*_APPLICATION).where(application.c.account_id == account_id, application.c.exam == exam)
    row = tx.execute(locked(query) if lock else query).first()
    return _payer(row) if row else None


def set_verdict(tx: sa.Connection, application_id: int, verdict: PaymentVerdict, now: datetime, paid_at: datetime | None) -> None:
    """Write the verdict; ``paid_at`` is the provider's time of the accepted charge."""
    tx.execute(_SET_VERDICT, {"one": application_id, "verdict": verdict.value, "at": now, "paid": paid_at})


def find_attempt(tx: sa.Connection, provider: str, out_trade_no: str) -> Attempt | None:
    """The order with that number at that provider."""
    row = tx.execute(_NUMBERED, {"provider": provider, "number": out_trade_no}).first()
    return read_attempt(row) if row else None


def attempts_numbered(tx: sa.Connection, out_trade_no: str) -> list[Attempt]:
    """Every order with that number, whichever the provider; the newest first."""
    query = _ATTEMPT.where(payment_attempt.c.out_trade_no == out_trade_no).order_by(payment_attempt.c.id.desc())
    return [read_attempt(row) for row in tx.execute(query)]


def lock_attempt(tx: sa.Connection, attempt_id: int) -> Attempt:
    """The order as it stands now, its row held until the transaction ends. The application is locked before."""
    return read_attempt(tx.execute(_LOCKED_ATTEMPT, {"one": attempt_id}).one())


def attempts_of(tx: sa.Connection, application_id: int) -> list[Attempt]:
    """Every order of the application, oldest first."""
    return [read_attempt(row) for row in tx.execute(_OF_APPLICATION, {"one": application_id})]


def open_attempt(tx: sa.Connection, application_id: int) -> Attempt | None:
    """The one order of the application that may still be paid."""
    is_open = payment_attempt.c.state == AttemptState.PENDING.value
    return _first(tx, _ATTEMPT.where(payment_attempt.c.application_id == application_id, is_open))


def add_attempt(
    tx: sa.Connection, application_id: int, provider: str, out_trade_no: str, amount: Money, expires_at: datetime, now: datetime
) -> Attempt:
    """A new open order, not told to the provider yet. Raises ``IntegrityError`` while another one is open."""
    row = tx.execute(
        payment_attempt.insert()
        .values(
            application_id=application_id,
            provider=provider,
            out_trade_no=out_trade_no,
            amount_minor=amount.minor,
            currency=amount.currency,
            time_expire=expires_at,
            state=AttemptState.PENDING.value,
            created_at=now,
        )
        .returning(*ATTEMPT_COLUMNS)
    ).one()
    return read_attempt(row)


def change_attempt(tx: sa.Connection, attempt_id: int, **facts: object) -> None:
    """Write changed facts of an order."""
    tx.execute(payment_attempt.update().where(payment_attempt.c.id == attempt_id).values(**facts))


def ask_at_once(tx: sa.Connection, application_id: int, now: datetime) -> None:
    """Whatever pause was planned: the open order of the application is to be asked about now."""
    later = payment_attempt.c.next_query_at > now
    is_open = payment_attempt.c.state == AttemptState.PENDING.value
    tx.execute(
        payment_attempt.update().where(payment_attempt.c.application_id == application_id, is_open, later).values(next_query_at=now)
    )


def close_attempt(tx: sa.Connection, attempt_id: int, evidence: Mapping[str, str]) -> None:
    """An order is proven to be unpaid and unpayable; the proof is kept."""
    facts = {"state": AttemptState.CLOSED.value, "negative_evidence": dict(evidence), "next_query_at": None}
    change_attempt(tx, attempt_id, **facts)


def _first(tx: sa.Connection, query: sa.Select[Any]) -> Attempt | None:
    row = tx.execute(query).first()
    return read_attempt(row) if row else None


def _payer(row: sa.Row[Any]) -> Payer:
    return Payer(
        row.id, row.account_id, row.exam, PaymentVerdict(row.payment) if row.payment else None, row.payment_at, row.paid_at
    )


def read_attempt(row: sa.Row[Any]) -> Attempt:
    """An order from a row of ``ATTEMPT_COLUMNS``."""
    return Attempt(
        id=row.id,
        application_id=row.application_id,
        provider=row.provider,
        out_trade_no=row.out_trade_no,
        amount=Money(row.amount_minor, row.currency),
        time_expire=row.time_expire,
        state=AttemptState(row.state),
        created_at=row.created_at,
        ordered_at=row.ordered_at,
        asked_at=row.asked_at,
        unanswered=row.unanswered,
    )
