"""Delivery receipts of short messages: kept once each, so that the office can see whether a code ever reached its phone.

A carrier tells them signed, or, where it can't sign, is asked for them: after a minute, then in growing pauses for a day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.errors import OutsideWorldError
from core.ports import Clock, Sms, SmsDetails, SmsReceipt
from core.store.engine import Store, Tx
from core.store.queries import sms_receipts
from core.store.queries.sms_receipts import PendingRow, ReceiptRow
from core.store.vault import Vault

_KEEP = timedelta(days=30)
_PLACE = "sms_pending.phone"
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=20))
_LEASE = timedelta(minutes=2)
_BATCH = 20


class Receipts:
    """What carriers reported."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def hear(self, provider: str, receipts: Sequence[SmsReceipt]) -> int:
        """Keep what a carrier reports; how much of it was new. Old reports go with it."""
        now = self._clock.now()

        def work(tx: Tx) -> int:
            sms_receipts.forget_receipts(tx, received_before=now - _KEEP)
            rows = [(one.message_id, ReceiptRow(one.state, one.code, one.reported_at)) for one in receipts]
            return sum(sms_receipts.add_receipt(tx, provider, message_id, row, now) for message_id, row in rows)

        return await self._store.write(work)

    async def of(self, message_id: str) -> Sequence[ReceiptRow]:
        """What was reported of one message, in the order it came."""
        return await self._store.read(lambda tx: sms_receipts.receipts_of(tx, message_id))


class RememberedSms:
    """An ``Sms`` whose carrier is asked later what became of each message. Until then the phone is kept sealed."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, sms: Sms, details: SmsDetails) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._sms = sms
        self._details = details

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> None:
        """Hand one message to the carrier. Raises ``Unreachable`` or ``Rejected``."""
        await self._sms.send(phone, text, idempotency_key=idempotency_key)
        now, sealed, provider = self._clock.now(), self._vault.seal(phone, place=_PLACE), self._details.name
        due_at = now + _PAUSES[0]
        await self._store.write(lambda tx: sms_receipts.add_pending(tx, provider, idempotency_key, sealed, now, due_at))


class AskedReceipts:
    """Asks a carrier what became of messages, and keeps what it says."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, receipts: Receipts, details: SmsDetails) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._receipts = receipts
        self._details = details

    async def ask_due(self) -> int:
        """Ask about every message that is due; of how many it is known now. Asked by a recurring job."""
        now, provider, known = self._clock.now(), self._details.name, 0
        due = await self._store.write(lambda tx: sms_receipts.claim_pending(tx, provider, now=now, lease=_LEASE, limit=_BATCH))
        for pending in due:
            receipt = await self._ask(pending)
            if receipt is not None:
                known += await self._receipts.hear(provider, [receipt])
            await self._store.write(lambda tx, pending=pending, receipt=receipt: self._end(tx, pending, receipt, now))  # type: ignore[misc]
        return known

    async def _ask(self, pending: PendingRow) -> SmsReceipt | None:
        phone = self._vault.open(pending.phone_sealed, place=_PLACE)
        try:
            return await self._details.ask(phone, pending.message_id, pending.sent_at)
        except OutsideWorldError:
            return None

    def _end(self, tx: Tx, pending: PendingRow, receipt: SmsReceipt | None, now: datetime) -> None:
        if receipt is not None or pending.tries >= len(_PAUSES):
            sms_receipts.forget_pending(tx, pending.id)
        else:
            sms_receipts.postpone_pending(tx, pending.id, now + _PAUSES[pending.tries])
