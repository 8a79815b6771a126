"""Status and next step, from facts, windows and now (说明 二(三) to 二(八))."""

from dataclasses import replace

import pytest

from core.model.application import Application, Status, Step
from core.model.exam import WindowName
from core.model.payment import PaymentVerdict
from core.rules.status import next_step, status_of
from tests.support.facts import agreed, at, confirmed, exam, paid, stashed

OPEN = "11-16 10:00:00"


@pytest.mark.parametrize(
    ("application", "now", "status"),
    [
        (None, OPEN, Status.NONE),
        (agreed(), OPEN, Status.AGREED),
        (agreed(accepted={}), OPEN, Status.NONE),
        (agreed(form_saved_at=at("11-14 00:00:00")), OPEN, Status.FORM_COMPLETE),
        (stashed(), OPEN, Status.STASHED),
        (stashed(form_saved_at=None), OPEN, Status.AGREED),
        (stashed(), "11-18 16:00:00", Status.STASHED),
        (stashed(), "11-18 16:00:00.999999", Status.STASHED),
        (stashed(), "11-18 16:00:01", Status.ABANDONED_UNCONFIRMED),
        (agreed(), "11-18 16:00:01", Status.ABANDONED_UNCONFIRMED),
        (confirmed(), "11-19 12:00:00", Status.CONFIRMED),
        (confirmed(), "11-20 16:00:00", Status.CONFIRMED),
        (confirmed(), "11-20 16:00:01", Status.VERIFYING),
        (confirmed(payment=PaymentVerdict.VERIFYING), "11-20 16:00:01", Status.VERIFYING),
        (confirmed(payment=PaymentVerdict.MANUAL_REVIEW), OPEN, Status.UNDER_REVIEW),
        (confirmed(payment=PaymentVerdict.ABANDONED), "11-21 10:00:00", Status.ABANDONED_UNPAID),
        (paid(payment=PaymentVerdict.REFUNDED), "11-21 10:00:00", Status.REFUNDED),
        (paid(), "11-16 08:59:59", Status.PAID),
        (paid(), "11-16 09:00:00", Status.FORM_PRINTABLE),
        (paid(), "12-07 09:59:59", Status.FORM_PRINTABLE),
        (paid(), "12-07 10:00:00", Status.TICKET_PRINTABLE),
        (paid(), "12-13 16:00:01", Status.PAID),
    ],
)
def test_the_status_follows_from_facts_and_now(application: Application | None, now: str, status: Status) -> None:
    assert status_of(application, exam(), at(now)) is status


@pytest.mark.parametrize(
    ("status", "now", "step", "until"),
    [
        (Status.NONE, "11-13 08:59:59", Step.WAIT_FOR_REGISTRATION, None),
        (Status.NONE, OPEN, Step.AGREE, "11-18 16:00:00"),
        (Status.AGREED, OPEN, Step.FILL_IN, "11-18 16:00:00"),
        (Status.FORM_COMPLETE, OPEN, Step.CHOOSE, "11-18 16:00:00"),
        (Status.STASHED, "11-18 15:59:59", Step.CONFIRM, "11-18 16:00:00"),
        (Status.CONFIRMED, OPEN, Step.PAY, "11-20 16:00:00"),
        (Status.VERIFYING, "11-20 17:00:00", Step.WAIT_FOR_VERDICT, None),
        (Status.UNDER_REVIEW, OPEN, Step.WAIT_FOR_VERDICT, None),
        (Status.PAID, "11-16 08:00:00", Step.WAIT_FOR_FORM, None),
        (Status.FORM_PRINTABLE, OPEN, Step.PRINT_FORM, "12-13 16:00:00"),
        (Status.TICKET_PRINTABLE, "12-08 10:00:00", Step.PRINT_TICKET, "12-13 16:00:00"),
        (Status.ABANDONED_UNCONFIRMED, "11-19 10:00:00", Step.NOTHING, None),
        (Status.ABANDONED_UNPAID, "11-21 10:00:00", Step.NOTHING, None),
        (Status.REFUNDED, OPEN, Step.NOTHING, None),
        (Status.NONE, "11-18 16:00:01", Step.NOTHING, None),
    ],
)
def test_there_is_exactly_one_next_step(status: Status, now: str, step: Step, until: str | None) -> None:
    found = next_step(status, exam(), at(now))
    assert (found.step, found.until) == (step, at(until) if until else None)


def test_without_an_account_the_step_is_to_register() -> None:
    assert next_step(Status.NONE, exam(), at(OPEN), has_account=False).step is Step.REGISTER


def test_a_deadline_moved_by_the_authority_is_right_at_once() -> None:
    window = exam().window(WindowName.REGISTRATION)
    moved = replace(exam(), windows={**exam().windows, WindowName.REGISTRATION: replace(window, closes_at=at("11-19 16:00:00"))})
    assert status_of(stashed(), exam(), at("11-19 10:00:00")) is Status.ABANDONED_UNCONFIRMED
    assert status_of(stashed(), moved, at("11-19 10:00:00")) is Status.STASHED


def test_an_assumed_deadline_is_marked_as_such() -> None:
    assert next_step(Status.STASHED, exam(), at(OPEN)).assumed
    assert not next_step(Status.FORM_PRINTABLE, exam(), at(OPEN)).assumed
