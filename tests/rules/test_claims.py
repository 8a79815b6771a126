"""What a candidate hears who was charged but isn't shown as paid, and what counts as a transaction number (说明 二(六))."""

import pytest

from core.model.payment import Disposition, PaymentVerdict
from core.rules.claims import Finding, finding_of, may_open_case, transaction_number

V, D, F = PaymentVerdict, Disposition, Finding


@pytest.mark.parametrize(
    ("verdict", "charges", "answered", "ordered", "finding"),
    [
        (V.PAID, {D.ACCEPTED}, False, True, F.ARRIVED),
        (V.REFUNDED, {D.ACCEPTED}, True, True, F.REFUNDED),
        (V.MANUAL_REVIEW, {D.MISMATCH}, True, True, F.UNDER_REVIEW),
        (V.ABANDONED, {D.LATE}, True, True, F.GOING_BACK),
        (V.VERIFYING, set(), False, True, F.UNANSWERED),
        (V.ABANDONED, {D.LATE}, False, True, F.UNANSWERED),
        (V.AWAITING_PAYMENT, set(), True, True, F.NOTHING),
        (V.AWAITING_PAYMENT, set(), True, False, F.NEVER_ORDERED),
    ],
)
def test_what_is_found(verdict: V, charges: set[D], answered: bool, ordered: bool, finding: F) -> None:
    assert finding_of(verdict, charges, answered=answered, was_ordered=ordered) is finding


def test_a_case_is_opened_only_where_nothing_settles_the_matter() -> None:
    assert {finding for finding in F if may_open_case(finding)} == {F.GOING_BACK, F.NOTHING, F.UNANSWERED, F.NEVER_ORDERED}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4200001234202011161234567890", "4200001234202011161234567890"),
        (" ４２００ 0012 3420 2011 1612 3456 7890 ", "4200001234202011161234567890"),
        ("SBX0123456789ABCDEF01234567", "SBX0123456789ABCDEF01234567"),
        ("pi_3MtwBwLkdIwHu7ix28a3tqPa", "pi_3MtwBwLkdIwHu7ix28a3tqPa"),
        ("13800138000", None),
        ("6217001234567890122", None),
        ("44030619960304001X", None),
        ("I paid yesterday!", None),
        ("short", None),
        ("9" * 65, None),
        ("", None),
    ],
)
def test_a_transaction_number_is_long_and_no_number_of_a_person(typed: str, number: str | None) -> None:
    assert transaction_number(typed) == number
