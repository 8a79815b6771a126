"""What was said in a case: lines, their edits, their files and where they have arrived."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from core.model.tickets import Author, CaseFile, Delivery, Line
from core.store.engine import locked
from core.store.queries.once import insert_once, replace_one
from core.store.queries.tickets import SIGNAL
from core.store.signals import announce
from core.store.tables.outbox import outbox
from core.store.tables.tickets import ticket_delivery, ticket_file, ticket_message

_FILE = (ticket_file.c.name.label("file_name"), ticket_file.c.mime, ticket_file.c.size)
_LINES = sa.select(ticket_message, *_FILE).join_from(ticket_message, ticket_file, isouter=True)
_LINES = _LINES.order_by(ticket_message.c.id)
_SINCE = _LINES.where(ticket_message.c.ticket_id == sa.bindparam("ticket_id"), ticket_message.c.id > sa.bindparam("since"))
_BY_ID = _LINES.where(ticket_message.c.id == sa.bindparam("message_id"))
_DELIVERIES = sa.select(ticket_delivery).where(ticket_delivery.c.message_id.in_(sa.bindparam("ids", expanding=True)))


def add_line(
    tx: sa.Connection,
    ticket_id: int,
    author: Author,
    text: str,
    now: datetime,
    *,
    staff_id: int | None = None,
    name: str | None = None,
    file_id: int | None = None,
    source: str | None = None,
) -> int | None:
    """Write a line; its number, ``None`` where a line of the same ``source`` stands already (said twice is said once)."""
    values: dict[str, object] = {"ticket_id": ticket_id, "author": author.value, "staff_id": staff_id, "name": name, "text": text}
    values |= {"file_id": file_id, "at": now, "earlier": [], "source": source}
    announce(tx, SIGNAL)
    statement = insert_once(tx, ticket_message, values, "source") if source else ticket_message.insert().values(**values)
    number: int | None = tx.execute(statement.returning(ticket_message.c.id)).scalar_one_or_none()
    return number


def lines_since(tx: sa.Connection, ticket_id: int, since: int = 0, *, limit: int = 500) -> list[Line]:
    """The lines after number ``since``, oldest first."""
    return _read_all(tx, tx.execute(_SINCE.limit(limit), {"ticket_id": ticket_id, "since": since}).all())


def get_line(tx: sa.Connection, message_id: int) -> Line:
    """The line of that number. Raises ``NotFound``."""
    found = _read_all(tx, tx.execute(_BY_ID, {"message_id": message_id}).all())
    if not found:
        raise NotFound(f"line {message_id}")
    return found[0]


def line_of_source(tx: sa.Connection, source: str) -> Line | None:
    """The line that came from that source."""
    query = sa.select(ticket_message.c.id).where(ticket_message.c.source == source)
    number = tx.execute(query).scalar()
    return get_line(tx, number) if number is not None else None


def reply_key(ticket_id: int, line_id: int) -> str:
    """The dedupe key of the letter that brings a reply."""
    return f"staff_reply:{ticket_id}:{line_id}"


def edit_line(tx: sa.Connection, message_id: int, text: str, now: datetime) -> None:
    """Put other words in a line's place; the earlier ones are kept with it."""
    row = tx.execute(locked(sa.select(ticket_message).where(ticket_message.c.id == message_id))).one()
    values = {"text": text, "edited_at": now, "earlier": [*row.earlier, row.text]}
    tx.execute(ticket_message.update().where(ticket_message.c.id == message_id).values(**values))
    announce(tx, SIGNAL)


def add_file(tx: sa.Connection, ticket_id: int, name: str, mime: str, content: bytes, now: datetime) -> int:
    """Keep a file of a case; its number."""
    values = {"ticket_id": ticket_id, "name": name, "mime": mime, "size": len(content), "content": content, "created_at": now}
    return int(tx.execute(ticket_file.insert().values(**values).returning(ticket_file.c.id)).scalar_one())


def get_file(tx: sa.Connection, ticket_id: int, file_id: int) -> tuple[CaseFile, bytes]:
    """A file of that case with its bytes. Raises ``NotFound``."""
    query = sa.select(ticket_file).where(ticket_file.c.id == file_id, ticket_file.c.ticket_id == ticket_id)
    row = tx.execute(query).first()
    if row is None:
        raise NotFound(f"file {file_id}")
    return CaseFile(row.id, row.name, row.mime, row.size), row.content


def mark_delivery(
    tx: sa.Connection,
    message_id: int,
    chat_id: int,
    channel: str,
    outcome: str,
    now: datetime,
    native_message_id: int | None = None,
) -> None:
    """Where a line has arrived, or why not."""
    values = {"message_id": message_id, "chat_id": chat_id, "channel": channel, "outcome": outcome, "at": now}
    values["native_message_id"] = native_message_id
    tx.execute(replace_one(tx, ticket_delivery, values, "message_id", "chat_id"))
    announce(tx, SIGNAL)


def delivered_as(tx: sa.Connection, message_id: int, chat_id: int) -> int | None:
    """The channel's own number of a line in a chat; ``None`` where it didn't arrive there."""
    query = sa.select(ticket_delivery.c.native_message_id).where(
        ticket_delivery.c.message_id == message_id, ticket_delivery.c.chat_id == chat_id
    )
    number: int | None = tx.execute(query).scalar()
    return number


def last_line_at(tx: sa.Connection, ticket_id: int, author: Author) -> datetime | None:
    """When that side said something last."""
    query = sa.select(sa.func.max(ticket_message.c.at)).where(
        ticket_message.c.ticket_id == ticket_id, ticket_message.c.author == author.value
    )
    at: datetime | None = tx.execute(query).scalar()
    return at


def first_words(tx: sa.Connection, ticket_id: int) -> str:
    """What the candidate said first."""
    query = sa.select(ticket_message.c.text).where(
        ticket_message.c.ticket_id == ticket_id, ticket_message.c.author == Author.CANDIDATE.value
    )
    return tx.execute(query.order_by(ticket_message.c.id).limit(1)).scalar() or ""


def _read_all(tx: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[Line]:
    arrived: defaultdict[int, list[Delivery]] = defaultdict(list)
    replies = [row.id for row in rows if row.author == Author.STAFF.value]
    if replies:
        for one in tx.execute(_DELIVERIES, {"ids": replies}):
            arrived[one.message_id].append(Delivery(one.channel, one.outcome, one.at))
        for line_id, at in _unreached(tx, [row for row in rows if row.id in replies and row.id not in arrived]):
            arrived[line_id].append(Delivery("", "no_chat", at))
    return [_read(row, arrived[row.id]) for row in rows]


def _unreached(tx: sa.Connection, replies: Sequence[sa.Row[Any]]) -> Iterator[tuple[int, datetime]]:
    """Replies whose letter has ended without a chat that took it, and when."""
    keys = {reply_key(row.ticket_id, row.id): row.id for row in replies}
    if keys:
        is_theirs = outbox.c.dedupe_key.in_(list(keys))
        for key, at in tx.execute(sa.select(outbox.c.dedupe_key, outbox.c.done_at).where(is_theirs, outbox.c.done_at.is_not(None))):
            yield keys[key], at


def _read(row: sa.Row[Any], deliveries: Sequence[Delivery]) -> Line:
    file = CaseFile(row.file_id, row.file_name, row.mime, row.size) if row.file_id is not None else None
    return Line(
        id=row.id,
        ticket_id=row.ticket_id,
        author=Author(row.author),
        staff_id=row.staff_id,
        name=row.name,
        text=row.text,
        file=file,
        at=row.at,
        edited_at=row.edited_at,
        earlier=tuple(row.earlier),
        deliveries=tuple(deliveries),
    )
