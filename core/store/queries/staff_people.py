"""Candidates as staff look for them: by blind indexes, never by reading sealed values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.tickets import CaseState
from core.store.tables.accounts import account
from core.store.tables.chats import chat
from core.store.tables.outbox import outbox
from core.store.tables.tickets import ticket


@dataclass(frozen=True, slots=True)
class Marks:
    """What was typed, in every way it could be meant; documents and phones as blind indexes."""

    username: str
    name: str
    documents: Sequence[str]
    phones: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChatRow:
    """A chat bound to a person."""

    id: int
    channel: str
    locale: str
    bound_at: datetime | None
    heard_at: datetime | None
    unreachable_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """Something told to a person unasked."""

    kind: str
    created_at: datetime
    due_at: datetime
    done_at: datetime | None
    outcome: str | None


def search(tx: sa.Connection, marks: Marks, limit: int) -> list[int]:
    """Accounts that carry one of the marks, newest first."""
    wanted = sa.or_(
        account.c.username_key == marks.username,
        account.c.name == marks.name,
        account.c.document_index.in_(marks.documents),
        account.c.phone_index.in_(marks.phones),
    )
    return list(tx.execute(sa.select(account.c.id).where(wanted).order_by(account.c.id.desc()).limit(limit)).scalars())


def newest(tx: sa.Connection, limit: int) -> list[int]:
    """The accounts that were made last."""
    return list(tx.execute(sa.select(account.c.id).order_by(account.c.id.desc()).limit(limit)).scalars())


def chats_of(tx: sa.Connection, account_id: int) -> list[ChatRow]:
    """The chats of a person."""
    columns = (chat.c.id, chat.c.channel, chat.c.locale, chat.c.bound_at, chat.c.heard_at, chat.c.unreachable_at)
    rows = tx.execute(sa.select(*columns).where(chat.c.account_id == account_id).order_by(chat.c.id))
    return [ChatRow(*row) for row in rows]


def letters_of(tx: sa.Connection, account_id: int, limit: int) -> list[LetterRow]:
    """What a person was told last, newest first."""
    columns = (outbox.c.kind, outbox.c.created_at, outbox.c.due_at, outbox.c.done_at, outbox.c.outcome)
    rows = tx.execute(sa.select(*columns).where(outbox.c.account_id == account_id).order_by(outbox.c.id.desc()).limit(limit))
    return [LetterRow(*row) for row in rows]


def holds_case_of(tx: sa.Connection, staff_id: int, account_id: int) -> bool:
    """Whether that colleague has a case of that person in hand."""
    query = sa.select(ticket.c.id).where(
        ticket.c.account_id == account_id, ticket.c.claimed_by == staff_id, ticket.c.state != CaseState.CLOSED.value
    )
    return tx.execute(query.limit(1)).first() is not None
