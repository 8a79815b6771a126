"""A deadline that the authority extends after it passed is right everywhere at once (说明 二(六))."""

from dataclasses import replace
from datetime import datetime

import pytest

from core.model.payment import PaymentVerdict
from core.rules.payments import Terms, may_resume
from core.services.payments import Cashier
from core.store.queries import cashier
from tests.services.payments.test_ledger import record
from tests.services.payments.test_sweeps import OVER, account, ordered
from tests.support.clock import FixedClock
from tests.support.facts import at, exam
from tests.support.payments import FEE, Counter, Payer, success

V = PaymentVerdict
NEW_DEADLINE, AGAIN_OVER = at("11-22 16:00:00"), at("11-22 16:00:01")
WINDOW = exam().windows["payment"]  # type: ignore[index]
LATER = replace(WINDOW, closes_at=NEW_DEADLINE)


@pytest.mark.parametrize(
    ("verdict", "now", "charged", "resumes"),
    [
        (V.VERIFYING, "11-21 10:00:00", False, True),
        (V.ABANDONED, "11-22 16:00:00", False, True),
        (V.ABANDONED, "11-22 16:00:01", False, False),
        (V.ABANDONED, "11-21 10:00:00", True, False),
        (V.ABANDONED, "11-13 08:59:59", False, False),
        (V.AWAITING_PAYMENT, "11-21 10:00:00", False, False),
        (V.PAID, "11-21 10:00:00", False, False),
        (V.MANUAL_REVIEW, "11-21 10:00:00", False, False),
        (V.REFUNDED, "11-21 10:00:00", False, False),
        (None, "11-21 10:00:00", False, False),
    ],
)
def test_who_may_pay_again(verdict: V | None, now: str, charged: bool, resumes: bool) -> None:
    assert may_resume(verdict, Terms(FEE, LATER), at(now), was_charged=charged) is resumes


def test_from_the_freezing_of_the_roster_on_a_person_decides() -> None:
    terms = Terms(FEE, LATER, roster_frozen_at=at("11-21 12:00:00"))
    moments = ("11-21 11:59:59", "11-21 12:00:00")
    assert [may_resume(V.ABANDONED, terms, at(moment), was_charged=False) for moment in moments] == [True, False]


def extend(desk: Counter, until: datetime = NEW_DEADLINE, **changes: object) -> None:
    windows = {name: replace(window, closes_at=until) for name, window in desk.exams.exam.windows.items()}
    desk.exams.exam = replace(desk.exams.exam, windows=windows, **changes)  # type: ignore[arg-type]


async def given_up(desk: Counter, payer: Payer, clock: FixedClock) -> str:
    """An order nobody paid; the application is given up with proof."""
    number = await ordered(desk, payer)
    clock.set(OVER)
    await desk.payments.tick(OVER)
    assert (await account(desk, number)).application == "abandoned"
    return number


async def test_somebody_given_up_pays_in_the_new_window(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    first = await given_up(desk, payer, clock)
    extend(desk)
    assert (await desk.payments.tick(clock.forward(hours=1))).resumed == 1
    assert (await account(desk, first)).messages[-1] == "payment_again"
    second = await ordered(desk, payer)
    desk.provider.pay(second)
    await desk.payments.tick(clock.forward(minutes=1))
    assert (first != second, (await account(desk, second)).application) == (True, "paid")


async def test_somebody_being_verified_pays_though_the_old_order_was_still_open(
    desk: Counter, payer: Payer, clock: FixedClock
) -> None:
    first = await ordered(desk, payer)
    desk.provider.silent = True
    clock.set(OVER)
    await desk.payments.tick(OVER)
    extend(desk)
    desk.provider.silent = False
    await desk.payments.tick(clock.forward(minutes=10))
    second = await ordered(desk, payer)
    assert (desk.provider.orders[first].closed, desk.provider.orders[second].request.time_expire) == (True, NEW_DEADLINE)


async def test_after_the_second_deadline_the_candidate_is_told_again(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    first = await given_up(desk, payer, clock)
    extend(desk)
    await desk.payments.tick(clock.forward(hours=1))
    await ordered(desk, payer)
    clock.set(AGAIN_OVER)
    await desk.payments.tick(AGAIN_OVER)
    shown = await account(desk, first)
    assert (shown.application, shown.messages.count("abandoned_unpaid"), shown.messages.count("payment_again")) == (
        "abandoned",
        2,
        1,
    )


async def test_where_money_came_too_late_the_money_decides(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await given_up(desk, payer, clock)
    await record(desk, success(number, at=OVER), OVER)
    extend(desk)
    assert (await desk.payments.tick(clock.forward(hours=1))).resumed == 0


async def test_a_frozen_roster_stays_frozen(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await given_up(desk, payer, clock)
    extend(desk, roster_frozen_at=OVER)
    assert (await desk.payments.tick(clock.forward(hours=1))).resumed == 0


async def test_more_time_for_one_candidate_counts_for_this_one_only(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await given_up(desk, payer, clock)
    terms = {"fee": FEE, "opens_at": at("11-13 09:00:00"), "deadline": NEW_DEADLINE, "roster_frozen_at": None}
    await desk.store.write(
        lambda tx: cashier.set_own_terms(tx, payer.application_id, automatic_refund=True, decided_by="staff:1", **terms)  # type: ignore[arg-type]
    )
    assert (await desk.payments.tick(clock.forward(hours=1))).resumed == 1
    opened = await desk.payments.open_cashier(payer.account_id, exam().id)
    assert isinstance(opened, Cashier)
    assert opened.until == NEW_DEADLINE
