"""Delivery receipts of short messages: kept once each, so that the office can see whether a code ever reached its phone."""

from collections.abc import Sequence
from datetime import timedelta

from core.ports import Clock, SmsReceipt
from core.store.engine import Store, Tx
from core.store.queries import sms_receipts
from core.store.queries.sms_receipts import ReceiptRow

_KEEP = timedelta(days=30)


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
