"""Data of an account stay as they are from confirming until the exam is over (说明 二(五)4)."""

from dataclasses import replace
from datetime import datetime

import pytest

from core.model.application import Application
from core.model.payment import PaymentVerdict
from core.rules.identity.dependents import depends_on
from tests.support.facts import at, confirmed, exam, stashed

STASHED, CONFIRMED = stashed(), confirmed(payment=PaymentVerdict.AWAITING_PAYMENT)
PAID = replace(CONFIRMED, payment=PaymentVerdict.PAID, paid_at=at("11-16 11:00:00"))


@pytest.mark.parametrize(
    ("facts", "now", "depends"),
    [
        (STASHED, "11-16 12:00:00", False),
        (CONFIRMED, "11-16 12:00:00", True),
        (CONFIRMED, "11-19 12:00:00", True),
        (PAID, "12-13 15:00:00", True),
        (PAID, "12-31 15:00:00", False),
        (replace(CONFIRMED, payment=PaymentVerdict.VERIFYING), "11-21 12:00:00", True),
        (replace(CONFIRMED, payment=PaymentVerdict.ABANDONED), "11-21 12:00:00", False),
        (replace(PAID, payment=PaymentVerdict.REFUNDED), "11-21 12:00:00", False),
    ],
)
def test_a_confirmed_application_holds_the_data(facts: Application, now: str, depends: bool):
    moment: datetime = at(now)
    assert depends_on(facts, exam(), moment) is depends
