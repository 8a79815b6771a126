"""Topics of the staff's Telegram group: one for each escalated case, how far it is posted; and who of the group is who."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.tickets import CaseState
from core.store.queries.once import insert_once, replace_one
from core.store.tables.tickets import staff_link, staff_telegram, ticket, ticket_message, ticket_topic, topic_post


@dataclass(frozen=True, slots=True)
class Topic:
    """How far a case is posted. Without ``thread_id`` the topic has to be made; ``posted_state`` is the last state told there."""

    ticket_id: int
    group_id: int
    thread_id: int | None
    posted_state: str
    posted_revision: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A line that stands in the topic; which edit of it was told, and which deliveries."""

    edited_at: datetime | None
    told: str


def behind(tx: sa.Connection, group_id: int, limit: int) -> list[int]:
    """Numbers of escalated cases whose topic isn't up to date, the longest waiting first; closed ones only where one is open."""
    here = sa.and_(ticket_topic.c.ticket_id == ticket.c.id, ticket_topic.c.group_id == group_id)
    has_changed = sa.or_(ticket_topic.c.ticket_id.is_(None), ticket_topic.c.posted_revision != ticket.c.revision)
    is_open = sa.or_(ticket.c.state != CaseState.CLOSED.value, sa.func.coalesce(ticket_topic.c.is_open, sa.false()))
    query = sa.select(ticket.c.id).select_from(ticket.outerjoin(ticket_topic, here))
    query = query.where(ticket.c.escalations > 0, has_changed, is_open).order_by(ticket.c.escalated_at, ticket.c.id)
    return list(tx.execute(query.limit(limit)).scalars())


def topic_of(tx: sa.Connection, ticket_id: int, group_id: int) -> Topic:
    """The topic of a case; noted down without a thread where there is none, or where it belongs to another group."""
    row = tx.execute(sa.select(ticket_topic).where(ticket_topic.c.ticket_id == ticket_id)).first()
    if row is not None and row.group_id == group_id:
        return Topic(row.ticket_id, row.group_id, row.thread_id, row.posted_state, row.posted_revision, row.is_open)
    forget(tx, ticket_id)
    fresh = {
        "ticket_id": ticket_id,
        "group_id": group_id,
        "thread_id": None,
        "posted_state": "",
        "posted_revision": -1,
        "is_open": True,
    }
    tx.execute(replace_one(tx, ticket_topic, fresh, "ticket_id"))
    return Topic(ticket_id, group_id, None, "", -1, is_open=True)


def change_topic(tx: sa.Connection, ticket_id: int, **values: object) -> None:
    """Set columns of a topic."""
    tx.execute(ticket_topic.update().where(ticket_topic.c.ticket_id == ticket_id).values(**values))


def forget(tx: sa.Connection, ticket_id: int) -> None:
    """The topic is gone: what was posted there has to be posted anew."""
    of_case = sa.select(ticket_message.c.id).where(ticket_message.c.ticket_id == ticket_id)
    tx.execute(topic_post.delete().where(topic_post.c.message_id.in_(of_case)))
    change_topic(tx, ticket_id, thread_id=None, posted_state="", posted_revision=-1, is_open=True)


def ticket_in(tx: sa.Connection, group_id: int, thread_id: int) -> int | None:
    """The case of that topic."""
    query = sa.select(ticket_topic.c.ticket_id).where(ticket_topic.c.group_id == group_id, ticket_topic.c.thread_id == thread_id)
    number: int | None = tx.execute(query).scalar()
    return number


def posts_of(tx: sa.Connection, ticket_id: int) -> Mapping[int, Post]:
    """Lines of a case that stand in its topic, by their number."""
    query = sa.select(topic_post).join_from(topic_post, ticket_message).where(ticket_message.c.ticket_id == ticket_id)
    return {row.message_id: Post(row.edited_at, row.told) for row in tx.execute(query)}


def mark_post(tx: sa.Connection, line_id: int, post_id: int, edited_at: datetime | None, told: str) -> None:
    """A line stands in the topic."""
    values = {"message_id": line_id, "post_id": post_id, "edited_at": edited_at, "told": told}
    tx.execute(replace_one(tx, topic_post, values, "message_id"))


def mark_own(tx: sa.Connection, ticket_id: int, group_id: int) -> None:
    """Lines that were written in the topic itself stand there already, also while whoever heard them hasn't said so yet."""
    source = f"group:{group_id}:"
    lines, post = ticket_message.c, topic_post.c
    own = sa.select(lines.id, lines.source, lines.edited_at).where(
        lines.ticket_id == ticket_id, lines.source.startswith(source), lines.id.not_in(sa.select(post.message_id))
    )
    for row in tx.execute(own).all():
        mark_post(tx, row.id, int(row.source.removeprefix(source)), row.edited_at, "")


def add_link(tx: sa.Connection, code_hash: str, staff_id: int, name: str, expires_at: datetime) -> None:
    """A one-time code; an earlier one of the same person no longer counts."""
    tx.execute(staff_link.delete().where(staff_link.c.staff_id == staff_id))
    values = {"code_hash": code_hash, "staff_id": staff_id, "name": name, "expires_at": expires_at}
    tx.execute(insert_once(tx, staff_link, values, "code_hash"))


def take_link(tx: sa.Connection, code_hash: str, now: datetime) -> int | None:
    """Use a code up; whose it was, ``None`` where there is none, or it is too old."""
    taken = staff_link.delete().where(staff_link.c.code_hash == code_hash)
    row = tx.execute(taken.returning(staff_link.c.staff_id, staff_link.c.expires_at)).first()
    return row.staff_id if row is not None and row.expires_at > now else None


def tie(tx: sa.Connection, user_id: int, staff_id: int, name: str, now: datetime) -> None:
    """That Telegram user is that colleague from now on, and nobody else is."""
    tx.execute(staff_telegram.delete().where(staff_telegram.c.staff_id == staff_id))
    values = {"user_id": user_id, "staff_id": staff_id, "name": name, "linked_at": now}
    tx.execute(replace_one(tx, staff_telegram, values, "user_id"))


def untie(tx: sa.Connection, staff_id: int) -> bool:
    """That colleague is nobody in Telegram any more; whether there was somebody."""
    return tx.execute(staff_telegram.delete().where(staff_telegram.c.staff_id == staff_id)).rowcount > 0


def staff_of(tx: sa.Connection, user_id: int) -> int | None:
    """Which colleague that Telegram user is."""
    number: int | None = tx.execute(sa.select(staff_telegram.c.staff_id).where(staff_telegram.c.user_id == user_id)).scalar()
    return number


def linked_at(tx: sa.Connection, staff_id: int) -> datetime | None:
    """Since when that colleague is somebody in Telegram."""
    at: datetime | None = tx.execute(sa.select(staff_telegram.c.linked_at).where(staff_telegram.c.staff_id == staff_id)).scalar()
    return at
