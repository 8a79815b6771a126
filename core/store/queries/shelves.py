"""What somebody has laid out while choosing: filters, answers given besides the form, positions to compare."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.account import Chat
from core.store.engine import locked
from core.store.tables.choosing import shelf

_COLUMNS = shelf.c
_WHAT = sa.select(_COLUMNS.wish, _COLUMNS.answers, _COLUMNS.compared)
_OF_ACCOUNT = _WHAT.where(_COLUMNS.account_id == sa.bindparam("account_id"), _COLUMNS.exam == sa.bindparam("exam"))
_OF_CHAT = _WHAT.where(_COLUMNS.chat_id == sa.bindparam("chat_id"), _COLUMNS.exam == sa.bindparam("exam"))
_OF_ACCOUNT_LOCKED, _OF_CHAT_LOCKED = locked(_OF_ACCOUNT), locked(_OF_CHAT)


@dataclass(frozen=True, slots=True)
class Shelf:
    """``wish`` as JSON; ``answers`` by datum, ``""`` for what they would rather not say; ``compared`` codes in order."""

    wish: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    compared: tuple[str, ...] = ()


def shelf_of(tx: sa.Connection, chat: Chat, exam: str, *, lock: bool = False) -> Shelf:
    """The account's; as long as it has none, what the chat laid out before it was logged in.

    ``lock`` holds it until the transaction ends: two devices may change it at the same time.
    """
    row = None
    if chat.account_id is not None:
        row = tx.execute(_OF_ACCOUNT_LOCKED if lock else _OF_ACCOUNT, {"account_id": chat.account_id, "exam": exam}).first()
    if row is None:
        row = tx.execute(_OF_CHAT_LOCKED if lock else _OF_CHAT, {"chat_id": chat.id, "exam": exam}).first()
    return Shelf(row.wish, row.answers, tuple(row.compared)) if row else Shelf()


def keep(tx: sa.Connection, chat: Chat, exam: str, changed: Shelf, now: datetime) -> None:
    """Keep it from now on."""
    is_known = chat.account_id is not None
    whose = {"account_id": chat.account_id} if is_known else {"chat_id": chat.id}
    values = {"wish": dict(changed.wish), "answers": dict(changed.answers), "compared": list(changed.compared), "changed_at": now}
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(shelf).values(**whose, exam=exam, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=[*whose, "exam"], set_=values))
    if is_known:
        tx.execute(shelf.delete().where(_COLUMNS.chat_id == chat.id, _COLUMNS.exam == exam))
