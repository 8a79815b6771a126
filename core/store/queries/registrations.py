"""Registrations under way: one for a chat, forgotten when its time is over, as recoveries are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.store.engine import locked
from core.store.tables.accounts import recovery, registration


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """What a chat has given so far; identity and phone are sealed.

    :param bank_answers: how many times the bank has given its answer; a new question begins after each.
    :param notes: what to tell about the last values that were taken.
    """

    chat_id: int
    username: str | None
    password_hash: str | None
    identity_sealed: bytes | None
    document_index: str | None
    phone_sealed: bytes | None
    bank: str | None
    card_last4: str | None
    verified_at: datetime | None
    bank_answers: int
    notes: Sequence[str]
    started_at: datetime
    expires_at: datetime


def get_registration(tx: sa.Connection, chat_id: int, now: datetime, *, lock: bool = False) -> RegistrationRow | None:
    """The registration of a chat while its time lasts."""
    query = sa.select(*(registration.c[name] for name in RegistrationRow.__slots__)).where(
        registration.c.chat_id == chat_id, registration.c.expires_at > now
    )
    row = tx.execute(locked(query) if lock else query).first()
    return RegistrationRow(*row) if row else None


def start_registration(
    tx: sa.Connection, *, chat_id: int, username: str, password_hash: str, now: datetime, expires_at: datetime
) -> None:
    """Begin anew with log-in data; whatever the chat had begun before is forgotten."""
    emptied = ("identity_sealed", "document_index", "phone_sealed", "bank", "card_last4", "verified_at")
    values: dict[str, Any] = dict.fromkeys(emptied)
    values |= {"username": username, "password_hash": password_hash, "bank_answers": 0, "notes": []}
    values |= {"started_at": now, "expires_at": expires_at}
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(registration).values(chat_id=chat_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=values))


def change_registration(tx: sa.Connection, chat_id: int, **values: Any) -> None:
    """Set some columns of a chat's registration."""
    tx.execute(registration.update().where(registration.c.chat_id == chat_id).values(**values))


def end_registration(tx: sa.Connection, chat_id: int) -> None:
    """Forget the registration of a chat."""
    tx.execute(registration.delete().where(registration.c.chat_id == chat_id))


def forget_overdue(tx: sa.Connection, now: datetime) -> int:
    """Delete registrations and recoveries whose time is over; how many there were."""
    ended = (tx.execute(table.delete().where(table.c.expires_at <= now)).rowcount for table in (registration, recovery))
    return sum(ended)
