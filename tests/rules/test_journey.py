"""What may be done when, each refusal with its clause (说明 二)."""

import pytest

from core.model.application import Application
from core.model.decisions import ALLOWED, Refused
from core.model.payment import PaymentVerdict
from core.model.reasons import Reason
from core.rules.journey import may_change, may_confirm, may_fill_in, may_pay, may_print_form, may_print_ticket, may_stash
from tests.support.facts import agreed, at, confirmed, exam, paid, stashed

OPEN = "11-16 10:00:00"


@pytest.mark.parametrize("now", [OPEN, "11-18 16:00:00", "11-25 10:00:00"])
def test_after_confirming_nothing_changes_whatever_the_date(now: str) -> None:
    refused = may_change(confirmed(), exam(), at(now))
    assert refused == Refused(Reason.ALREADY_CONFIRMED, "说明 二(五)4", at("11-15 10:00:00"))


def test_while_stashed_and_open_form_and_position_may_change() -> None:
    assert may_change(stashed(), exam(), at("11-18 16:00:00")) == ALLOWED


def test_the_refusal_at_closing_names_the_instant() -> None:
    refused = may_confirm(stashed(), exam(), at("11-18 16:00:01"))
    assert refused == Refused(Reason.ABANDONED_UNCONFIRMED, "说明 二(五)3", at("11-18 16:00:00"))


@pytest.mark.parametrize(
    ("application", "reason"),
    [
        (agreed(accepted={}), Reason.AGREEMENTS_NOT_ACCEPTED),
        (agreed(), Reason.FORM_INCOMPLETE),
        (stashed(photo_id=None), Reason.FORM_INCOMPLETE),
        (stashed(position_code=None), Reason.NO_POSITION_CHOSEN),
        (confirmed(), Reason.ALREADY_CONFIRMED),
    ],
)
def test_confirming_needs_every_step_before_it(application: Application, reason: Reason) -> None:
    refused = may_confirm(application, exam(), at(OPEN))
    assert isinstance(refused, Refused)
    assert refused.reason is reason


def test_stashing_and_confirming_are_open_to_a_complete_form() -> None:
    assert may_fill_in(agreed(), exam(), at(OPEN)) == ALLOWED
    assert may_stash(stashed(position_code=None, stashed_at=None), exam(), at(OPEN)) == ALLOWED
    assert may_confirm(stashed(), exam(), at(OPEN)) == ALLOWED


@pytest.mark.parametrize(
    ("application", "now", "reason"),
    [
        (stashed(), OPEN, Reason.NOT_CONFIRMED),
        (stashed(), "11-19 10:00:00", Reason.ABANDONED_UNCONFIRMED),
        (confirmed(), "11-13 08:00:00", Reason.PAYMENT_NOT_OPEN),
        (confirmed(), "11-20 16:00:01", Reason.PAYMENT_VERIFYING),
        (confirmed(payment=PaymentVerdict.MANUAL_REVIEW), OPEN, Reason.PAYMENT_UNDER_REVIEW),
        (confirmed(payment=PaymentVerdict.ABANDONED), "11-21 10:00:00", Reason.ABANDONED_UNPAID),
        (paid(), OPEN, Reason.ALREADY_PAID),
        (None, OPEN, Reason.NOT_CONFIRMED),
    ],
)
def test_paying_is_for_confirmed_positions_inside_the_window(application: Application | None, now: str, reason: Reason) -> None:
    refused = may_pay(application, exam(), at(now))
    assert isinstance(refused, Refused)
    assert refused.reason is reason


def test_paying_is_possible_to_the_last_second() -> None:
    assert may_pay(confirmed(), exam(), at("11-20 16:00:00")) == ALLOWED


@pytest.mark.parametrize(
    ("application", "now", "reason", "instant"),
    [
        (confirmed(), OPEN, Reason.NOT_PAID, None),
        (None, OPEN, Reason.NOT_PAID, None),
        (paid(), "11-16 08:59:59", Reason.FORM_PRINT_NOT_OPEN, "11-16 09:00:00"),
        (paid(), "12-13 16:00:01", Reason.FORM_PRINT_OVER, "12-13 16:00:00"),
        (paid(payment=PaymentVerdict.REFUNDED), OPEN, Reason.REFUNDED, None),
    ],
)
def test_the_form_is_refused_with_the_instant_that_matters(
    application: Application | None, now: str, reason: Reason, instant: str | None
) -> None:
    refused = may_print_form(application, exam(), at(now))
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.at) == (reason, at(instant) if instant else None)


def test_the_form_prints_inside_its_window() -> None:
    assert may_print_form(paid(), exam(), at("11-16 09:00:00")) == ALLOWED
    assert may_print_form(paid(), exam(), at("12-13 16:00:00")) == ALLOWED


def test_a_ticket_without_room_and_seat_is_not_issued_yet() -> None:
    now = at("12-07 10:00:00")
    refused = may_print_ticket(paid(), exam(), now, issued=False)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TICKET_NOT_ISSUED
    assert may_print_ticket(paid(), exam(), now, issued=True) == ALLOWED


def test_a_ticket_before_its_window_tells_when_it_opens() -> None:
    refused = may_print_ticket(paid(), exam(), at("12-07 09:59:59"), issued=True)
    assert refused == Refused(Reason.TICKET_NOT_OPEN, "说明 二(八)", at("12-07 10:00:00"))
