"""What went wrong last in a chat: the last refusal, and how many messages in a row weren't understood."""

from datetime import datetime

import sqlalchemy as sa

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.tickets import LastRefusal
from core.store.queries.once import insert_once, replace_one
from core.store.tables.tickets import chat_trouble


def note_refusal(tx: sa.Connection, chat_id: int, refused: Refused, now: datetime) -> None:
    """Remember the last "no" that a chat was told."""
    values: dict[str, object] = {"chat_id": chat_id, "reason": refused.reason.value, "clause": refused.clause}
    at = refused.at.isoformat() if refused.at else None
    values |= {"about": {"names": list(refused.about), "at": at}, "refused_at": now}
    tx.execute(replace_one(tx, chat_trouble, values, "chat_id"))


def last_refusal(tx: sa.Connection, chat_id: int) -> LastRefusal | None:
    """The last "no" that the chat was told; ``None`` where there was none, or its reason isn't known any more."""
    row = tx.execute(sa.select(chat_trouble).where(chat_trouble.c.chat_id == chat_id)).first()
    if row is None or row.reason is None or row.reason not in {reason.value for reason in Reason}:
        return None
    at = datetime.fromisoformat(row.about["at"]) if row.about["at"] else None
    return LastRefusal(Refused(Reason(row.reason), row.clause, at, tuple(row.about["names"])), row.refused_at)


def not_understood(tx: sa.Connection, chat_id: int) -> int:
    """Count one more message that wasn't understood; how many in a row by now."""
    tx.execute(insert_once(tx, chat_trouble, {"chat_id": chat_id}, "chat_id"))
    counted = chat_trouble.update().where(chat_trouble.c.chat_id == chat_id)
    counted = counted.values(not_understood=chat_trouble.c.not_understood + 1)
    return int(tx.execute(counted.returning(chat_trouble.c.not_understood)).scalar_one())


def count_of(tx: sa.Connection, chat_id: int) -> int:
    """How many messages in a row weren't understood."""
    found = tx.execute(sa.select(chat_trouble.c.not_understood).where(chat_trouble.c.chat_id == chat_id))
    return found.scalar() or 0


def understood(tx: sa.Connection, chat_id: int) -> None:
    """Count from nothing again."""
    tx.execute(chat_trouble.update().where(chat_trouble.c.chat_id == chat_id).values(not_understood=0))
