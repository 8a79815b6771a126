"""The web chat's journal as rows: sessions, messages as they stand now, numbered events, files and who may read them.

Every change of a chat takes the next number of that chat's own counter first. The counter's row is locked until the end of the
transaction, so events become visible in the order of their numbers and a reader never passes one by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import NotFound
from core.store.signals import announce
from core.store.tables.chats import web_counter, web_event, web_file, web_file_reader, web_message, web_session

Body = dict[str, Any]

# Built once: what happens at every press costs more in building the statement than in running it.
_this_chat: sa.BindParameter[int] = sa.bindparam("this_chat")
_this_message: sa.BindParameter[int] = sa.bindparam("this_message")
_same_message = sa.and_(web_message.c.native_id == _this_chat, web_message.c.message_id == _this_message)
_NEXT_NUMBERS = (
    web_counter.update()
    .where(web_counter.c.native_id == _this_chat)
    .values(
        last_message_id=web_counter.c.last_message_id + sa.bindparam("messages"),
        last_event_id=web_counter.c.last_event_id + sa.bindparam("events"),
    )
    .returning(web_counter.c.last_message_id, web_counter.c.last_event_id)
)
_GET_MESSAGE = sa.select(web_message.c.body).where(_same_message)
_SET_MESSAGE = web_message.update().where(_same_message).values(body=sa.bindparam("new_body"))
_ADD_MESSAGE, _ADD_EVENT = web_message.insert(), web_event.insert()


@dataclass(frozen=True, slots=True)
class WebEvent:
    """Something that happened in a web chat; ``id`` grows by one within its chat.

    :ivar kind: ``message``, ``edit``, ``delete``, ``answer`` or ``typing``.
    :ivar body: a message as the Bot API writes it, or the parameters of the call that made the event.
    """

    id: int
    kind: str
    body: Body


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file of a web chat.

    :ivar unique_id: the same for the same bytes.
    :ivar size: bytes; more than ``len(content)`` where the content wasn't kept or wasn't asked for.
    :ivar width: pixels, 0 where it isn't a picture; likewise ``height``.
    """

    file_id: str
    unique_id: str
    name: str
    mime: str
    size: int
    content: bytes
    width: int = 0
    height: int = 0


def signal_of(native_id: int) -> str:
    """The store signal that is sent after each change of this chat."""
    return f"web:{native_id}"


def add_session(tx: sa.Connection, token_hash: str, native_id: int, now: datetime) -> None:
    """A new session of a chat; only the hash of its token is kept."""
    tx.execute(web_session.insert().values(token_hash=token_hash, native_id=native_id, created_at=now))


def session_chat(tx: sa.Connection, token_hash: str) -> int | None:
    """The chat that a token opens."""
    return tx.execute(sa.select(web_session.c.native_id).where(web_session.c.token_hash == token_hash)).scalar()


def add_journal(tx: sa.Connection, native_id: int) -> bool:
    """Begin the journal of a chat. False when that number is taken."""
    return tx.execute(_insert(tx, web_counter).values(native_id=native_id).on_conflict_do_nothing()).rowcount == 1


def has_journal(tx: sa.Connection, native_id: int) -> bool:
    """Whether there is such a web chat."""
    return tx.execute(sa.select(web_counter.c.native_id).where(web_counter.c.native_id == native_id)).scalar() is not None


def next_numbers(tx: sa.Connection, native_id: int, messages: int, events: int = 1) -> tuple[int, int]:
    """Take numbers from the chat's counter; the last message number and the last event number taken. Raises ``NotFound``."""
    row = tx.execute(_NEXT_NUMBERS, {"this_chat": native_id, "messages": messages, "events": events}).first()
    if row is None:
        raise NotFound(f"web chat {native_id}")
    return row[0], row[1]


def last_event_id(tx: sa.Connection, native_id: int) -> int:
    """The number of the chat's latest event, 0 before the first."""
    return tx.execute(sa.select(web_counter.c.last_event_id).where(web_counter.c.native_id == native_id)).scalar() or 0


def add_event(tx: sa.Connection, native_id: int, event: WebEvent, message_id: int | None, now: datetime) -> None:
    """Write down an event whose number was taken in this transaction, and announce it."""
    key = {"native_id": native_id, "id": event.id, "kind": event.kind}
    tx.execute(_ADD_EVENT, key | {"message_id": message_id, "body": event.body, "at": now})
    announce(tx, signal_of(native_id))


def events_after(tx: sa.Connection, native_id: int, last_id: int, limit: int) -> list[WebEvent]:
    """Events with a greater number than ``last_id``, oldest first."""
    rows = tx.execute(
        sa.select(web_event.c.id, web_event.c.kind, web_event.c.body)
        .where(web_event.c.native_id == native_id, web_event.c.id > last_id)
        .order_by(web_event.c.id)
        .limit(limit)
    )
    return [WebEvent(*row) for row in rows]


def forget_events(tx: sa.Connection, native_id: int, *, passing_before: datetime, edits_before: datetime) -> None:
    """Drop what a replay doesn't need: passing events of long ago, and old edits that a later edit of the message replaced."""
    newer = web_event.alias()
    replaced = (
        sa.select(newer.c.id)
        .where(
            newer.c.native_id == web_event.c.native_id,
            newer.c.message_id == web_event.c.message_id,
            newer.c.id > web_event.c.id,
            newer.c.kind == "edit",
        )
        .exists()
    )
    here = web_event.delete().where(web_event.c.native_id == native_id)
    tx.execute(here.where(web_event.c.kind.in_(("answer", "typing")), web_event.c.at < passing_before))
    tx.execute(here.where(web_event.c.kind == "edit", web_event.c.at < edits_before, replaced))


def add_message(tx: sa.Connection, native_id: int, message_id: int, body: Body) -> None:
    """A new message."""
    tx.execute(_ADD_MESSAGE, {"native_id": native_id, "message_id": message_id, "body": body})


def get_message(tx: sa.Connection, native_id: int, message_id: int) -> Body | None:
    """The message as it stands now."""
    return tx.execute(_GET_MESSAGE, {"this_chat": native_id, "this_message": message_id}).scalar()


def set_message(tx: sa.Connection, native_id: int, message_id: int, body: Body) -> None:
    """What the message says from now on."""
    tx.execute(_SET_MESSAGE, {"this_chat": native_id, "this_message": message_id, "new_body": body})


def delete_message(tx: sa.Connection, native_id: int, message_id: int) -> None:
    """Take the message out of the chat."""
    tx.execute(web_message.delete().where(_same_message), {"this_chat": native_id, "this_message": message_id})


def forget_said(tx: sa.Connection, native_id: int, message_id: int) -> None:
    """Drop what events say of a message that was taken out of the chat: a history that shows it no more shall not hold it."""
    said = web_event.c.kind.in_(("message", "edit"))
    tx.execute(web_event.delete().where(web_event.c.native_id == native_id, web_event.c.message_id == message_id, said))


def latest_messages(tx: sa.Connection, native_id: int, limit: int) -> list[Body]:
    """The last ``limit`` messages that stand in the chat, oldest first."""
    rows = tx.execute(
        sa.select(web_message.c.body)
        .where(web_message.c.native_id == native_id)
        .order_by(web_message.c.message_id.desc())
        .limit(limit)
    )
    return [body for (body,) in rows][::-1]


def add_file(tx: sa.Connection, file: WebFile, now: datetime) -> None:
    """Keep a file; nobody may read it yet."""
    tx.execute(
        web_file.insert().values(
            file_id=file.file_id,
            unique_id=file.unique_id,
            name=file.name,
            mime=file.mime,
            size=file.size,
            content=file.content,
            width=file.width,
            height=file.height,
            created_at=now,
        )
    )


def let_read(tx: sa.Connection, native_id: int, file_ids: Sequence[str]) -> None:
    """Let the people of this chat read these files."""
    if file_ids:
        rows = [{"native_id": native_id, "file_id": file_id} for file_id in file_ids]
        tx.execute(_insert(tx, web_file_reader).on_conflict_do_nothing(), rows)


def get_file(tx: sa.Connection, file_id: str, native_id: int | None = None) -> WebFile | None:
    """The file, if ``native_id`` may read it (the bot itself, ``None``, may read all)."""
    query = sa.select(*_FACTS, web_file.c.content).where(web_file.c.file_id == file_id)
    if native_id is not None:
        query = query.join(web_file_reader, web_file_reader.c.file_id == web_file.c.file_id).where(
            web_file_reader.c.native_id == native_id
        )
    row = tx.execute(query).first()
    return _file(row, row.content) if row else None


def get_file_facts(tx: sa.Connection, file_id: str) -> WebFile | None:
    """What is known of a file, without its content."""
    row = tx.execute(sa.select(*_FACTS).where(web_file.c.file_id == file_id)).first()
    return _file(row, b"") if row else None


_FACTS = (
    web_file.c.file_id,
    web_file.c.unique_id,
    web_file.c.name,
    web_file.c.mime,
    web_file.c.size,
    web_file.c.width,
    web_file.c.height,
)


def _file(row: Any, content: bytes) -> WebFile:
    return WebFile(row.file_id, row.unique_id, row.name, row.mime, row.size, content, row.width, row.height)


def _insert(tx: sa.Connection, table: sa.Table) -> Any:
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
