"""Charges with what became of them, for a report that has to balance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.model.payment import Disposition, PaymentVerdict, RefundState
from core.rules.balance import ChargeFacts
from core.store.tables.applications import application
from core.store.tables.payments import payment_capture, payment_refund
from core.store.tables.tickets import ticket

_ON_THE_WAY = (RefundState.REQUESTED.value, RefundState.PROCESSING.value, RefundState.ABNORMAL.value)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which charges: of one exam, or of all and of nobody; by their time of success, or whenever."""

    exam: str | None = None
    first: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One charge at its provider."""

    provider: str
    currency: str
    transaction_id: str
    facts: ChargeFacts


def charges(tx: sa.Connection, scope: Scope) -> Iterator[ChargeRow]:
    """Every charge of the scope with its application's verdict, its refunds and whether a person was told."""
    capture = payment_capture.c
    query = (
        sa.select(capture.provider, capture.currency, capture.transaction_id, capture.amount_minor, capture.disposition)
        .add_columns(
            application.c.payment, _sum((RefundState.SUCCEEDED.value,)), _sum(_ON_THE_WAY), _reported(), _refund_reported()
        )
        .select_from(payment_capture.outerjoin(application, application.c.id == capture.application_id))
        .where(*_in_scope(scope))
    )
    return (_row(row) for row in tx.execute(query.order_by(capture.id)))


def paid_without_money(tx: sa.Connection, exam: str | None) -> int:
    """How many applications count as paid without one accepted charge; never more than none."""
    accepted = sa.exists().where(
        payment_capture.c.application_id == application.c.id, payment_capture.c.disposition == Disposition.ACCEPTED.value
    )
    is_paid = application.c.payment == PaymentVerdict.PAID.value
    of_exam = () if exam is None else (application.c.exam == exam,)
    return tx.execute(sa.select(sa.func.count()).select_from(application).where(is_paid, ~accepted, *of_exam)).scalar_one()


def _in_scope(scope: Scope) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if scope.exam is not None:
        conditions.append(application.c.exam == scope.exam)
    if scope.first is not None:
        conditions.append(payment_capture.c.success_time >= scope.first)
    if scope.end is not None:
        conditions.append(payment_capture.c.success_time < scope.end)
    return conditions


def _sum(states: tuple[str, ...]) -> sa.ColumnElement[int]:
    query = sa.select(sa.func.coalesce(sa.func.sum(payment_refund.c.amount_minor), 0))
    of_charge = payment_refund.c.capture_id == payment_capture.c.id
    return query.where(of_charge, payment_refund.c.state.in_(states)).correlate(payment_capture).scalar_subquery()


def _reported() -> sa.ColumnElement[bool]:
    """Subjects are written as ``core.services.payments.records`` writes them."""
    subject = sa.literal("capture:") + payment_capture.c.provider + sa.literal(":") + payment_capture.c.transaction_id
    return sa.exists().where(ticket.c.subject == subject).correlate(payment_capture)


def _refund_reported() -> sa.ColumnElement[bool]:
    subject = sa.literal("refund:") + payment_refund.c.provider + sa.literal(":") + payment_refund.c.out_refund_no
    of_charge = payment_refund.c.capture_id == payment_capture.c.id
    return sa.exists().where(of_charge, ticket.c.subject == subject).correlate(payment_capture)


def _row(row: Any) -> ChargeRow:
    provider, currency, transaction_id, amount, disposition, verdict, refunded, requested, reported, refund_reported = row
    facts = ChargeFacts(
        amount=amount,
        disposition=Disposition(disposition),
        verdict=PaymentVerdict(verdict) if verdict else None,
        refunded=int(refunded),
        requested=int(requested),
        is_reported=bool(reported),
        refund_reported=bool(refund_reported),
    )
    return ChargeRow(provider, currency, transaction_id, facts)
