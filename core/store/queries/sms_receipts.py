"""What carriers reported of messages: each report once, by the message's own key, without the phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.model.proofs import SmsState
from core.store.queries.once import insert_once
from core.store.tables.gates import sms_pending, sms_receipt


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One report; ``code`` is the carrier's own word."""

    state: SmsState
    code: str
    reported_at: datetime


def add_receipt(tx: sa.Connection, provider: str, message_id: str, row: ReceiptRow, now: datetime) -> bool:
    """Keep a report; whether it was new."""
    values = {
        "provider": provider,
        "message_id": message_id,
        "state": row.state.value,
        "code": row.code,
        "reported_at": row.reported_at,
        "received_at": now,
    }
    return tx.execute(insert_once(tx, sms_receipt, values, "provider", "message_id", "state")).rowcount == 1


def receipts_of(tx: sa.Connection, message_id: str) -> Sequence[ReceiptRow]:
    """Reports of one message, in the order they came."""
    query = (
        sa.select(sms_receipt.c.state, sms_receipt.c.code, sms_receipt.c.reported_at)
        .where(sms_receipt.c.message_id == message_id)
        .order_by(sms_receipt.c.id)
    )
    return [ReceiptRow(SmsState(state), code, at) for state, code, at in tx.execute(query)]


def forget_receipts(tx: sa.Connection, *, received_before: datetime) -> int:
    """Delete reports nobody asks for any more; how many there were."""
    return tx.execute(sms_receipt.delete().where(sms_receipt.c.received_at < received_before)).rowcount


@dataclass(frozen=True, slots=True)
class PendingRow:
    """A message whose carrier has to be asked what became of it."""

    id: int
    message_id: str
    phone_sealed: bytes
    sent_at: datetime
    tries: int


_PENDING = tuple(sms_pending.c[name] for name in PendingRow.__slots__)


def add_pending(tx: sa.Connection, provider: str, message_id: str, phone_sealed: bytes, now: datetime, due_at: datetime) -> None:
    """Ask about this message at ``due_at``; one that is sent again is asked about once."""
    values = {"provider": provider, "message_id": message_id, "phone_sealed": phone_sealed, "sent_at": now, "due_at": due_at}
    tx.execute(insert_once(tx, sms_pending, values, "provider", "message_id"))


def claim_pending(tx: sa.Connection, provider: str, *, now: datetime, lease: timedelta, limit: int) -> list[PendingRow]:
    """Take up to ``limit`` messages to ask about for ``lease``; two claimers never get the same one."""
    due = (
        sa.select(sms_pending.c.id)
        .where(sms_pending.c.provider == provider, sms_pending.c.due_at <= now)
        .order_by(sms_pending.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        sms_pending.update()
        .where(sms_pending.c.id.in_(due.scalar_subquery()))
        .values(due_at=now + lease, tries=sms_pending.c.tries + 1)
        .returning(*_PENDING)
    )
    return [PendingRow(*row) for row in tx.execute(statement)]


def postpone_pending(tx: sa.Connection, pending_id: int, due_at: datetime) -> None:
    """Ask again at ``due_at``."""
    tx.execute(sms_pending.update().where(sms_pending.c.id == pending_id).values(due_at=due_at))


def forget_pending(tx: sa.Connection, pending_id: int) -> None:
    """It is known what became of it, or never will be."""
    tx.execute(sms_pending.delete().where(sms_pending.c.id == pending_id))
