"""Positions that were marked: by an account, or by a chat that nobody has logged in at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.account import Chat
from core.store.tables.applications import application
from core.store.tables.choosing import favourite

_COLUMNS = favourite.c
_CODES_AT_ONCE = 500
_OF_EXAM = sa.select(_COLUMNS.code).where(_COLUMNS.exam == sa.bindparam("exam"))
_ORDER = (_COLUMNS.marked_at, _COLUMNS.id)
_OF_BOTH = _OF_EXAM.where(
    sa.or_(_COLUMNS.account_id == sa.bindparam("account_id"), _COLUMNS.chat_id == sa.bindparam("chat_id"))
).order_by(*_ORDER)
_OF_CHAT = _OF_EXAM.where(_COLUMNS.chat_id == sa.bindparam("chat_id")).order_by(*_ORDER)
_MARKERS = sa.select(_COLUMNS.account_id, _COLUMNS.chat_id, _COLUMNS.code).where(
    _COLUMNS.exam == sa.bindparam("exam"), _COLUMNS.code.in_(sa.bindparam("codes", expanding=True))
)
_UNDECIDED = (
    sa.select(_COLUMNS.account_id, sa.func.count())
    .select_from(
        favourite.outerjoin(
            application,
            sa.and_(application.c.account_id == _COLUMNS.account_id, application.c.exam == _COLUMNS.exam),
        )
    )
    .where(_COLUMNS.exam == sa.bindparam("exam"), _COLUMNS.account_id.is_not(None), application.c.position_code.is_(None))
    .group_by(_COLUMNS.account_id)
    .order_by(_COLUMNS.account_id)
)


def marked(tx: sa.Connection, chat: Chat, exam: str) -> list[str]:
    """Codes in the order they were marked; what the chat marked before it was logged in counts as well."""
    if chat.account_id is None:
        rows = tx.execute(_OF_CHAT, {"exam": exam, "chat_id": chat.id})
    else:
        rows = tx.execute(_OF_BOTH, {"exam": exam, "account_id": chat.account_id, "chat_id": chat.id})
    return list(dict.fromkeys(rows.scalars()))


def mark(tx: sa.Connection, chat: Chat, exam: str, code: str, now: datetime) -> None:
    """Mark a position; marked already, it stays as it is."""
    adopt(tx, chat)
    _insert(tx, [{**_owner(chat), "exam": exam, "code": code, "marked_at": now}])


def unmark(tx: sa.Connection, chat: Chat, exam: str, code: str) -> None:
    """Forget the mark."""
    adopt(tx, chat)
    owner = _COLUMNS.account_id == chat.account_id if chat.account_id is not None else _COLUMNS.chat_id == chat.id
    tx.execute(favourite.delete().where(owner, _COLUMNS.exam == exam, _COLUMNS.code == code))


def adopt(tx: sa.Connection, chat: Chat) -> None:
    """Give the account what the chat marked before it was logged in."""
    if chat.account_id is None:
        return
    left = tx.execute(
        favourite.delete().where(_COLUMNS.chat_id == chat.id).returning(_COLUMNS.exam, _COLUMNS.code, _COLUMNS.marked_at)
    )
    rows = [{**_owner(chat), "exam": exam, "code": code, "marked_at": at} for exam, code, at in left.all()]
    if rows:
        _insert(tx, rows)


def markers(tx: sa.Connection, exam: str, codes: Sequence[str]) -> list[tuple[int | None, int | None, str]]:
    """Who marked one of these positions: account, or chat where nobody is logged in, and the code."""
    found: list[tuple[int | None, int | None, str]] = []
    for start in range(0, len(codes), _CODES_AT_ONCE):
        rows = tx.execute(_MARKERS, {"exam": exam, "codes": list(codes[start : start + _CODES_AT_ONCE])})
        found += [(account_id, chat_id, code) for account_id, chat_id, code in rows]
    return found


def undecided(tx: sa.Connection, exam: str) -> list[tuple[int, int]]:
    """Accounts that marked positions and have put none aside, each with how many they marked."""
    return [(int(account_id), int(count)) for account_id, count in tx.execute(_UNDECIDED, {"exam": exam})]


def _owner(chat: Chat) -> dict[str, int | None]:
    is_known = chat.account_id is not None
    return {"account_id": chat.account_id, "chat_id": None if is_known else chat.id}


def _insert(tx: sa.Connection, rows: list[dict[str, Any]]) -> None:
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    tx.execute(dialect.insert(favourite).on_conflict_do_nothing(), rows)
