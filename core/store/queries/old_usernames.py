"""Usernames from before the unified platform, by exam: only their hashes."""

from collections.abc import Iterable

import sqlalchemy as sa

from core.store.tables.accounts import old_username

_HAS = sa.select(old_username.c.hash).where(
    old_username.c.exam == sa.bindparam("of"), old_username.c.hash == sa.bindparam("hashed")
)
_AT_ONCE = 1_000


def put_old_usernames(tx: sa.Connection, exam_id: str, hashes: Iterable[str]) -> None:
    """Put this list in place of the exam's earlier one."""
    tx.execute(old_username.delete().where(old_username.c.exam == exam_id))
    rows = [{"exam": exam_id, "hash": one} for one in sorted(hashes)]
    for start in range(0, len(rows), _AT_ONCE):
        tx.execute(old_username.insert(), rows[start : start + _AT_ONCE])


def is_listed(tx: sa.Connection, exam_id: str, hashed: str) -> bool:
    """Whether the exam's list has that hash."""
    return tx.execute(_HAS, {"of": exam_id, "hashed": hashed}).first() is not None
