"""Questions that the bank hasn't answered: sealed, kept for a named time, claimed with a lease; one for a chat and a purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from core.store.queries.once import replace_one
from core.store.tables.accounts import bank_wait


class WaitFor(StrEnum):
    """What a question is asked for."""

    REGISTRATION = "registration"
    NAME = "name"
    PHONE = "phone"
    CARD = "card"
    DEAD_PHONE = "dead_phone"


CHANGES = (WaitFor.NAME, WaitFor.PHONE, WaitFor.CARD)


@dataclass(frozen=True, slots=True)
class NewWait:
    """A question to keep.

    :param account_id: whose data it would change, where that is settled already.
    :param until: when it is forgotten.
    """

    chat_id: int
    what_for: WaitFor
    account_id: int | None
    question_key: str
    question_sealed: bytes
    asked_at: datetime
    due_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A question that waits; ``until`` is when it is forgotten."""

    id: int
    chat_id: int
    what_for: WaitFor
    account_id: int | None
    question_key: str
    question_sealed: bytes
    asked_at: datetime
    due_at: datetime
    until: datetime
    tries: int


_COLUMNS = tuple(bank_wait.c[name] for name in WaitRow.__slots__)


def put_wait(tx: sa.Connection, wait: NewWait) -> None:
    """Keep a question, in place of an earlier one of that chat and purpose."""
    values = {name: getattr(wait, name) for name in NewWait.__slots__}
    values |= {"what_for": wait.what_for.value, "tries": 1, "lease_until": None}
    tx.execute(replace_one(tx, bank_wait, values, "chat_id", "what_for"))


def get_wait(tx: sa.Connection, chat_id: int, *what_for: WaitFor) -> WaitRow | None:
    """The question of a chat that waits for one of these; the one forgotten last where there are several."""
    query = sa.select(*_COLUMNS).where(_of(chat_id, what_for)).order_by(bank_wait.c.until.desc(), bank_wait.c.id.desc())
    row = tx.execute(query.limit(1)).first()
    return _row(row) if row else None


def end_waits(tx: sa.Connection, chat_id: int, *what_for: WaitFor) -> None:
    """Forget the questions of a chat for these."""
    tx.execute(bank_wait.delete().where(_of(chat_id, what_for)))


def end_waits_of(tx: sa.Connection, account_id: int) -> None:
    """Forget every question that would change this account, in whatever chat it was asked."""
    tx.execute(bank_wait.delete().where(bank_wait.c.account_id == account_id))


def take_wait(tx: sa.Connection, wait: WaitRow) -> bool:
    """Forget exactly this question because it was answered; whether it still waited."""
    which = sa.and_(bank_wait.c.id == wait.id, bank_wait.c.question_key == wait.question_key)
    return tx.execute(bank_wait.delete().where(which)).rowcount == 1


def claim(tx: sa.Connection, *, now: datetime, lease: timedelta, limit: int) -> list[WaitRow]:
    """Take up to ``limit`` due questions for ``lease``; two claimers never get the same one."""
    free = sa.or_(bank_wait.c.lease_until.is_(None), bank_wait.c.lease_until < now)
    due = (
        sa.select(bank_wait.c.id)
        .where(bank_wait.c.due_at <= now, free)
        .order_by(bank_wait.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        bank_wait.update()
        .where(bank_wait.c.id.in_(due.scalar_subquery()))
        .values(lease_until=now + lease, tries=bank_wait.c.tries + 1)
        .returning(*_COLUMNS)
    )
    return [_row(row) for row in tx.execute(statement)]


def postpone(tx: sa.Connection, wait: WaitRow, due_at: datetime) -> None:
    """Ask again at ``due_at``."""
    which = sa.and_(bank_wait.c.id == wait.id, bank_wait.c.question_key == wait.question_key)
    tx.execute(bank_wait.update().where(which).values(due_at=due_at, lease_until=None))


def _of(chat_id: int, what_for: Sequence[WaitFor]) -> sa.ColumnElement[bool]:
    return sa.and_(bank_wait.c.chat_id == chat_id, bank_wait.c.what_for.in_([one.value for one in what_for]))


def _row(row: sa.Row[tuple[object, ...]]) -> WaitRow:
    kept = row._asdict()
    return WaitRow(**{**kept, "what_for": WaitFor(kept["what_for"])})
