"""Chats: who speaks where, bound to which account."""

from datetime import datetime

import sqlalchemy as sa

from core.model.account import Chat
from core.store.tables.chats import chat

_COLUMNS = ("id", "channel", "native_id", "locale", "account_id", "exam", "heard_at", "unreachable_at")
_CHATS = sa.select(*(chat.c[name] for name in _COLUMNS))
# Built once: every update asks these, and building a statement costs five times as much as running it.
_BY_ID = _CHATS.where(chat.c.id == sa.bindparam("chat_id"))
_BY_NATIVE_ID = _CHATS.where(chat.c.channel == sa.bindparam("channel"), chat.c.native_id == sa.bindparam("native_id"))


def get_chat(tx: sa.Connection, chat_id: int) -> Chat | None:
    """The chat with that id."""
    row = tx.execute(_BY_ID, {"chat_id": chat_id}).first()
    return Chat(*row) if row else None


def find_chat(tx: sa.Connection, channel: str, native_id: int) -> Chat | None:
    """The chat that has that id on its own channel."""
    row = tx.execute(_BY_NATIVE_ID, {"channel": channel, "native_id": native_id}).first()
    return Chat(*row) if row else None


def chats_of(tx: sa.Connection, account_id: int) -> list[Chat]:
    """Every chat bound to the account."""
    rows = tx.execute(_CHATS.where(chat.c.account_id == account_id).order_by(chat.c.id))
    return [Chat(*row) for row in rows]


def add_chat(tx: sa.Connection, channel: str, native_id: int, locale: str, now: datetime) -> Chat:
    """A new chat, bound to nobody."""
    chat_id = tx.execute(
        chat.insert().values(channel=channel, native_id=native_id, locale=locale, created_at=now).returning(chat.c.id)
    ).scalar_one()
    return Chat(chat_id, channel, native_id, locale, None, None)


def set_heard(tx: sa.Connection, chat_id: int, now: datetime) -> None:
    """Somebody speaks here, so the bot may speak here too."""
    tx.execute(chat.update().where(chat.c.id == chat_id).values(heard_at=now, unreachable_at=None))


def set_unreachable(tx: sa.Connection, chat_id: int, since: datetime | None) -> None:
    """The chat refuses the bot since then, or doesn't."""
    tx.execute(chat.update().where(chat.c.id == chat_id).values(unreachable_at=since))


def set_seen(tx: sa.Connection, channel: str, native_id: int, now: datetime, *, unless_since: datetime) -> None:
    """Somebody has the page of this chat open; written only where it wasn't since ``unless_since``."""
    long_ago = sa.or_(chat.c.seen_at.is_(None), chat.c.seen_at < unless_since, chat.c.seen_at > now)
    tx.execute(chat.update().where(chat.c.channel == channel, chat.c.native_id == native_id, long_ago).values(seen_at=now))


def set_locale(tx: sa.Connection, chat_id: int, locale: str) -> None:
    """The language this chat reads."""
    tx.execute(chat.update().where(chat.c.id == chat_id).values(locale=locale))


def set_exam(tx: sa.Connection, chat_id: int, exam: str | None) -> None:
    """The exam this chat speaks about."""
    tx.execute(chat.update().where(chat.c.id == chat_id).values(exam=exam))


def bind(tx: sa.Connection, chat_id: int, account_id: int | None, now: datetime | None) -> None:
    """Bind the chat to an account, or to nobody."""
    tx.execute(chat.update().where(chat.c.id == chat_id).values(account_id=account_id, bound_at=now))
