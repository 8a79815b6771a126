"""The ledger of money going back (说明 二(六)): asked for by us, or heard of from a provider, in any order, however often."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.money import Money
from core.model.payment import Capture, Refund, RefundReason, RefundState, TicketKind
from core.rules.refunds import TERMINAL, RefundFacts, RefundJudgement, furthest, judge_refund, refund_number, still_refundable
from core.services.payments import records
from core.store.queries import captures, payments, refunds
from core.store.queries.payments import Payer


@dataclass(frozen=True, slots=True)
class RefundNews:
    """What a provider says about one refund; what it left out is ``None``."""

    provider: str
    out_refund_no: str
    state: RefundState
    transaction_id: str | None = None
    out_trade_no: str | None = None
    amount: Money | None = None


class RefundLedger:
    """Records refunds; part of the caller's transaction, the application's row locked first."""

    def request(
        self, tx: sa.Connection, capture: Capture, reason: RefundReason, now: datetime, *, automatic: bool
    ) -> Refund | None:
        """Ask for the rest of a charge back under its one number; the finance office sends it where ``automatic`` is false."""
        sums: dict[RefundState, int] = {}
        for refund in refunds.refunds_of(tx, capture.id):
            sums[refund.state] = sums.get(refund.state, 0) + refund.amount.minor
        left = still_refundable(capture.amount.minor, sums)
        if left == 0:
            return None
        return refunds.add_refund(
            tx,
            capture.provider,
            refund_number(capture.transaction_id),
            capture_id=capture.id,
            transaction_id=capture.transaction_id,
            amount=Money(left, capture.amount.currency),
            reason=reason,
            state=RefundState.REQUESTED,
            now=now,
            next_try_at=now if automatic else None,
        )

    def record(self, tx: sa.Connection, news: RefundNews, now: datetime) -> None:
        """Record how far a refund has come. One we never asked for is kept too, and a person is told."""
        _lock_order(tx, news)
        known = refunds.find_refund(tx, news.provider, news.out_refund_no)
        capture = _capture_of(tx, news, known)
        payer = _lock(tx, capture)
        if known is None and self._from_outside(tx, news, capture, payer, now):
            return
        refund = refunds.find_refund(tx, news.provider, news.out_refund_no, lock=True)
        assert refund is not None, "it was there a moment ago, and refunds are never taken away"
        self._step(tx, refund, capture, payer, news, now)

    def attach_parked(
        self, tx: sa.Connection, capture: Capture, payer: Payer | None, ours: RefundReason | None, now: datetime
    ) -> None:
        """A charge became known: what was heard before of money going back from it belongs to it from now on."""
        for refund in refunds.parked_refunds(tx, capture.provider, capture.transaction_id):
            asked = ours if refund.out_refund_no == refund_number(capture.transaction_id) else None
            reason = asked or refund.reason
            refunds.change_refund(tx, refund.id, capture_id=capture.id, reason=reason.value)
            if asked is not None and payer is not None and refund.state is RefundState.SUCCEEDED:
                facts = _facts(tx, refund, capture, payer, reason, RefundState.PROCESSING)
                self._apply(tx, refund, payer, judge_refund(facts, refund.state), now)

    def _from_outside(
        self, tx: sa.Connection, news: RefundNews, capture: Capture | None, payer: Payer | None, now: datetime
    ) -> bool:
        """Keep a refund whose number we don't know; returns whether it was new."""
        transaction_id = news.transaction_id or (capture.transaction_id if capture else "")
        amount = news.amount or (capture.amount if capture else Money(0, "CNY"))
        refund = refunds.add_refund(
            tx,
            news.provider,
            news.out_refund_no,
            capture_id=capture.id if capture else None,
            transaction_id=transaction_id,
            amount=amount,
            reason=RefundReason.EXTERNAL,
            state=news.state,
            now=now,
            next_try_at=None,
        )
        if refund is None:
            return False
        if news.out_refund_no != refund_number(transaction_id):
            subject = records.refund_subject(news.provider, news.out_refund_no)
            records.open_ticket(tx, TicketKind.EXTERNAL_REFUND, subject, now, payer, records.of_refund(refund))
        if capture is not None and news.state is RefundState.SUCCEEDED:
            _give_way(tx, capture)
        return True

    def _step(
        self,
        tx: sa.Connection,
        refund: Refund,
        capture: Capture | None,
        payer: Payer | None,
        news: RefundNews,
        now: datetime,
    ) -> None:
        if capture is None:
            refunds.change_refund(tx, refund.id, state=furthest(refund.state, news.state).value)
            return
        if news.amount is not None and news.amount != refund.amount:
            subject = records.refund_subject(refund.provider, refund.out_refund_no)
            told = {**records.of_refund(refund), "told": str(news.amount.minor)}
            records.open_ticket(tx, TicketKind.REFUND_DIFFERS, subject, now, payer, told)
        facts = _facts(tx, refund, capture, payer, refund.reason, refund.state)
        self._apply(tx, refund, payer, judge_refund(facts, news.state), now)
        if refund.reason is RefundReason.EXTERNAL and news.state is RefundState.SUCCEEDED:
            _give_way(tx, capture)

    def _apply(
        self, tx: sa.Connection, refund: Refund, payer: Payer | None, judgement: RefundJudgement | None, now: datetime
    ) -> None:
        if judgement is None:
            return
        changed: dict[str, object] = {"state": judgement.state.value}
        if judgement.state in TERMINAL:
            changed |= {"next_try_at": None, "settled_at": now}
        refunds.change_refund(tx, refund.id, **changed)
        about = records.of_refund(refund)
        subject = records.refund_subject(refund.provider, refund.out_refund_no)
        if payer is not None and judgement.verdict is not None:
            records.change_verdict(tx, payer, judgement.verdict, now, actor=f"provider:{refund.provider}", proof=about)
        if judgement.ticket is not None:
            records.open_ticket(tx, judgement.ticket, subject, now, payer, about)
        if payer is not None and judgement.letter is not None:
            records.tell(tx, payer, judgement.letter, now, about, subject)


def _capture_of(tx: sa.Connection, news: RefundNews, known: Refund | None) -> Capture | None:
    """The charge a refund belongs to: as recorded, else by its number, else the only charge of the order it names."""
    if known is not None:
        return captures.get_capture(tx, known.capture_id) if known.capture_id is not None else None
    if news.transaction_id:
        return captures.find_capture(tx, news.provider, news.transaction_id)
    if not news.out_trade_no:
        return None
    named = [one for one in captures.captures_numbered(tx, news.out_trade_no) if one.provider == news.provider]
    return named[0] if len(named) == 1 else None


def _lock_order(tx: sa.Connection, news: RefundNews) -> None:
    """Hold the application whose order is named before looking for the charge: it may be being recorded at this very moment."""
    attempt = payments.find_attempt(tx, news.provider, news.out_trade_no) if news.out_trade_no else None
    if attempt is not None:
        payments.get_payer(tx, attempt.application_id, lock=True)


def _lock(tx: sa.Connection, capture: Capture | None) -> Payer | None:
    if capture is None or capture.application_id is None:
        return None
    return payments.get_payer(tx, capture.application_id, lock=True)


def _facts(
    tx: sa.Connection, refund: Refund, capture: Capture, payer: Payer | None, reason: RefundReason, state: RefundState
) -> RefundFacts:
    others = [one for one in refunds.refunds_of(tx, capture.id) if one.id != refund.id]
    ours = [one for one in others if one.state is RefundState.SUCCEEDED and one.reason is not RefundReason.EXTERNAL]
    return RefundFacts(
        state=state,
        reason=reason,
        amount=refund.amount.minor,
        disposition=capture.disposition,
        verdict=payer.payment if payer else None,
        charged=capture.amount.minor,
        returned=sum(one.amount.minor for one in ours),
    )


def _give_way(tx: sa.Connection, capture: Capture) -> None:
    """Money went back at the provider without us: what we haven't asked for yet and would be too much is dropped."""
    known = refunds.refunds_of(tx, capture.id)
    total = sum(one.amount.minor for one in known if one.state is not RefundState.CLOSED)
    for refund in known:
        unsent = refund.state is RefundState.REQUESTED and refund.tries == 0 and refund.reason is not RefundReason.EXTERNAL
        if unsent and total > capture.amount.minor:
            values = {"state": RefundState.CLOSED.value, "next_try_at": None, "last_answer": "went back at the provider"}
            refunds.change_refund(tx, refund.id, **values)
            total -= refund.amount.minor
