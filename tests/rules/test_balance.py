"""Every charge is somewhere: it pays, went back, is on its way back, or a person looks at it (说明 二(六))."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.payment import Disposition, PaymentVerdict
from core.rules.balance import ChargeFacts, Place, places

D, V, P = Disposition, PaymentVerdict, Place


def charge(
    disposition: D, verdict: V | None = V.PAID, refunded: int = 0, requested: int = 0, reported: bool = False, refund: bool = False
) -> ChargeFacts:
    return ChargeFacts(100, disposition, verdict, refunded, requested, reported, refund)


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        (charge(D.ACCEPTED), {P.ACCEPTED: 100}),
        (charge(D.ACCEPTED, V.MANUAL_REVIEW), {P.UNDER_REVIEW: 100}),
        (charge(D.ACCEPTED, V.ABANDONED, reported=True), {P.UNEXPLAINED: 100}),
        (charge(D.ACCEPTED, V.REFUNDED, refunded=100), {P.REFUNDED: 100}),
        (charge(D.ACCEPTED, V.REFUNDED, refunded=40), {P.REFUNDED: 40, P.UNEXPLAINED: 60}),
        (charge(D.ACCEPTED, refunded=40), {P.REFUNDED: 40, P.ACCEPTED: 60}),
        (charge(D.LATE, V.ABANDONED, requested=100, reported=True), {P.REQUESTED: 100}),
        (charge(D.LATE, V.ABANDONED, reported=True), {P.UNEXPLAINED: 100}),
        (charge(D.LATE, V.ABANDONED, reported=True, refund=True), {P.UNDER_REVIEW: 100}),
        (charge(D.DUPLICATE, refunded=100, reported=True), {P.REFUNDED: 100}),
        (charge(D.DUPLICATE, refunded=100, requested=100), {P.REFUNDED: 100, P.REQUESTED: 100, P.UNEXPLAINED: -100}),
        (charge(D.MISMATCH, V.MANUAL_REVIEW, reported=True), {P.UNDER_REVIEW: 100}),
        (charge(D.MISMATCH, V.MANUAL_REVIEW), {P.UNEXPLAINED: 100}),
        (charge(D.ORPHAN, None, reported=True), {P.UNDER_REVIEW: 100}),
    ],
)
def test_where_a_charge_is(facts: ChargeFacts, where: dict[P, int]) -> None:
    assert {place: amount for place, amount in places(facts).items() if amount} == where


@given(
    amount=st.integers(1, 1000),
    disposition=st.sampled_from(D),
    verdict=st.sampled_from(V),
    parts=st.tuples(st.integers(0, 1000), st.integers(0, 1000)),
    told=st.tuples(st.booleans(), st.booleans()),
)
def test_the_places_together_are_always_the_whole_charge(
    amount: int, disposition: D, verdict: V, parts: tuple[int, int], told: tuple[bool, bool]
) -> None:
    assert sum(places(ChargeFacts(amount, disposition, verdict, *parts, *told)).values()) == amount
