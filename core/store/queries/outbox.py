"""The outbox: told once for each dedupe key, claimed with a lease, marked with its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.store.signals import announce
from core.store.tables.outbox import outbox

SIGNAL = "outbox"


@dataclass(frozen=True, slots=True)
class Letter:
    """Something to tell: to every chat of ``account_id``, or to the one ``chat_id``."""

    id: int
    kind: str
    account_id: int | None
    chat_id: int | None
    about: Mapping[str, str]
    created_at: datetime
    tries: int


def tell(
    tx: sa.Connection,
    *,
    dedupe_key: str,
    kind: str,
    now: datetime,
    account_id: int | None = None,
    chat_id: int | None = None,
    about: Mapping[str, str] | None = None,
) -> bool:
    """Put a letter into the outbox; a dedupe key that was used before tells nothing. Returns whether it was new."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(outbox)
        .values(
            dedupe_key=dedupe_key,
            kind=kind,
            account_id=account_id,
            chat_id=chat_id,
            about=dict(about or {}),
            created_at=now,
            due_at=now,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
    )
    fresh = tx.execute(statement).rowcount == 1
    if fresh:
        announce(tx, SIGNAL)
    return fresh


def claim(tx: sa.Connection, *, now: datetime, lease: timedelta, limit: int) -> list[Letter]:
    """Take up to ``limit`` due letters for ``lease``; two claimers never get the same one."""
    free = sa.or_(outbox.c.lease_until.is_(None), outbox.c.lease_until < now)
    due = (
        sa.select(outbox.c.id)
        .where(outbox.c.done_at.is_(None), outbox.c.due_at <= now, free)
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        outbox.update()
        .where(outbox.c.id.in_(due.scalar_subquery()))
        .values(lease_until=now + lease, tries=outbox.c.tries + 1)
        .returning(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.account_id,
            outbox.c.chat_id,
            outbox.c.about,
            outbox.c.created_at,
            outbox.c.tries,
        )
    )
    rows = tx.execute(statement).all()
    return sorted((Letter(*row) for row in rows), key=lambda letter: letter.id)


def finish(tx: sa.Connection, letter_id: int, *, now: datetime, outcome: str) -> None:
    """Mark a letter as done with its outcome (``sent``, ``no_chat``, ``failed``, ``unknown``)."""
    tx.execute(outbox.update().where(outbox.c.id == letter_id).values(done_at=now, outcome=outcome, lease_until=None))


def postpone(tx: sa.Connection, letter_id: int, *, until: datetime) -> None:
    """Try a letter again at ``until``."""
    tx.execute(outbox.update().where(outbox.c.id == letter_id).values(due_at=until, lease_until=None))


def kinds_told(tx: sa.Connection, account_id: int) -> list[str]:
    """Kinds of all letters to the account, in the order they were written."""
    query = sa.select(outbox.c.kind).where(outbox.c.account_id == account_id).order_by(outbox.c.id)
    return list(tx.execute(query).scalars())
