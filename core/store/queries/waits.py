"""Questions that the bank hasn't answered: sealed, kept for a named time, claimed with a lease, one for a chat."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.store.queries.once import replace_one
from core.store.tables.accounts import bank_wait


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A question that waits; ``until`` is when it is forgotten."""

    chat_id: int
    question_key: str
    question_sealed: bytes
    asked_at: datetime
    due_at: datetime
    until: datetime
    tries: int


_COLUMNS = tuple(bank_wait.c[name] for name in WaitRow.__slots__)


def put_wait(
    tx: sa.Connection, *, chat_id: int, question_key: str, question_sealed: bytes, now: datetime, due_at: datetime, until: datetime
) -> None:
    """Keep a question of a chat, in place of an earlier one."""
    values = {"question_key": question_key, "question_sealed": question_sealed, "asked_at": now, "due_at": due_at, "until": until}
    tx.execute(replace_one(tx, bank_wait, {"chat_id": chat_id, **values, "tries": 1, "lease_until": None}, "chat_id"))


def get_wait(tx: sa.Connection, chat_id: int) -> WaitRow | None:
    """The question of a chat that waits."""
    row = tx.execute(sa.select(*_COLUMNS).where(bank_wait.c.chat_id == chat_id)).first()
    return WaitRow(*row) if row else None


def end_wait(tx: sa.Connection, chat_id: int, question_key: str | None = None) -> bool:
    """Forget the question of a chat (only that one, where a key is given); whether there was one."""
    which = bank_wait.c.chat_id == chat_id
    if question_key is not None:
        which = sa.and_(which, bank_wait.c.question_key == question_key)
    return tx.execute(bank_wait.delete().where(which)).rowcount == 1


def claim(tx: sa.Connection, *, now: datetime, lease: timedelta, limit: int) -> list[WaitRow]:
    """Take up to ``limit`` due questions for ``lease``; two claimers never get the same one."""
    free = sa.or_(bank_wait.c.lease_until.is_(None), bank_wait.c.lease_until < now)
    due = (
        sa.select(bank_wait.c.chat_id)
        .where(bank_wait.c.due_at <= now, free)
        .order_by(bank_wait.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        bank_wait.update()
        .where(bank_wait.c.chat_id.in_(due.scalar_subquery()))
        .values(lease_until=now + lease, tries=bank_wait.c.tries + 1)
        .returning(*_COLUMNS)
    )
    return [WaitRow(*row) for row in tx.execute(statement)]


def postpone(tx: sa.Connection, chat_id: int, question_key: str, due_at: datetime) -> None:
    """Ask again at ``due_at``."""
    which = sa.and_(bank_wait.c.chat_id == chat_id, bank_wait.c.question_key == question_key)
    tx.execute(bank_wait.update().where(which).values(due_at=due_at, lease_until=None))
