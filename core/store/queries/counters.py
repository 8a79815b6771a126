"""Counters that slow guessing down: one row a key, changed by single statements, so exact however many try at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.rules.identity.throttling import Allowance
from core.store.tables.accounts import counter


@dataclass(frozen=True, slots=True)
class Count:
    """How often since ``since``."""

    count: int
    since: datetime


def take_one(tx: sa.Connection, key: str, allowance: Allowance, now: datetime) -> datetime | None:
    """Use one of what ``allowance`` grants; ``None`` when it was granted, else the instant from which there is a next one.

    A span that begins far in the future is over too: somebody set the clock back.
    """
    fresh = _insert(tx).values(key=key, window_starts_at=now, count=1)
    begins = counter.c.window_starts_at
    is_over = sa.or_(begins <= now - allowance.span, begins > now + allowance.span)
    statement = fresh.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": sa.case((is_over, 1), else_=counter.c.count + 1),
            "window_starts_at": sa.case((is_over, fresh.excluded.window_starts_at), else_=begins),
        },
    ).returning(counter.c.count, begins)
    count, since = tx.execute(statement).one()
    return since + allowance.span if count > allowance.limit else None


def count_of(tx: sa.Connection, key: str, now: datetime) -> Count:
    """The count of a key, made with 0 as of ``now`` where there is none, and locked until the end of the transaction."""
    made = _insert(tx).values(key=key, window_starts_at=now, count=0)
    # One statement: between two of them somebody else could clear the count.
    held = made.on_conflict_do_update(index_elements=["key"], set_={"count": counter.c.count})
    return Count(*tx.execute(held.returning(counter.c.count, counter.c.window_starts_at)).one())


def count_within(tx: sa.Connection, key: str, span: timedelta, now: datetime) -> int:
    """The count of a key where its span, counted from the first of them, isn't over; read only."""
    query = sa.select(counter.c.count).where(counter.c.key == key, counter.c.window_starts_at > now - span)
    return tx.execute(query).scalar() or 0


def put_count(tx: sa.Connection, key: str, count: int, now: datetime) -> None:
    """Set the count of a key that ``count_of`` holds, as of ``now``."""
    tx.execute(counter.update().where(counter.c.key == key).values(count=count, window_starts_at=now))


def clear_count(tx: sa.Connection, key: str) -> None:
    """Count from nothing again."""
    tx.execute(counter.delete().where(counter.c.key == key))


def forget_counts(tx: sa.Connection, *, begun_before: datetime) -> int:
    """Delete counters whose span is long over; how many there were."""
    return tx.execute(counter.delete().where(counter.c.window_starts_at < begun_before)).rowcount


def _insert(tx: sa.Connection) -> Any:
    return (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(counter)
