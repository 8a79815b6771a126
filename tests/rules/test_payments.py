"""What evidence about money means: lateness by the provider's time, one accepted charge, proof before giving up (说明 二(六))."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.model.exam import Window
from core.model.money import Money
from core.model.payment import (
    AttemptState,
    Disposition,
    PaymentLetter,
    PaymentVerdict,
    RefundReason,
    Source,
    Success,
    TicketKind,
)
from core.rules.payments import (
    AttemptFacts,
    MoneyFacts,
    Terms,
    is_late,
    is_overdue,
    is_proven_unpaid,
    judge_success,
    may_close,
)
from tests.support.facts import at

FEE = Money(10000, "CNY")
WINDOW = Window(at("11-13 09:00:00"), at("11-20 16:00:00"), clause=None, assumed=True)
FROZEN = at("11-25 09:00:00")
TERMS = Terms(FEE, WINDOW, roster_frozen_at=FROZEN)
IN_TIME = Success("sandbox", "KB1", "TX1", FEE, at("11-20 16:00:00"), Source.WEBHOOK)
LATE = replace(IN_TIME, success_time=at("11-20 16:00:01"))
NOW = at("11-21 07:00:00")
V, D, T, L = PaymentVerdict, Disposition, TicketKind, PaymentLetter


def facts(verdict: PaymentVerdict, *, has_accepted: bool = False) -> MoneyFacts:
    return MoneyFacts(verdict, FEE, has_accepted, TERMS)


@pytest.mark.parametrize(
    ("verdict", "now", "becomes", "ticket", "letter"),
    [
        (V.AWAITING_PAYMENT, NOW, V.PAID, None, L.PAID),
        (V.VERIFYING, NOW, V.PAID, None, L.PAID),
        (V.ABANDONED, NOW, V.PAID, T.REINSTATED, L.PAID),
        (V.ABANDONED, FROZEN - timedelta(seconds=1), V.PAID, T.REINSTATED, L.PAID),
        (V.ABANDONED, FROZEN, V.MANUAL_REVIEW, T.REINSTATED, L.UNDER_REVIEW),
        (V.MANUAL_REVIEW, NOW, V.PAID, None, L.PAID),
        (V.MANUAL_REVIEW, FROZEN, V.MANUAL_REVIEW, T.REINSTATED, L.UNDER_REVIEW),
    ],
)
def test_a_charge_in_time_is_accepted_whenever_the_news_arrives(
    verdict: PaymentVerdict, now: datetime, becomes: PaymentVerdict, ticket: TicketKind | None, letter: PaymentLetter
) -> None:
    judged = judge_success(IN_TIME, facts(verdict), now)
    assert (judged.disposition, judged.attempt) == (D.ACCEPTED, AttemptState.PAID)
    assert (judged.verdict, judged.refund, judged.ticket, judged.letter) == (becomes, None, ticket, letter)


@pytest.mark.parametrize("verdict", list(V))
def test_a_charge_after_the_deadline_goes_back_and_changes_no_verdict(verdict: PaymentVerdict) -> None:
    judged = judge_success(LATE, facts(verdict, has_accepted=verdict is V.PAID), at("11-20 15:00:00"))
    assert (judged.disposition, judged.verdict) == (D.LATE, None)
    assert (judged.refund, judged.ticket, judged.letter) == (RefundReason.LATE, T.LATE, L.LATE)


@pytest.mark.parametrize("verdict", [V.PAID, V.REFUNDED, V.MANUAL_REVIEW])
def test_a_second_charge_in_time_goes_back(verdict: PaymentVerdict) -> None:
    judged = judge_success(IN_TIME, facts(verdict, has_accepted=True), NOW)
    assert (judged.disposition, judged.verdict) == (D.DUPLICATE, None)
    assert (judged.refund, judged.ticket, judged.letter) == (RefundReason.DUPLICATE, T.DUPLICATE, L.DUPLICATE)


WRONG = [
    (replace(IN_TIME, amount=Money(9999, "CNY")), AttemptState.PAID),
    (replace(IN_TIME, amount=Money(10000, "HKD")), AttemptState.PAID),
    (replace(LATE, amount=Money(1, "CNY")), AttemptState.PAID),
    (replace(IN_TIME, payee_is_us=False), None),
]


@pytest.mark.parametrize(("success", "attempt"), WRONG)
@pytest.mark.parametrize("verdict", [V.AWAITING_PAYMENT, V.VERIFYING, V.ABANDONED])
def test_money_that_does_not_fit_is_for_a_person_and_never_goes_back_by_itself(
    success: Success, attempt: AttemptState | None, verdict: PaymentVerdict
) -> None:
    judged = judge_success(success, facts(verdict), NOW)
    assert (judged.disposition, judged.verdict, judged.attempt) == (D.MISMATCH, V.MANUAL_REVIEW, attempt)
    assert (judged.refund, judged.ticket, judged.letter) == (None, T.MISMATCH, L.UNDER_REVIEW)


@pytest.mark.parametrize(("success", "attempt"), WRONG)
def test_money_that_does_not_fit_leaves_a_paid_application_paid(success: Success, attempt: AttemptState | None) -> None:
    judged = judge_success(success, facts(V.PAID, has_accepted=True), NOW)
    assert (judged.disposition, judged.verdict, judged.letter) == (D.MISMATCH, None, None)


def test_a_charge_for_a_number_we_never_gave_out_is_an_orphan() -> None:
    judged = judge_success(IN_TIME, None, NOW)
    assert (judged.disposition, judged.ticket) == (D.ORPHAN, T.ORPHAN)
    assert (judged.verdict, judged.attempt, judged.refund, judged.letter) == (None, None, None, None)


@pytest.mark.parametrize(
    ("paid_at", "late"),
    [
        ("11-13 08:00:00", False),
        ("11-20 16:00:00", False),
        ("11-20 16:00:00.999999", False),
        ("11-20 16:00:01", True),
    ],
)
def test_the_last_second_of_the_window_is_in_time(paid_at: str, late: bool) -> None:
    assert is_late(at(paid_at), WINDOW) is late


def test_a_window_that_excludes_its_end_is_over_at_it() -> None:
    assert is_late(WINDOW.closes_at or NOW, replace(WINDOW, closes_inclusive=False))


@pytest.mark.parametrize(
    ("verdict", "now", "overdue"),
    [
        (V.AWAITING_PAYMENT, "11-20 16:00:00", False),
        (V.AWAITING_PAYMENT, "11-20 16:00:01", True),
        (V.VERIFYING, "11-21 16:00:00", False),
        (V.PAID, "11-21 16:00:00", False),
        (None, "11-21 16:00:00", False),
    ],
)
def test_only_the_unpaid_are_verified_after_the_deadline(verdict: PaymentVerdict | None, now: str, overdue: bool) -> None:
    assert is_overdue(verdict, WINDOW, at(now)) is overdue


PENDING, PAID, CLOSED = AttemptState.PENDING, AttemptState.PAID, AttemptState.CLOSED


@pytest.mark.parametrize(
    ("attempts", "proven"),
    [
        ([], True),
        ([AttemptFacts(CLOSED)], True),
        ([AttemptFacts(PENDING)], False),
        ([AttemptFacts(CLOSED), AttemptFacts(PENDING)], False),
        ([AttemptFacts(PAID, [D.LATE])], True),
        ([AttemptFacts(PAID, [D.LATE]), AttemptFacts(CLOSED)], True),
        ([AttemptFacts(PAID, [D.LATE, D.DUPLICATE])], True),
        ([AttemptFacts(PAID, [D.ACCEPTED])], False),
        ([AttemptFacts(PAID, [D.MISMATCH])], False),
        ([AttemptFacts(PAID)], False),
        ([AttemptFacts(CLOSED, [D.MISMATCH])], False),
    ],
)
def test_an_application_is_given_up_only_when_every_order_is_proven_unpaid(attempts: list[AttemptFacts], proven: bool) -> None:
    assert is_proven_unpaid(attempts) is proven


def test_only_an_open_order_can_be_closed() -> None:
    assert [may_close(state) for state in (PENDING, PAID, CLOSED)] == [True, False, False]
