"""Codes sent by short message: only a keyed hash is kept; tries are counted by the statement that allows them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.rules.identity.codes import CodePurpose
from core.store.tables.accounts import sms_code


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code that was sent."""

    id: int
    phone_index: str
    code_hash: str
    sent_at: datetime
    expires_at: datetime
    used_at: datetime | None


def add_code(
    tx: sa.Connection,
    *,
    chat_id: int,
    purpose: CodePurpose,
    phone_index: str,
    code_hash: str,
    now: datetime,
    expires_at: datetime,
) -> int:
    """A new code of a chat; its id."""
    code_id: int = tx.execute(
        sms_code.insert()
        .values(
            chat_id=chat_id,
            purpose=purpose.value,
            phone_index=phone_index,
            code_hash=code_hash,
            sent_at=now,
            expires_at=expires_at,
        )
        .returning(sms_code.c.id)
    ).scalar_one()
    return code_id


def latest_code(tx: sa.Connection, chat_id: int, purpose: CodePurpose) -> CodeRow | None:
    """The code that counts: the last one sent for this purpose in this chat."""
    row = tx.execute(
        sa.select(
            sms_code.c.id,
            sms_code.c.phone_index,
            sms_code.c.code_hash,
            sms_code.c.sent_at,
            sms_code.c.expires_at,
            sms_code.c.used_at,
        )
        .where(sms_code.c.chat_id == chat_id, sms_code.c.purpose == purpose.value)
        .order_by(sms_code.c.id.desc())
        .limit(1)
    ).first()
    return CodeRow(*row) if row else None


def take_try(tx: sa.Connection, code_id: int, *, limit: int) -> bool:
    """Count one try of a code; whether there was one left. The row is locked until the end of the transaction."""
    statement = (
        sms_code.update()
        .where(sms_code.c.id == code_id, sms_code.c.used_at.is_(None), sms_code.c.tries < limit)
        .values(tries=sms_code.c.tries + 1)
    )
    return tx.execute(statement).rowcount == 1


def mark_used(tx: sa.Connection, code_id: int, used_at: datetime | None) -> None:
    """A code proves once; ``None`` takes that back where what it was to prove could not be done."""
    tx.execute(sms_code.update().where(sms_code.c.id == code_id).values(used_at=used_at))


def forget_codes(tx: sa.Connection, *, expired_before: datetime) -> int:
    """Delete codes that can't be used any more; how many there were."""
    return tx.execute(sms_code.delete().where(sms_code.c.expires_at < expired_before)).rowcount
