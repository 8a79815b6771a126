"""The outbox: what is to be told, once for each dedupe key. How it is claimed and marked: ``core.store.queries.outbox_claims``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.store.signals import announce
from core.store.tables.outbox import outbox

SIGNAL = "outbox"
PERSON = "person"
BULK = "bulk"
_TELL = {
    "sqlite": sqlite.insert(outbox).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(outbox).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """Something to tell: to every chat of ``account_id``, or to the one ``chat_id``."""

    id: int
    kind: str
    account_id: int | None
    chat_id: int | None
    about: Mapping[str, str]
    created_at: datetime
    due_at: datetime
    tries: int
    lane: str = PERSON
    rank: int = 0
    application_id: int | None = None
    rule: str | None = None
    window_at: datetime | None = None
    useful_until: datetime | None = None
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a letter is sent.

    :param lane: ``person`` for what somebody waits for, ``bulk`` for what goes to many; persons' letters go first.
    :param rank: who goes first inside the lane: the smaller, the more endangered. A few classes, not a number for each candidate.
    :param due_at: not before; at once where it is ``None``.
    :param useful_until: not after: the letter then ends as ``too_late``.
    :param rule: with ``application_id`` and ``window_at`` (the instant the rule is about): told once for the three together.
    :param cascade: one chat of the account is told, the likeliest first, then the next, then the phone; else all its chats.
    """

    lane: str = PERSON
    rank: int = 0
    due_at: datetime | None = None
    useful_until: datetime | None = None
    application_id: int | None = None
    rule: str | None = None
    window_at: datetime | None = None
    cascade: bool = False


_AT_ONCE = Terms()


def tell(
    tx: sa.Connection,
    *,
    dedupe_key: str,
    kind: str,
    now: datetime,
    account_id: int | None = None,
    chat_id: int | None = None,
    about: Mapping[str, str] | None = None,
    terms: Terms = _AT_ONCE,
) -> bool:
    """Put a letter into the outbox; a dedupe key that was used before tells nothing. Returns whether it was new."""
    values = {
        "dedupe_key": dedupe_key,
        "kind": kind,
        "account_id": account_id,
        "chat_id": chat_id,
        "about": dict(about or {}),
        "created_at": now,
        "due_at": terms.due_at or now,
        "lane": terms.lane,
        "rank": terms.rank,
        "useful_until": terms.useful_until,
        "application_id": terms.application_id,
        "rule": terms.rule,
        "window_at": terms.window_at,
        "cascade": terms.cascade,
    }
    fresh = tx.execute(_TELL[tx.dialect.name], values).rowcount == 1
    if fresh:
        announce(tx, SIGNAL)
    return fresh


def kinds_told(tx: sa.Connection, account_id: int) -> list[str]:
    """Kinds of all letters to the account, in the order they were written."""
    query = sa.select(outbox.c.kind).where(outbox.c.account_id == account_id).order_by(outbox.c.id)
    return list(tx.execute(query).scalars())
