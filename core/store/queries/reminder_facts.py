"""Fresh facts for reminders: of whoever is about to be reminded, what they wish, and the instants planning last went by."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.model.reminders import MOVED, REMINDER
from core.rules.reminders.wishes import Wish, written
from core.store.queries.outbox import Letter
from core.store.queries.reminder_subjects import BANK_REFUSED
from core.store.tables.chats import chat
from core.store.tables.outbox import outbox
from core.store.tables.reminders import reminder_instants as instants
from core.store.tables.reminders import reminder_wish as wishes

_LETTER = sa.select(*(outbox.c[name] for name in Letter.__slots__)).where(outbox.c.id == sa.bindparam("letter_id"))
_WISH = sa.select(wishes.c.muted, wishes.c.quiet, wishes.c.channels).where(wishes.c.account_id == sa.bindparam("account_id"))
_REFUSED = sa.select(outbox.c.id).where(outbox.c.chat_id == sa.bindparam("chat_id"), outbox.c.kind == BANK_REFUSED).limit(1)
_BOUND = sa.select(chat.c.account_id).where(chat.c.id == sa.bindparam("chat_id"))


def find_letter(tx: sa.Connection, letter_id: int) -> Letter | None:
    """The reminder of that number."""
    row = tx.execute(_LETTER, {"letter_id": letter_id}).first()
    return Letter(*row) if row is not None and row.kind in (REMINDER, MOVED) else None


def wish_of(tx: sa.Connection, account_id: int) -> Wish:
    """What the candidate wishes; the usual where nothing was said."""
    row = tx.execute(_WISH, {"account_id": account_id}).first()
    if row is None:
        return Wish()
    return Wish(row.muted, row.quiet, frozenset(row.channels.split(",")) if row.channels else frozenset())


def save_wish(tx: sa.Connection, account_id: int, wish: Wish, now: datetime) -> None:
    """Keep what the candidate wishes from now on."""
    values = {"muted": wish.muted, "quiet": wish.quiet, "channels": written(wish.channels), "changed_at": now}
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(wishes).values(account_id=account_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=values))


def is_refused(tx: sa.Connection, chat_id: int) -> bool:
    """Whether the bank has refused this chat's person, who has no account up to now."""
    if tx.execute(_BOUND, {"chat_id": chat_id}).scalar() is not None:
        return False
    return tx.execute(_REFUSED, {"chat_id": chat_id}).first() is not None


def noted_instants(tx: sa.Connection, exam: str) -> Mapping[str, str | None] | None:
    """The instants that planning last went by; ``None`` where it never planned for this exam."""
    found: Mapping[str, Any] | None = tx.execute(sa.select(instants.c.anchors).where(instants.c.exam == exam)).scalar()
    return found


def note_instants(tx: sa.Connection, exam: str, anchors: Mapping[str, str | None], now: datetime) -> None:
    """Go by these instants from now on."""
    values = {"anchors": dict(anchors), "noted_at": now}
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(instants).values(exam=exam, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["exam"], set_=values))
