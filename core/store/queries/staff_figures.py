"""Long reads for the supervisor's and the operator's pages: statements to stream, and small sums."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.model.answers import Tier
from core.model.payment import PaymentVerdict
from core.model.tickets import HANDOVER
from core.store.tables.accounts import account
from core.store.tables.applications import application
from core.store.tables.asked_questions import asked_question
from core.store.tables.outbox import outbox
from core.store.tables.tickets import ticket, ticket_message

_UNSURE = (Tier.CLARIFY.value, Tier.HUMAN.value)
_DOUBTFUL = (PaymentVerdict.VERIFYING.value, PaymentVerdict.MANUAL_REVIEW.value)


def cases_since(since: datetime) -> sa.Select[Any]:
    """Cases of candidates: exam, desk, when opened and first answered, cause, scope, whether it helped, why closed."""
    one = ticket.c
    columns = (one.exam, one.desk, one.opened_at, one.first_answer_at, one.cause, one.scope, one.satisfied, one.closed_at)
    return sa.select(*columns).where(one.kind == HANDOVER, one.opened_at >= since).order_by(one.id)


def answers_since(since: datetime) -> sa.Select[Any]:
    """How many answers each colleague gave."""
    line = ticket_message.c
    query = sa.select(line.name, sa.func.count().label("answers")).where(line.author == "staff", line.at >= since)
    return query.group_by(line.name).order_by(sa.func.count().desc()).limit(50)


def unanswered_since(since: datetime) -> sa.Select[Any]:
    """Questions in free words that weren't understood or didn't help, oldest first."""
    asked = asked_question.c
    missed = sa.or_(asked.tier.in_(_UNSURE), asked.outcome.in_(("unsolved", "person")))
    return sa.select(asked.asked_at, asked.question, asked.tier, asked.outcome).where(asked.asked_at >= since, missed)


def accounts_made() -> sa.Select[Any]:
    """When each account was made."""
    return sa.select(account.c.created_at)


def application_steps(exam: str) -> sa.Select[Any]:
    """Of each application: when stashed, confirmed, paid; the position; the verdict about its payment."""
    one = application.c
    return sa.select(one.stashed_at, one.confirmed_at, one.paid_at, one.position_code, one.payment).where(one.exam == exam)


def letters_waiting(tx: sa.Connection, now: datetime) -> list[tuple[str, str, int, int, datetime]]:
    """What is still to be told, by kind and lane: how many, how many of them are due, and when the first is."""
    is_due = sa.case((outbox.c.due_at <= now, 1), else_=0)
    query = (
        sa.select(outbox.c.kind, outbox.c.lane, sa.func.count(), sa.func.sum(is_due), sa.func.min(outbox.c.due_at))
        .where(sa.literal_column("done_at IS NULL"))
        .group_by(outbox.c.kind, outbox.c.lane)
        .order_by(sa.func.count().desc())
    )
    return [(row[0], row[1], int(row[2]), int(row[3]), row[4]) for row in tx.execute(query)]


def letters_done(tx: sa.Connection, since: datetime) -> Mapping[str, int]:
    """What became of letters since then, by outcome."""
    query = sa.select(outbox.c.outcome, sa.func.count()).where(outbox.c.done_at >= since).group_by(outbox.c.outcome)
    return {str(row[0] or "–"): int(row[1]) for row in tx.execute(query)}


def doubtful_payments(tx: sa.Connection, exam: str) -> Mapping[str, int]:
    """How many applications of the exam have their payment in doubt, by verdict."""
    one = application.c
    query = sa.select(one.payment, sa.func.count()).where(one.exam == exam, one.payment.in_(_DOUBTFUL)).group_by(one.payment)
    return {str(row[0]): int(row[1]) for row in tx.execute(query)}
