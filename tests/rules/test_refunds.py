"""Refunds climb one ladder, whatever the order of the news; success is never undone (说明 二(六))."""

from dataclasses import replace
from itertools import permutations

import pytest

from core.model.payment import Disposition, PaymentLetter, PaymentVerdict, RefundReason, RefundState, TicketKind
from core.rules.refunds import RefundFacts, RefundJudgement, furthest, judge_refund, refund_number, still_refundable

R = RefundState
ACCEPTED = RefundFacts(R.REQUESTED, RefundReason.DECIDED, 10000, Disposition.ACCEPTED, PaymentVerdict.PAID, 10000, 0)
LATE = replace(ACCEPTED, reason=RefundReason.LATE, disposition=Disposition.LATE, verdict=PaymentVerdict.ABANDONED)


def test_the_order_of_news_does_not_matter() -> None:
    ends = set()
    for order in permutations([R.PROCESSING, R.ABNORMAL, R.CLOSED, R.SUCCEEDED]):
        state = R.REQUESTED
        for heard in order:
            state = furthest(state, heard)
        ends.add(state)
    assert ends == {R.SUCCEEDED}


@pytest.mark.parametrize("heard", list(R))
def test_a_refund_that_succeeded_is_never_undone(heard: RefundState) -> None:
    assert judge_refund(replace(ACCEPTED, state=R.SUCCEEDED), heard) is None


@pytest.mark.parametrize(
    ("facts", "heard", "judgement"),
    [
        (ACCEPTED, R.REQUESTED, None),
        (ACCEPTED, R.PROCESSING, RefundJudgement(R.PROCESSING)),
        (ACCEPTED, R.ABNORMAL, RefundJudgement(R.ABNORMAL, ticket=TicketKind.REFUND_ABNORMAL)),
        (ACCEPTED, R.CLOSED, RefundJudgement(R.CLOSED, ticket=TicketKind.REFUND_CLOSED)),
        (replace(ACCEPTED, state=R.CLOSED), R.ABNORMAL, None),
        (replace(ACCEPTED, state=R.ABNORMAL), R.PROCESSING, None),
        (LATE, R.SUCCEEDED, RefundJudgement(R.SUCCEEDED, letter=PaymentLetter.REFUNDED)),
    ],
)
def test_news_of_a_refund(facts: RefundFacts, heard: RefundState, judgement: RefundJudgement | None) -> None:
    assert judge_refund(facts, heard) == judgement


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (ACCEPTED, PaymentVerdict.REFUNDED),
        (replace(ACCEPTED, verdict=PaymentVerdict.MANUAL_REVIEW), PaymentVerdict.REFUNDED),
        (replace(ACCEPTED, amount=4000), None),
        (replace(ACCEPTED, amount=4000, returned=6000), PaymentVerdict.REFUNDED),
        (replace(ACCEPTED, reason=RefundReason.EXTERNAL), None),
        (LATE, None),
    ],
)
def test_only_our_own_refund_of_the_whole_accepted_charge_turns_the_verdict(
    facts: RefundFacts, verdict: PaymentVerdict | None
) -> None:
    judged = judge_refund(facts, R.SUCCEEDED)
    assert judged is not None
    assert judged.verdict is verdict


@pytest.mark.parametrize(
    ("refunds", "left"),
    [({}, 100), ({R.SUCCEEDED: 40}, 60), ({R.CLOSED: 40}, 100), ({R.PROCESSING: 60, R.SUCCEEDED: 60}, 0)],
)
def test_never_more_goes_back_than_was_charged(refunds: dict[RefundState, int], left: int) -> None:
    assert still_refundable(100, refunds) == left


def test_a_charge_has_one_refund_number() -> None:
    assert refund_number("4200001") == "RF-4200001"
