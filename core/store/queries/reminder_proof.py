"""Proof of notice: what was planned for whom, tried where, and what came of it, from the outbox and its tries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.model.reminders import MOVED, REMINDER
from core.store.tables.outbox import letter_try, outbox


@dataclass(frozen=True, slots=True)
class TriedOnce:
    """One try of one reminder."""

    rule: str | None
    at: datetime
    channel: str
    outcome: str


_TOLD = (
    sa.select(outbox.c.rule, letter_try.c.at, letter_try.c.channel, letter_try.c.outcome)
    .join(letter_try, letter_try.c.letter_id == outbox.c.id)
    .where(
        outbox.c.account_id == sa.bindparam("account_id"),
        outbox.c.kind.in_((REMINDER, MOVED)),
        outbox.c.about["exam"].as_string() == sa.bindparam("exam"),
    )
    .order_by(letter_try.c.at.desc(), letter_try.c.id.desc())
    .limit(sa.bindparam("most"))
)

COLUMNS: Sequence[tuple[str, sa.ColumnElement[Any]]] = (
    ("letter", outbox.c.id),
    ("serial", outbox.c.application_id),
    ("account", outbox.c.account_id),
    ("chat", outbox.c.chat_id),
    ("kind", outbox.c.kind),
    ("rule", outbox.c.rule),
    ("about_instant", outbox.c.window_at),
    ("planned_at", outbox.c.created_at),
    ("due_at", outbox.c.due_at),
    ("useful_until", outbox.c.useful_until),
    ("tried_at", letter_try.c.at),
    ("channel", letter_try.c.channel),
    ("try_outcome", letter_try.c.outcome),
    ("detail", letter_try.c.detail),
    ("ended_at", outbox.c.done_at),
    ("outcome", outbox.c.outcome),
)
"""What a line of the export tells; ``serial`` is the number on the registration form."""


def told_to(tx: sa.Connection, account_id: int, exam: str, limit: int) -> list[TriedOnce]:
    """What the account was reminded of in this exam, the newest first."""
    return [TriedOnce(*row) for row in tx.execute(_TOLD, {"account_id": account_id, "exam": exam, "most": limit})]


def notices(exam: str) -> sa.Select[Any]:
    """A query of every reminder and every notice of a moved date of the exam: one row a try, one for what was never tried."""
    return (
        sa.select(*(column.label(name) for name, column in COLUMNS))
        .select_from(outbox.outerjoin(letter_try, letter_try.c.letter_id == outbox.c.id))
        .where(outbox.c.kind.in_((REMINDER, MOVED)), outbox.c.about["exam"].as_string() == exam)
        .order_by(outbox.c.id, letter_try.c.id)
    )
