"""When a candidate may start to pay, and when a provider is asked again (说明 二(六))."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.decisions import ALLOWED, Refused
from core.model.exam import Window
from core.model.payment import PaymentVerdict
from core.model.reasons import Reason
from core.rules.paying import last_second, may_pay
from core.rules.payment_schedule import may_ask, next_query, retry_event, retry_query, retry_refund, unknown_is_proof
from tests.support.facts import at

WINDOW = Window(at("11-13 09:00:00"), at("11-20 16:00:00"), clause=None, assumed=True)
AWAITING = PaymentVerdict.AWAITING_PAYMENT


@pytest.mark.parametrize(
    ("now", "has_order", "reason"),
    [
        ("11-13 08:59:59", False, Reason.PAYMENT_NOT_OPEN),
        ("11-13 09:00:00", False, None),
        ("11-20 15:59:00", False, None),
        ("11-20 15:59:01", False, Reason.PAYMENT_ENDING),
        ("11-20 15:59:01", True, None),
        ("11-20 16:00:00", True, None),
        ("11-20 16:00:01", True, Reason.PAYMENT_OVER),
        ("11-20 16:00:01", False, Reason.PAYMENT_OVER),
    ],
)
def test_paying_starts_inside_the_window_and_not_in_its_last_minute(now: str, has_order: bool, reason: Reason | None) -> None:
    decision = may_pay(AWAITING, WINDOW, at(now), has_order=has_order)
    assert (decision.reason if isinstance(decision, Refused) else None) is reason


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (None, Reason.NOT_CONFIRMED),
        (PaymentVerdict.PAID, Reason.ALREADY_PAID),
        (PaymentVerdict.VERIFYING, Reason.PAYMENT_VERIFYING),
        (PaymentVerdict.MANUAL_REVIEW, Reason.PAYMENT_UNDER_REVIEW),
        (PaymentVerdict.ABANDONED, Reason.ABANDONED_UNPAID),
        (PaymentVerdict.REFUNDED, Reason.REFUNDED),
    ],
)
def test_only_an_unpaid_application_is_paid(verdict: PaymentVerdict | None, reason: Reason) -> None:
    decision = may_pay(verdict, WINDOW, at("11-16 10:00:00"), has_order=False)
    assert isinstance(decision, Refused)
    assert decision.reason is reason


def test_a_window_without_an_end_has_no_last_minute() -> None:
    endless = replace(WINDOW, closes_at=None)
    assert last_second(endless) is None
    assert may_pay(AWAITING, endless, at("12-31 23:59:59"), has_order=False) is ALLOWED


def test_the_last_second_of_a_window_that_excludes_its_end_lies_before_it() -> None:
    assert last_second(replace(WINDOW, closes_inclusive=False)) == at("11-20 15:59:59")


ORDERED = at("11-16 10:00:00")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("11-16 10:00:00", "11-16 10:00:15"),
        ("11-16 10:00:15", "11-16 10:00:30"),
        ("11-16 10:00:31", "11-16 10:01:00"),
        ("11-16 10:01:00", "11-16 10:03:00"),
        ("11-16 10:05:00", "11-16 10:10:00"),
        ("11-16 10:10:00", "11-16 10:20:00"),
        ("11-20 15:50:00", "11-20 15:55:00"),
        ("11-20 15:55:00", "11-20 15:55:30"),
        ("11-20 16:00:10", "11-20 16:00:40"),
    ],
)
def test_a_provider_is_asked_soon_after_ordering_and_often_towards_the_end(now: str, expected: str) -> None:
    assert next_query(ORDERED, at("11-20 16:00:00"), at(now)) == at(expected)


def test_silence_is_asked_about_less_and_less_often() -> None:
    pauses = [retry_query(times, ORDERED) - ORDERED for times in (1, 2, 3, 6, 50)]
    assert pauses == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 600, 600)]
    assert retry_refund(50, ORDERED) - ORDERED == timedelta(hours=1)
    assert retry_event(50, ORDERED) - ORDERED == timedelta(minutes=10)


@pytest.mark.parametrize(("pause", "allowed"), [(None, True), (0, False), (4.9, False), (5, True), (-60, True)])
def test_a_candidate_has_the_provider_asked_once_in_five_seconds(pause: float | None, allowed: bool) -> None:
    asked_at = None if pause is None else ORDERED - timedelta(seconds=pause)
    assert may_ask(asked_at, ORDERED) is allowed


@pytest.mark.parametrize(("now", "proof"), [("11-20 16:00:01", False), ("11-20 18:00:00", False), ("11-20 18:00:01", True)])
def test_a_number_the_provider_never_heard_of_proves_nothing_while_it_could_still_be_paid(now: str, proof: bool) -> None:
    assert unknown_is_proof(at("11-20 16:00:00"), at(now)) is proof
