"""The playbook of 说明 三(一): the one next step for everything that was tried, in whatever order."""

from datetime import UTC, datetime, timedelta

import pytest

from core.rules.identity.playbook import Advice, Trial, Tried, next_advice

START = datetime(2020, 11, 16, tzinfo=UTC)
NO, OTHER_NO = (Tried.REFUSED, "one"), (Tried.REFUSED, "two")
CHECKED, NO_CARD, COUNTER = (Tried.CHECKED, None), (Tried.NO_OTHER_CARD, None), (Tried.COUNTER, None)


@pytest.mark.parametrize(
    ("tried", "advice"),
    [
        ([], None),
        ([NO], Advice.CHECK),
        ([NO, NO], Advice.CHECK),
        ([NO, CHECKED], Advice.ANOTHER_CARD),
        ([NO, CHECKED, NO], Advice.ANOTHER_CARD),
        ([NO, CHECKED, OTHER_NO], Advice.COUNTER),
        ([NO, OTHER_NO], Advice.COUNTER),
        ([NO, CHECKED, NO_CARD], Advice.COUNTER),
        ([NO, CHECKED, NO_CARD, NO], Advice.COUNTER),
        ([NO, CHECKED, NO_CARD, COUNTER], Advice.TRY_AGAIN),
        ([NO, CHECKED, OTHER_NO, COUNTER], Advice.TRY_AGAIN),
        ([NO, CHECKED, NO_CARD, COUNTER, NO], Advice.DESK),
        ([NO, CHECKED, OTHER_NO, COUNTER, OTHER_NO, NO], Advice.DESK),
        ([NO, CHECKED, NO_CARD, COUNTER, NO, COUNTER], Advice.TRY_AGAIN),
        ([CHECKED, COUNTER], None),
    ],
)
def test_what_was_tried_leads_to_one_next_step(tried: list[tuple[Tried, str | None]], advice: Advice | None):
    trials = [Trial(what, card, START + timedelta(days=day)) for day, (what, card) in enumerate(tried)]
    assert next_advice(trials) is advice
