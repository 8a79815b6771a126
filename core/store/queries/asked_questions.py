"""Questions asked in free words, as rows. Their text is masked before it comes here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.store.tables.asked_questions import asked_question

_ADD = asked_question.insert().returning(asked_question.c.id)
_COLUMNS = ("id", "chat_id", "exam", "locale", "question", "tier", "label", "ranked", "asked_at", "outcome")
_SELECT = sa.select(*(asked_question.c[name] for name in _COLUMNS))


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with where it went. ``ranked`` are entries, likeliest first; ``outcome`` is ``None`` until somebody said it."""

    id: int
    chat_id: int
    exam: str
    locale: str
    question: str
    tier: str
    label: str
    ranked: tuple[str, ...]
    asked_at: datetime
    outcome: str | None


def add_question(
    tx: sa.Connection,
    chat_id: int,
    exam: str,
    locale: str,
    question: str,
    tier: str,
    label: str,
    ranked: Sequence[str],
    now: datetime,
) -> int:
    """Write a question down; its number."""
    row = {"chat_id": chat_id, "exam": exam, "locale": locale, "question": question, "tier": tier, "label": label}
    return int(tx.execute(_ADD, row | {"ranked": list(ranked), "asked_at": now}).scalar_one())


def get_question(tx: sa.Connection, question_id: int) -> AskedQuestion | None:
    """The question of that number."""
    row = tx.execute(_SELECT.where(asked_question.c.id == question_id)).first()
    return _asked(row) if row else None


def set_outcome(tx: sa.Connection, question_id: int, outcome: str, now: datetime) -> None:
    """What came of it."""
    tx.execute(asked_question.update().where(asked_question.c.id == question_id).values(outcome=outcome, outcome_at=now))


def open_questions(tx: sa.Connection, exam: str, limit: int) -> list[AskedQuestion]:
    """What wasn't understood or didn't help, newest first."""
    query = _SELECT.where(asked_question.c.exam == exam, asked_question.c.outcome.in_(("unsolved", "person")))
    return [_asked(row) for row in tx.execute(query.order_by(asked_question.c.asked_at.desc()).limit(limit))]


def close_questions(tx: sa.Connection, exam: str, ids: Sequence[int], outcome: str, now: datetime) -> None:
    """These questions were dealt with by staff; those of another exam are left alone."""
    mine = (asked_question.c.exam == exam, asked_question.c.id.in_(list(ids)))
    tx.execute(asked_question.update().where(*mine).values(outcome=outcome, outcome_at=now))


def last_questions(tx: sa.Connection, chat_id: int, *, since: datetime, limit: int) -> list[AskedQuestion]:
    """What a chat asked last, oldest first."""
    query = _SELECT.where(asked_question.c.chat_id == chat_id, asked_question.c.asked_at >= since)
    return [_asked(row) for row in tx.execute(query.order_by(asked_question.c.id.desc()).limit(limit))][::-1]


def _asked(row: sa.Row[Any]) -> AskedQuestion:
    return AskedQuestion(
        id=row.id,
        chat_id=row.chat_id,
        exam=row.exam,
        locale=row.locale,
        question=row.question,
        tier=row.tier,
        label=row.label,
        ranked=tuple(row.ranked),
        asked_at=row.asked_at,
        outcome=row.outcome,
    )
