"""Bills of providers: which day was reconciled, every line of them, and what of ours they don't tell."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.money import Money
from core.model.payment import RefundState
from core.store.queries.once import replace_one
from core.store.tables.applications import application
from core.store.tables.payments import (
    payment_attempt,
    payment_bill,
    payment_bill_line,
    payment_capture,
    payment_refund,
    payment_terms,
)

_CHUNK = 500
_UNIQUE = ("provider", "kind", "number")
_KEEP: Mapping[str, sa.Executable] = {
    "sqlite": sqlite.insert(payment_bill_line).on_conflict_do_nothing(index_elements=_UNIQUE),
    "postgresql": postgresql.insert(payment_bill_line).on_conflict_do_nothing(index_elements=_UNIQUE),
}


class LineKind(StrEnum):
    """What a line of a bill tells of."""

    CHARGE = "charge"
    REFUND = "refund"


def keep_lines(tx: sa.Connection, provider: str, kind: LineKind, day: date, lines: Iterable[tuple[str, Money]]) -> None:
    """Keep what a bill says of each number; what an earlier bill said stays."""
    rows = [
        {
            "provider": provider,
            "kind": kind.value,
            "number": number,
            "day": day,
            "amount_minor": amount.minor,
            "currency": amount.currency,
        }
        for number, amount in lines
    ]
    if rows:
        tx.execute(_KEEP[tx.dialect.name], rows)


def known_amounts(tx: sa.Connection, provider: str, numbers: Collection[str]) -> dict[str, Money]:
    """The amount of each of these charges that is in our books."""
    found: dict[str, Money] = {}
    columns = (payment_capture.c.transaction_id, payment_capture.c.amount_minor, payment_capture.c.currency)
    for some in _chunks(numbers):
        ours = (payment_capture.c.provider == provider, payment_capture.c.transaction_id.in_(some))
        found.update({row[0]: Money(row[1], row[2]) for row in tx.execute(sa.select(*columns).where(*ours))})
    return found


def charges_not_billed(tx: sa.Connection, provider: str, exams: Collection[str], first: datetime, end: datetime) -> list[int]:
    """Ids of charges for orders of these exams with a time of success from ``first`` on and before ``end`` that no bill tells of.

    An order that the provider was never asked for stands in no bill.
    """
    billed = _billed(provider, LineKind.CHARGE, payment_capture.c.transaction_id)
    ours = (payment_capture.c.provider == provider, payment_capture.c.success_time >= first, payment_capture.c.success_time < end)
    of_exams = payment_capture.c.id.in_(_ordered_in(exams))
    return list(
        tx.execute(sa.select(payment_capture.c.id).where(*ours, of_exams, ~billed).order_by(payment_capture.c.id)).scalars()
    )


def refunds_not_billed(tx: sa.Connection, provider: str, exams: Collection[str], first: datetime, end: datetime) -> list[str]:
    """Numbers of refunds of such charges that succeeded from ``first`` on and before ``end`` and that no bill tells of."""
    billed = _billed(provider, LineKind.REFUND, payment_refund.c.out_refund_no)
    ours = (
        payment_refund.c.provider == provider,
        payment_refund.c.state == RefundState.SUCCEEDED.value,
        payment_refund.c.settled_at >= first,
        payment_refund.c.settled_at < end,
        payment_refund.c.capture_id.in_(_ordered_in(exams)),
    )
    query = sa.select(payment_refund.c.out_refund_no).where(*ours, ~billed)
    return list(tx.execute(query.order_by(payment_refund.c.id)).scalars())


def _ordered_in(exams: Collection[str]) -> sa.Select[tuple[int]]:
    of_exams = (application.c.exam.in_(exams), payment_attempt.c.ordered_at.is_not(None))
    attempts = payment_capture.join(payment_attempt, payment_attempt.c.id == payment_capture.c.attempt_id)
    joined = attempts.join(application, application.c.id == payment_capture.c.application_id)
    return sa.select(payment_capture.c.id).select_from(joined).where(*of_exams)


def _billed(provider: str, kind: LineKind, number: sa.ColumnElement[str]) -> sa.Exists:
    line = payment_bill_line.c
    return sa.exists().where(line.provider == provider, line.kind == kind.value, line.number == number)


def reconciled_days(tx: sa.Connection, provider: str) -> set[date]:
    """Days of that provider that were reconciled."""
    return set(tx.execute(sa.select(payment_bill.c.day).where(payment_bill.c.provider == provider)).scalars())


def mark_reconciled(tx: sa.Connection, provider: str, day: date, now: datetime, findings: Mapping[str, int]) -> None:
    """The day's bill was read whole; doing it once more takes the place of it."""
    values = {"provider": provider, "day": day, "reconciled_at": now, "findings": dict(findings)}
    tx.execute(replace_one(tx, payment_bill, values, "provider", "day"))


def exams_with_money(tx: sa.Connection) -> list[str]:
    """Exams in which somebody had to pay."""
    return list(tx.execute(sa.select(application.c.exam).where(application.c.payment.is_not(None)).distinct()).scalars())


def own_windows(tx: sa.Connection, exam: str) -> tuple[datetime, datetime] | None:
    """From the first opening to the last deadline that was decided for single applications of the exam."""
    query = (
        sa.select(sa.func.min(payment_terms.c.opens_at), sa.func.max(payment_terms.c.deadline))
        .join(application, application.c.id == payment_terms.c.application_id)
        .where(application.c.exam == exam)
    )
    opens_at, deadline = tx.execute(query).one()
    return (opens_at, deadline) if opens_at is not None else None


def _chunks(numbers: Collection[str]) -> Iterable[list[str]]:
    rest = iter(numbers)
    while some := list(islice(rest, _CHUNK)):
        yield some
