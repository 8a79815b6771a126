"""Which days' bills are read, and what a line means that our books don't have (说明 二(六))."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.model.exam import Window
from core.model.money import Money
from core.model.payment import Source
from core.rules.bills import bill_days, confirmed, differing, span_of
from tests.support.facts import SHENZHEN, at
from tests.support.payments import success

WINDOW = Window(at("11-13 09:00:00"), at("11-20 16:00:00"), clause=None, assumed=False)


def day(number: int) -> date:
    return date(2020, 11, number)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("11-13 23:00:00", []),
        ("11-14 10:29:59", []),
        ("11-14 10:30:00", [day(13)]),
        ("11-16 10:30:00", [day(13), day(14), day(15)]),
        ("11-23 10:30:00", [day(number) for number in range(13, 23)]),
        ("11-30 12:00:00", [day(number) for number in range(13, 23)]),
    ],
)
def test_days_from_the_opening_until_two_days_after_the_end_each_from_half_past_ten_of_the_next(now: str, days: list[date]) -> None:
    assert bill_days(WINDOW, SHENZHEN, at(now)) == days


def test_bills_older_than_three_months_are_not_asked_for() -> None:
    assert bill_days(WINDOW, SHENZHEN, at("11-20 16:00:00") + timedelta(days=365)) == []


def test_a_window_that_never_ends_has_a_bill_every_day() -> None:
    endless = replace(WINDOW, opens_at=None, closes_at=None)
    assert len(bill_days(endless, SHENZHEN, at("11-20 12:00:00"))) == 90


def test_a_day_begins_and_ends_at_midnight_of_the_zone() -> None:
    assert span_of(day(16), SHENZHEN) == (at("11-16 00:00:00"), at("11-17 00:00:00"))


LINE = success("A1", "T2", at=at("11-16 10:00:00"))


def test_what_the_answer_says_of_the_same_charge_counts() -> None:
    answer = replace(LINE, amount=Money(1, "CNY"), source=Source.QUERY)
    assert confirmed(LINE, answer) == replace(answer, source=Source.BILL)


def test_a_charge_beside_the_one_that_the_answer_tells_of_counts_as_billed() -> None:
    assert confirmed(LINE, replace(LINE, transaction_id="T1")) == LINE


def test_a_charge_that_the_answer_denies_is_not_recorded() -> None:
    assert confirmed(LINE, None) is None


def test_only_known_charges_of_another_amount_differ() -> None:
    ten, one = Money(10, "CNY"), Money(1, "CNY")
    assert differing({"same": ten, "less": one, "new": ten}, {"same": ten, "less": ten, "ours": ten}) == ["less"]
