"""Recoveries under way: one for a chat, whether or not an account fits, forgotten when its time is over (指南 二(三), 二(四))."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from core.store.engine import locked
from core.store.queries.once import replace_one
from core.store.tables.accounts import recovery


class Wanted(StrEnum):
    """What somebody wants to get back."""

    USERNAME = "username"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret


class Proof(StrEnum):
    """How somebody has shown to be the owner (指南 二(四)2)."""

    CODE = "code"
    QUESTIONS = "questions"
    FACE = "face"


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """A recovery under way; ``account_id`` is ``None`` where no account fits, which nobody may notice.

    :param subject: blind fingerprint of what was typed to say who one is; tries are counted under it.
    :param phone_sealed: the phone that was typed, with its blind index; it needn't be the registered one.
    :param document_index: blind index of the document that was typed.
    :param proof: how the owner was proved, ``None`` before that.
    """

    chat_id: int
    wanted: Wanted
    account_id: int | None
    subject: str
    phone_sealed: bytes | None
    phone_index: str | None
    document_index: str | None
    proof: Proof | None
    proved_at: datetime | None
    expires_at: datetime


_EMPTIED = ("phone_sealed", "phone_index", "document_index", "refused_person", "refused_shown", "proof", "proved_at")
_OF_CHAT = sa.select(*(recovery.c[name] for name in RecoveryRow.__slots__)).where(
    recovery.c.chat_id == sa.bindparam("of"), recovery.c.expires_at > sa.bindparam("at", type_=recovery.c.expires_at.type)
)
_OF_CHAT_LOCKED = locked(_OF_CHAT)


def put_recovery(
    tx: sa.Connection,
    *,
    chat_id: int,
    wanted: Wanted,
    account_id: int | None,
    subject: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Begin a recovery in a chat; an earlier one is forgotten with everything that was proved in it."""
    emptied = dict.fromkeys(_EMPTIED)
    values = {"wanted": wanted.value, "account_id": account_id, "subject": subject, "started_at": now, "expires_at": expires_at}
    tx.execute(replace_one(tx, recovery, {"chat_id": chat_id, **emptied, **values}, "chat_id"))


def get_recovery(tx: sa.Connection, chat_id: int, now: datetime, wanted: Wanted, *, lock: bool = True) -> RecoveryRow | None:
    """The recovery of a chat while its time lasts, locked until the end of the transaction unless it is only read."""
    row = tx.execute(_OF_CHAT_LOCKED if lock else _OF_CHAT, {"of": chat_id, "at": now}).first()
    if row is None or row.wanted != wanted.value:
        return None
    kept = dict(zip(RecoveryRow.__slots__, row, strict=True))
    return RecoveryRow(**{**kept, "wanted": wanted, "proof": Proof(row.proof) if row.proof else None})


def change_recovery(tx: sa.Connection, chat_id: int, **values: Any) -> None:
    """Set some columns of a chat's recovery."""
    tx.execute(recovery.update().where(recovery.c.chat_id == chat_id).values(**values))


def keep_recovery(tx: sa.Connection, chat_id: int, until: datetime) -> None:
    """Let an unproved recovery last until then at least; what was proved keeps the short time it has."""
    which = sa.and_(recovery.c.chat_id == chat_id, recovery.c.proof.is_(None), recovery.c.expires_at < until)
    tx.execute(recovery.update().where(which).values(expires_at=until))


def refuse_recovery(tx: sa.Connection, chat_id: int, person: str, shown: tuple[str, str]) -> None:
    """The bank has refused this person (blind index) in a chat's recovery; ``shown`` is name and document, masked."""
    change_recovery(tx, chat_id, refused_person=person, refused_shown=list(shown))


def refused_recovery(tx: sa.Connection, chat_id: int, now: datetime) -> tuple[str, str, str] | None:
    """Whom the bank has refused in the recovery of a chat: blind index, and name and document, masked."""
    row = tx.execute(
        sa.select(recovery.c.refused_person, recovery.c.refused_shown).where(
            recovery.c.chat_id == chat_id, recovery.c.expires_at > now, recovery.c.refused_person.is_not(None)
        )
    ).first()
    return (row[0], *row[1]) if row else None


def end_recovery(tx: sa.Connection, chat_id: int) -> None:
    """Forget the recovery of a chat."""
    tx.execute(recovery.delete().where(recovery.c.chat_id == chat_id))


def end_recoveries_of(tx: sa.Connection, account_id: int) -> None:
    """Forget every recovery of an account, in whatever chat."""
    tx.execute(recovery.delete().where(recovery.c.account_id == account_id))
