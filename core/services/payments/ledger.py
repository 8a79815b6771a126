"""The ledger of charges (说明 二(六)): one idempotent way in for every success, whoever tells of it.

Everything here is part of the caller's transaction. Rows are locked in one order (application, attempt, capture), so evidence that
arrives at the same moment is judged one after the other.
"""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from core.model.payment import Attempt, Capture, Disposition, PaymentLetter, PaymentVerdict, Success
from core.rules.payments import (
    AttemptFacts,
    Judgement,
    MoneyFacts,
    Terms,
    is_overdue,
    is_proven_unpaid,
    judge_success,
    may_close,
    may_resume,
)
from core.services.payments import records
from core.services.payments.refund_ledger import RefundLedger
from core.services.payments.terms import ExamBook, terms_for_evidence, terms_of
from core.store.queries import captures, payments
from core.store.queries.payments import Payer


class Ledger:
    """Records what providers say and keeps the verdict in step with it."""

    def __init__(self, exams: ExamBook) -> None:
        self._exams = exams
        self.refunds = RefundLedger()

    def record_success(self, tx: sa.Connection, success: Success, now: datetime) -> Disposition | None:
        """Record a charge, whatever told of it, as often and in whatever order it is told; ``None`` where it was known.

        The fact is always kept. What follows (verdict, refund, ticket, letter) is decided by ``judge_success``.
        """
        if captures.is_known(tx, success.provider, success.transaction_id):
            return None
        attempt = payments.find_attempt(tx, success.provider, success.out_trade_no)
        if attempt is None:
            return self._keep(tx, success, None, judge_success(success, None, now), now)
        payer = payments.get_payer(tx, attempt.application_id, lock=True)
        attempt = payments.lock_attempt(tx, attempt.id)
        terms = terms_for_evidence(tx, self._exams, payer, attempt)
        judgement = judge_success(success, _facts(tx, payer, attempt, terms), now)
        return self._keep(tx, success, (payer, attempt, terms), judgement, now)

    def record_judged(self, tx: sa.Connection, success: Success, judgement: Judgement, now: datetime) -> Disposition | None:
        """Record a charge of a known order on which somebody has decided already (made-up histories)."""
        attempt = payments.find_attempt(tx, success.provider, success.out_trade_no)
        assert attempt is not None, "a decided charge belongs to an order"
        payer = payments.get_payer(tx, attempt.application_id, lock=True)
        terms = terms_for_evidence(tx, self._exams, payer, attempt)
        return self._keep(tx, success, (payer, attempt, terms), judgement, now)

    def record_closed(
        self, tx: sa.Connection, provider: str, out_trade_no: str, evidence: Mapping[str, str], now: datetime
    ) -> bool:
        """An order is closed and can't be paid any more; ``evidence`` says how we know. Returns whether that changed anything."""
        attempt = payments.find_attempt(tx, provider, out_trade_no)
        if attempt is None:
            return False
        payments.get_payer(tx, attempt.application_id, lock=True)
        attempt = payments.lock_attempt(tx, attempt.id)
        if not may_close(attempt.state):
            return False
        payments.close_attempt(tx, attempt.id, {"at": now.isoformat(), **evidence})
        self.settle(tx, attempt.application_id, now)
        return True

    def pass_deadline(self, tx: sa.Connection, application_id: int, now: datetime) -> bool:
        """The time to pay is over: verify, and give up at once only what is proven unpaid at once. Returns whether it was due."""
        payer = payments.get_payer(tx, application_id, lock=True)
        if not is_overdue(payer.payment, terms_of(tx, self._exams, payer).window, now):
            return False
        records.change_verdict(tx, payer, PaymentVerdict.VERIFYING, now, actor="system")
        if not self.settle(tx, application_id, now):
            payments.ask_at_once(tx, application_id, now)
            records.tell(tx, payer, PaymentLetter.VERIFYING, now, {})
        return True

    def resume(self, tx: sa.Connection, application_id: int, now: datetime) -> bool:
        """The authority gave more time after the deadline had passed: it may be paid again. Returns whether that was so."""
        payer = payments.get_payer(tx, application_id, lock=True)
        charged = bool(captures.captures_of(tx, application_id))
        terms = terms_of(tx, self._exams, payer)
        if not may_resume(payer.payment, terms, now, was_charged=charged):
            return False
        records.change_verdict(tx, payer, PaymentVerdict.AWAITING_PAYMENT, now, actor="system", proof={"why": "extended"})
        until = terms.window.closes_at or now
        records.tell(tx, payer, PaymentLetter.PAY_AGAIN, now, {}, f"{application_id}:{until.isoformat()}")
        return True

    def settle(self, tx: sa.Connection, application_id: int, now: datetime) -> bool:
        """Give up an application that is being verified, if every order is proven unpaid; the proof is kept in the audit."""
        payer = payments.get_payer(tx, application_id, lock=True)
        attempts = payments.attempts_of(tx, application_id)
        charged = captures.captures_of(tx, application_id)
        facts = [AttemptFacts(attempt.state, _dispositions(charged, attempt)) for attempt in attempts]
        if payer.payment is not PaymentVerdict.VERIFYING or not is_proven_unpaid(facts):
            return False
        proof = {attempt.out_trade_no: attempt.state.value for attempt in attempts}
        records.change_verdict(tx, payer, PaymentVerdict.ABANDONED, now, actor="system", proof={"proof": proof})
        records.tell(tx, payer, PaymentLetter.ABANDONED, now, {})
        return True

    def _keep(
        self,
        tx: sa.Connection,
        success: Success,
        ours: tuple[Payer, Attempt, Terms] | None,
        judgement: Judgement,
        now: datetime,
    ) -> Disposition | None:
        capture = captures.add_capture(tx, success, ours[1] if ours else None, judgement.disposition, now)
        if capture is None:
            return None
        about = records.of_capture(capture, success.out_trade_no)
        if ours is not None:
            self._act(tx, capture, ours, judgement, about, now)
        else:
            self.refunds.attach_parked(tx, capture, None, None, now)
        if judgement.ticket is not None:
            subject = records.capture_subject(capture.provider, capture.transaction_id)
            records.open_ticket(tx, judgement.ticket, subject, now, ours[0] if ours else None, about)
        return capture.disposition

    def _act(
        self,
        tx: sa.Connection,
        capture: Capture,
        ours: tuple[Payer, Attempt, Terms],
        judgement: Judgement,
        about: dict[str, str],
        now: datetime,
    ) -> None:
        payer, attempt, terms = ours
        if judgement.attempt is not None and attempt.state is not judgement.attempt:
            payments.change_attempt(tx, attempt.id, state=judgement.attempt.value, next_query_at=None)
        if judgement.verdict is not None and judgement.verdict is not payer.payment:
            paid_at = capture.success_time if capture.disposition is Disposition.ACCEPTED else None
            actor = f"provider:{capture.provider}"
            records.change_verdict(tx, payer, judgement.verdict, now, actor=actor, paid_at=paid_at, proof=about)
        self.refunds.attach_parked(tx, capture, payer, judgement.refund, now)
        if judgement.refund is not None:
            self.refunds.request(tx, capture, judgement.refund, now, automatic=terms.automatic_refund)
            about = {**about, "refund": "automatic" if terms.automatic_refund else "manual"}
        if judgement.letter is not None:
            subject = records.capture_subject(capture.provider, capture.transaction_id)
            records.tell(tx, payer, judgement.letter, now, about, subject)
        self.settle(tx, payer.application_id, now)


def _facts(tx: sa.Connection, payer: Payer, attempt: Attempt, terms: Terms) -> MoneyFacts:
    assert payer.payment is not None, "an order exists only after confirming"
    charged = captures.captures_of(tx, payer.application_id)
    has_accepted = any(capture.disposition is Disposition.ACCEPTED for capture in charged)
    return MoneyFacts(payer.payment, attempt.amount, has_accepted, terms)


def _dispositions(charged: list[Capture], attempt: Attempt) -> list[Disposition]:
    return [capture.disposition for capture in charged if capture.attempt_id == attempt.id]
