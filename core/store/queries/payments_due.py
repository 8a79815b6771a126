"""What is due about money: applications past their deadline, orders to ask about, verdicts that wait for too long.

Lists of applications go up by id, from the one ``after`` which the caller has come to.
"""

from datetime import datetime

import sqlalchemy as sa

from core.model.payment import Attempt, AttemptState, PaymentVerdict, TicketKind
from core.store.queries.payments import ATTEMPT_COLUMNS, read_attempt
from core.store.tables.applications import application
from core.store.tables.payments import payment_attempt, payment_capture, payment_terms
from core.store.tables.tickets import ticket

_AWAITING = application.c.payment == PaymentVerdict.AWAITING_PAYMENT.value
_VERIFYING = application.c.payment == PaymentVerdict.VERIFYING.value

_OUT_OF_TIME = application.c.payment.in_([PaymentVerdict.VERIFYING.value, PaymentVerdict.ABANDONED.value])
_CHARGED = sa.exists().where(payment_capture.c.application_id == application.c.id)


def exams_awaiting_payment(tx: sa.Connection) -> list[str]:
    """Exams in which somebody still has to pay."""
    return list(tx.execute(sa.select(application.c.exam).where(_AWAITING).distinct()).scalars())


def awaiting_in(tx: sa.Connection, exam: str, after: int, limit: int) -> list[int]:
    """Unpaid applications of the exam that follow the pack's window."""
    own = sa.select(payment_terms.c.application_id)
    query = sa.select(application.c.id).where(
        _AWAITING, application.c.exam == exam, application.c.id > after, application.c.id.not_in(own)
    )
    return list(tx.execute(query.order_by(application.c.id).limit(limit)).scalars())


def awaiting_past_own_deadline(tx: sa.Connection, now: datetime, after: int, limit: int) -> list[int]:
    """Unpaid applications with a deadline of their own that lies behind ``now``, whole seconds."""
    query = (
        sa.select(application.c.id)
        .join(payment_terms, payment_terms.c.application_id == application.c.id)
        .where(_AWAITING, payment_terms.c.deadline < now.replace(microsecond=0), application.c.id > after)
    )
    return list(tx.execute(query.order_by(application.c.id).limit(limit)).scalars())


def exams_out_of_time(tx: sa.Connection) -> list[str]:
    """Exams in which somebody didn't pay by the deadline."""
    return list(tx.execute(sa.select(application.c.exam).where(_OUT_OF_TIME).distinct()).scalars())


def out_of_time_in(tx: sa.Connection, exam: str, after: int, limit: int) -> list[int]:
    """Applications of the exam that follow the pack's window, weren't paid by its end, and for which nothing was charged."""
    own = sa.select(payment_terms.c.application_id)
    query = sa.select(application.c.id).where(
        _OUT_OF_TIME, ~_CHARGED, application.c.exam == exam, application.c.id > after, application.c.id.not_in(own)
    )
    return list(tx.execute(query.order_by(application.c.id).limit(limit)).scalars())


def out_of_time_before_own_deadline(tx: sa.Connection, now: datetime, after: int, limit: int) -> list[int]:
    """The same with a deadline of their own that doesn't lie behind ``now``."""
    query = (
        sa.select(application.c.id)
        .join(payment_terms, payment_terms.c.application_id == application.c.id)
        .where(_OUT_OF_TIME, ~_CHARGED, payment_terms.c.deadline >= now.replace(microsecond=0), application.c.id > after)
    )
    return list(tx.execute(query.order_by(application.c.id).limit(limit)).scalars())


def verifying_since(tx: sa.Connection, before: datetime, after: int, limit: int) -> list[int]:
    """Applications being verified since ``before`` or longer that nobody looks at yet."""
    told = sa.select(ticket.c.application_id).where(
        ticket.c.kind == TicketKind.UNRESOLVED.value, ticket.c.application_id.is_not(None)
    )
    query = sa.select(application.c.id).where(
        _VERIFYING, application.c.payment_at <= before, application.c.id > after, application.c.id.not_in(told)
    )
    return list(tx.execute(query.order_by(application.c.id).limit(limit)).scalars())


def claim_queries(tx: sa.Connection, now: datetime, until: datetime, limit: int) -> list[Attempt]:
    """Take open orders about which the provider is to be asked; nobody else gets them before ``until``."""
    due = (
        sa.select(payment_attempt.c.id)
        .where(payment_attempt.c.state == AttemptState.PENDING.value, payment_attempt.c.next_query_at <= now)
        .order_by(payment_attempt.c.next_query_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claim = payment_attempt.update().where(payment_attempt.c.id.in_(due.scalar_subquery()))
    rows = tx.execute(claim.values(next_query_at=until).returning(*ATTEMPT_COLUMNS))
    return sorted((read_attempt(row) for row in rows), key=lambda attempt: attempt.id)
