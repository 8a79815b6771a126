"""Replies kept ready, as rows."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.store.queries.once import replace_one
from core.store.tables.staff import canned_reply


@dataclass(frozen=True, slots=True)
class ReadyReply:
    """A reply in one language; ``text`` may have ``{places}``."""

    id: int
    title: str
    text: str
    locale: str
    changed_at: datetime


def all_replies(tx: sa.Connection, limit: int) -> list[ReadyReply]:
    """By title and language."""
    columns = tuple(canned_reply.c[name] for name in ReadyReply.__dataclass_fields__)
    rows = tx.execute(sa.select(*columns).order_by(canned_reply.c.title, canned_reply.c.locale).limit(limit))
    return [ReadyReply(*row) for row in rows]


def keep(tx: sa.Connection, title: str, text: str, locale: str, staff_id: int, now: datetime) -> int:
    """Put a reply in its place; its number."""
    values: dict[str, object] = {"title": title, "text": text, "locale": locale, "changed_by": staff_id, "changed_at": now}
    tx.execute(replace_one(tx, canned_reply, values, "title", "locale"))
    query = sa.select(canned_reply.c.id).where(canned_reply.c.title == title, canned_reply.c.locale == locale)
    return int(tx.execute(query).scalar_one())


def drop(tx: sa.Connection, number: int) -> str | None:
    """Take a reply away; its title, ``None`` where there was none."""
    title: str | None = tx.execute(
        canned_reply.delete().where(canned_reply.c.id == number).returning(canned_reply.c.title)
    ).scalar_one_or_none()
    return title
