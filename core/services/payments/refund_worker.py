"""Sends refunds and follows them to their end: always under the same number, so that asking twice gives back once (说明 二(六))."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from core.errors import NOT_OFFERED, Rejected, Unreachable
from core.model.payment import Refund, RefundState, TicketKind
from core.ports import PaymentProvider, RefundRequest
from core.rules.payment_schedule import retry_refund
from core.rules.refunds import TERMINAL
from core.services.payments import records
from core.services.payments.ledger import Ledger
from core.services.payments.refund_ledger import RefundNews
from core.store.engine import Store
from core.store.queries import captures, payments, refunds

_BATCH = 50
_LEASE = timedelta(minutes=2)
_TRIES_BEFORE_TICKET = 3
NOT_ENOUGH = "NOT_ENOUGH"
_A_PERSON_AT_ONCE = frozenset({NOT_ENOUGH, NOT_OFFERED})
log = structlog.get_logger("payments")


class RefundWorker:
    """Asks the providers for what has to go back, and how far it has come."""

    def __init__(self, store: Store, ledger: Ledger, providers: Mapping[str, PaymentProvider]) -> None:
        self._store = store
        self._ledger = ledger
        self._providers = providers

    async def send(self, now: datetime) -> int:
        """Do every refund that is due once; returns how many were sent or asked about."""
        sent = 0
        while due := await self._store.write(lambda tx: refunds.claim_refunds(tx, now, now + _LEASE, _BATCH)):
            for refund in due:
                await self._move_on(refund, now)
            sent += len(due)
        return sent

    async def _move_on(self, refund: Refund, now: datetime) -> None:
        provider = self._providers.get(refund.provider)
        state: RefundState | None = None
        refused = ""
        try:
            state = await self._ask(provider, refund) if provider else None
        except Unreachable as error:
            log.info("no answer about a refund", provider=refund.provider, refund=refund.out_refund_no, why=str(error))
        except Rejected as error:
            refused = error.code
        await self._store.write(lambda tx: self._record(tx, refund, state, refused, now))

    async def _ask(self, provider: PaymentProvider, refund: Refund) -> RefundState:
        if refund.state is not RefundState.REQUESTED:
            return await provider.query_refund(refund.out_refund_no, transaction_id=refund.transaction_id)
        return await provider.refund(await self._store.read(lambda tx: _request(tx, refund)))

    def _record(self, tx: sa.Connection, refund: Refund, state: RefundState | None, refused: str, now: datetime) -> None:
        if state not in TERMINAL:
            again = None if refused == NOT_OFFERED else retry_refund(refund.tries, now)
            refunds.change_refund(tx, refund.id, next_try_at=again, last_answer=refused or state)
        if state is not None:
            self._ledger.refunds.record(tx, RefundNews(refund.provider, refund.out_refund_no, state), now)
        if refused and (refused in _A_PERSON_AT_ONCE or refund.tries >= _TRIES_BEFORE_TICKET):
            _report(tx, refund, refused, now)


def _request(tx: sa.Connection, refund: Refund) -> RefundRequest:
    assert refund.capture_id is not None, "a refund of ours belongs to a charge"
    capture = captures.get_capture(tx, refund.capture_id)
    return RefundRequest(
        out_trade_no=captures.order_number(tx, capture.id),
        transaction_id=refund.transaction_id,
        out_refund_no=refund.out_refund_no,
        amount=refund.amount,
        total=capture.amount,
        reason=refund.reason.value,
    )


def _report(tx: sa.Connection, refund: Refund, refused: str, now: datetime) -> None:
    capture = captures.get_capture(tx, refund.capture_id) if refund.capture_id is not None else None
    payer = payments.get_payer(tx, capture.application_id) if capture and capture.application_id is not None else None
    subject = records.refund_subject(refund.provider, refund.out_refund_no)
    about = {**records.of_refund(refund), "answer": refused}
    records.open_ticket(tx, TicketKind.REFUND_REFUSED, subject, now, payer, about)
