"""A world of one payer for the state machine: what the books say, the news that may come, and what must always hold."""

from collections import Counter as Multiset
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from core.model.money import Money
from core.model.payment import (
    Capture,
    Disposition,
    Notification,
    NotificationKind,
    PaymentVerdict,
    Refund,
    RefundReason,
    RefundState,
    Success,
)
from core.store.engine import Tx
from core.store.queries import captures, outbox, payments, refunds
from core.store.tables.payments import payment_attempt, payment_refund
from core.store.tables.tickets import ticket
from tests.support.facts import at
from tests.support.payments import FEE

DEADLINE = at("11-20 16:00:00")
OPENING = at("11-13 09:00:00")
GOES_BACK = frozenset({Disposition.LATE, Disposition.DUPLICATE})
HARMLESS = GOES_BACK
PENDING, PAID, CLOSED = "pending", "paid", "closed"


@dataclass(frozen=True)
class Books:
    """What our tables say, whole."""

    verdict: PaymentVerdict
    attempts: tuple[sa.Row, ...]  # type: ignore[type-arg]
    captures: tuple[Capture, ...]
    orphans: tuple[Capture, ...]
    refunds: tuple[Refund, ...]
    tickets: frozenset[tuple[str, str]]
    messages: tuple[str, ...]

    def accepted(self) -> list[Capture]:
        """Charges that pay for the application."""
        return [one for one in self.captures if one.disposition is Disposition.ACCEPTED]

    def given_back(self, capture: Capture) -> int:
        """What goes, or went, back of a charge."""
        return sum(one.amount.minor for one in self.refunds if one.capture_id == capture.id and one.state is not RefundState.CLOSED)


def read_books(tx: Tx, application_id: int, account_id: int, numbers: Iterable[str]) -> Books:
    """Everything about the application, and about numbers that were never ours."""
    payer = payments.get_payer(tx, application_id)
    assert payer.payment is not None
    ours = captures.captures_of(tx, application_id)
    strange = [one for number in numbers for one in captures.captures_numbered(tx, number) if one.application_id is None]
    given = [refund for one in [*ours, *strange] for refund in refunds.refunds_of(tx, one.id)]
    return Books(
        verdict=payer.payment,
        attempts=tuple(tx.execute(payment_attempt.select().order_by(payment_attempt.c.id)).all()),
        captures=tuple(ours),
        orphans=tuple(strange),
        refunds=tuple(given),
        tickets=frozenset((row.kind, row.subject) for row in tx.execute(ticket.select())),
        messages=tuple(outbox.kinds_told(tx, account_id)),
    )


def check_always(books: Books, told: Iterable[Success]) -> None:
    """What holds after every step, whatever got lost, doubled or reordered."""
    assert len(books.accepted()) <= 1, "I1: one charge pays"
    _check_verdict(books)
    _check_money(books)
    _check_proof(books)
    _check_meaning(books)
    if books.verdict is PaymentVerdict.PAID:
        assert any(_counts(success) for success in told), "I5: nobody is in without paying"
    for capture in [*books.captures, *books.orphans]:
        subject = f"capture:{capture.provider}:{capture.transaction_id}"
        if capture.disposition is not Disposition.ACCEPTED:
            assert (capture.disposition.value, subject) in books.tickets, "I12: a person sees what wasn't accepted"
    for attempt in books.attempts:
        assert OPENING <= attempt.created_at <= attempt.time_expire <= DEADLINE, "I14: orders lie inside the window"
    assert books.messages.count("paid") <= 1, "I16: one message"
    assert Multiset(books.messages).get("abandoned_unpaid", 0) <= 1


def _check_verdict(books: Books) -> None:
    """I2: paid if, and only if, exactly one accepted charge stays with us; a frozen roster puts a person in between."""
    kept = [one for one in books.accepted() if not _went_back(books, one)]
    if books.verdict is PaymentVerdict.PAID:
        assert len(kept) == 1
    if kept:
        assert books.verdict in {PaymentVerdict.PAID, PaymentVerdict.MANUAL_REVIEW}
        assert ("paid" in books.messages) is (books.verdict is PaymentVerdict.PAID) or "payment_review" in books.messages
    if books.verdict is PaymentVerdict.REFUNDED:
        assert books.accepted()
        assert not kept


def _went_back(books: Books, capture: Capture) -> bool:
    own = [one for one in books.refunds if one.capture_id == capture.id and one.reason is not RefundReason.EXTERNAL]
    return sum(one.amount.minor for one in own if one.state is RefundState.SUCCEEDED) >= capture.amount.minor


def _check_money(books: Books) -> None:
    """I3, I9, I15: of every charge we know where it is, and never more goes back than came."""
    for one in [*books.captures, *books.orphans, *books.refunds]:
        assert type(one.amount.minor) is int, "I15: money is whole minor units"
    for capture in [*books.captures, *books.orphans]:
        own = [one for one in books.refunds if one.capture_id == capture.id]
        outside = any(one.reason is RefundReason.EXTERNAL for one in own)
        back = books.given_back(capture)
        assert back <= capture.amount.minor or outside, "I9: never more is asked back than was charged"
        gone = sum(one.amount.minor for one in own if one.state is RefundState.SUCCEEDED)
        assert gone <= capture.amount.minor, "I9: never more goes back than was charged"
        failed = any(one.state is RefundState.CLOSED for one in books.refunds if one.capture_id == capture.id)
        if capture.disposition in GOES_BACK:
            assert back == capture.amount.minor or failed or outside, "I3: what must go back is on its way, or a person knows"
    numbers = Multiset(refund.out_refund_no for refund in books.refunds if refund.out_refund_no.startswith("RF-"))
    assert all(count == 1 for count in numbers.values()), "I9: one automatic refund for a charge"


def _check_proof(books: Books) -> None:
    """I10: given up only when every order is proven to have brought nothing."""
    if books.verdict is not PaymentVerdict.ABANDONED:
        return
    for attempt in books.attempts:
        own = [one.disposition for one in books.captures if one.attempt_id == attempt.id]
        assert set(own) <= HARMLESS
        assert attempt.state == CLOSED or (attempt.state == PAID and own)
        assert attempt.state != CLOSED or attempt.negative_evidence["how"]


def _check_meaning(books: Books) -> None:
    """What each charge is taken for follows from what it is, not from when we heard of it."""
    for capture in books.captures:
        if capture.amount != FEE:
            assert capture.disposition is Disposition.MISMATCH
        elif not in_time(capture.success_time):
            assert capture.disposition is Disposition.LATE
        else:
            assert capture.disposition in {Disposition.ACCEPTED, Disposition.DUPLICATE}
    assert all(capture.disposition is Disposition.ORPHAN for capture in books.orphans)


def check_monotone(before: Books, after: Books) -> None:
    """I6: what was known stays known; a refund that succeeded and an order that was paid are never undone."""
    known = {one.id: one for one in [*after.captures, *after.orphans]}
    assert all(known.get(one.id) == one for one in [*before.captures, *before.orphans])
    states = {one.id: one.state for one in after.refunds}
    assert all(states[one.id] is RefundState.SUCCEEDED for one in before.refunds if one.state is RefundState.SUCCEEDED)
    orders = {one.id: one.state for one in after.attempts}
    assert all(orders[one.id] == PAID for one in before.attempts if one.state == PAID)
    assert before.tickets <= after.tickets
    assert before.messages == after.messages[: len(before.messages)]
    if before.verdict is PaymentVerdict.PAID:
        assert after.verdict in {PaymentVerdict.PAID, PaymentVerdict.REFUNDED}


def _counts(success: Success) -> bool:
    return success.amount == FEE and success.payee_is_us and success.success_time.replace(microsecond=0) <= DEADLINE


def success_event(success: Success) -> Notification:
    """The notification that tells of a charge."""
    event_id = f"ok-{success.transaction_id}-{success.amount.minor}"
    kind = NotificationKind.SUCCESS
    return Notification(success.provider, event_id, kind, "payment.succeeded", success, out_trade_no=success.out_trade_no)


def closed_event(provider: str, number: str) -> Notification:
    """The notification that tells of a closing."""
    return Notification(provider, f"closed-{number}", NotificationKind.CLOSED, "payment.closed", out_trade_no=number)


def refund_event(provider: str, number: str, transaction_id: str, state: RefundState, amount: Money = FEE) -> Notification:
    """The notification that tells of a refund."""
    return Notification(
        provider,
        f"refund-{number}-{state}",
        NotificationKind.REFUND,
        f"refund.{state}",
        out_refund_no=number,
        transaction_id=transaction_id,
        refund_state=state,
        refund_amount=amount,
    )


def again(event: Notification, time: int) -> Notification:
    """The same news under another event id, as a provider that lost its memory would send it."""
    return replace(event, event_id=f"{event.event_id}#{time}")


def parked(tx: Tx) -> list[str]:
    """Numbers of refunds whose charge isn't known."""
    query = sa.select(payment_refund.c.out_refund_no).where(payment_refund.c.capture_id.is_(None))
    return list(tx.execute(query).scalars())


def in_time(moment: datetime) -> bool:
    """Whether a charge at that moment counts."""
    return moment.replace(microsecond=0) <= DEADLINE
