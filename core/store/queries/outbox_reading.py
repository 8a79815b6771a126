"""Whom a letter reaches, and whom nothing reached."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.model.account import Chat
from core.model.letters import LetterOutcome, Reach
from core.store.queries.outbox import Letter
from core.store.tables.accounts import account
from core.store.tables.applications import application
from core.store.tables.chats import chat
from core.store.tables.outbox import outbox

_COLUMNS = (
    chat.c.id,
    chat.c.channel,
    chat.c.native_id,
    chat.c.locale,
    chat.c.account_id,
    chat.c.exam,
    chat.c.heard_at,
    chat.c.unreachable_at,
    chat.c.seen_at,
)
Found = tuple[Chat, Reach]


def reaches_of(
    tx: sa.Connection, letters: Sequence[Letter], channels: Collection[str], pages: Collection[str]
) -> dict[int, list[Found]]:
    """The chats of each letter's recipient, by the letter's number: its one chat, or every chat of its account.

    ``about["channels"]`` (names with commas) narrows them to what the recipient wants.
    """
    one_chat = {letter.chat_id for letter in letters if letter.chat_id is not None}
    accounts = {letter.account_id for letter in letters if letter.chat_id is None and letter.account_id is not None}
    query = sa.select(*_COLUMNS).where(sa.or_(chat.c.id.in_(one_chat), chat.c.account_id.in_(accounts))).order_by(chat.c.id)
    found: list[Found] = [_read(row, pages) for row in tx.execute(query) if row.channel in channels]
    by_id = {known.id: (known, reach) for known, reach in found}
    by_account: dict[int | None, list[Found]] = {}
    for one in found:
        by_account.setdefault(one[0].account_id, []).append(one)
    return {letter.id: [one for one in _of(letter, by_id, by_account) if wants(letter, one[0].channel)] for letter in letters}


def wants(letter: Letter, channel: str) -> bool:
    """Whether the recipient wants to hear this on that channel."""
    chosen = letter.about.get("channels")
    return chosen is None or channel in chosen.split(",")


def _of(letter: Letter, by_id: dict[int, Found], by_account: dict[int | None, list[Found]]) -> Iterator[Found]:
    if letter.chat_id is not None:
        if letter.chat_id in by_id:
            yield by_id[letter.chat_id]
    elif letter.account_id is not None:
        yield from by_account.get(letter.account_id, ())


def _read(row: Any, pages: Collection[str]) -> Found:
    known = Chat(*row[:-1])
    return known, Reach(known.id, known.channel, known.channel in pages, known.unreachable_at, known.heard_at, row.seen_at)


_UNREACHED = (
    application.c.id,
    account.c.id,
    account.c.name,
    account.c.phone_sealed,
    outbox.c.kind,
    outbox.c.rule,
    outbox.c.done_at,
)


@dataclass(frozen=True, slots=True, repr=False)
class Unreached:
    """One candidate whom a letter didn't reach. ``phone_sealed`` is for a person who calls."""

    application_id: int
    account_id: int
    name: str
    phone_sealed: bytes
    kind: str
    rule: str | None
    ended_at: datetime


def unreached(tx: sa.Connection, exam: str) -> list[Unreached]:
    """Those whom nothing reached, the newest first; one line for each letter."""
    query = (
        sa.select(*_UNREACHED)
        .join(account, account.c.id == outbox.c.account_id)
        .join(application, sa.and_(application.c.account_id == account.c.id, application.c.exam == exam))
        .where(outbox.c.outcome == LetterOutcome.UNREACHED.value)
        .order_by(outbox.c.done_at.desc(), outbox.c.id)
    )
    rows: list[Any] = list(tx.execute(query))
    return [Unreached(*row) for row in rows]
