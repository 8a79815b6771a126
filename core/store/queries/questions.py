"""Security questions of an account: which three, and one hash of the three answers together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.store.queries.once import replace_one
from core.store.tables.accounts import security_questions


@dataclass(frozen=True, slots=True, repr=False)
class QuestionsRow:
    """Three ids of questions in their order, and what their answers are compared with."""

    questions: Sequence[str]
    answers_hash: str


def put_questions(tx: sa.Connection, account_id: int, chosen: Sequence[str], answers_hash: str, now: datetime) -> None:
    """Set the questions of an account, in place of those before."""
    values = {"account_id": account_id, "questions": list(chosen), "answers_hash": answers_hash, "set_at": now}
    tx.execute(replace_one(tx, security_questions, values, "account_id"))


def get_questions(tx: sa.Connection, account_id: int) -> QuestionsRow | None:
    """The questions of an account; ``None`` where none were set."""
    columns = (security_questions.c.questions, security_questions.c.answers_hash)
    row = tx.execute(sa.select(*columns).where(security_questions.c.account_id == account_id)).first()
    return QuestionsRow(tuple(row[0]), row[1]) if row else None
