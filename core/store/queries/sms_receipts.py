"""What carriers reported of messages: each report once, by the message's own key, without the phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.proofs import SmsState
from core.store.queries.once import insert_once
from core.store.tables.gates import sms_receipt


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
