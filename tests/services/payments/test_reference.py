"""I7, I8: whatever is heard, in whatever order and however often, ends where a model written apart from the product says."""

import asyncio
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.payment import RefundState
from core.ports import Notification
from tests.services.payments.reference import Charge, Heap, Outcome, outcome_of
from tests.services.payments.test_confluence import EARLY, EVIDENCE, LATE, end_of
from tests.services.payments.test_money_machine import LONG
from tests.support.payments import FEE

IN_TIME = LATE


def heap_of(names: set[str]) -> Heap:
    """What the model is told of the same evidence."""
    heap = Heap(FEE.minor, ("A1", "A2"), closed={"A1"})
    for event in [one for name in names if isinstance(one := EVIDENCE[name], Notification)]:
        if event.success is not None:
            one = event.success
            in_time = EARLY <= one.success_time < IN_TIME
            heap.charges.append(Charge(one.transaction_id, one.out_trade_no, one.amount.minor, in_time))
        elif event.out_refund_no is not None and event.refund_amount is not None:
            is_back = event.refund_state is RefundState.SUCCEEDED
            heap.returned.append((event.out_refund_no, event.transaction_id or "", event.refund_amount.minor, is_back))
        else:
            heap.closed.add(event.out_trade_no or "")
    return heap


async def found(names: list[str]) -> Outcome:
    """What the product makes of it."""
    verdict, meanings, orders, back, gone, told_paid = await end_of(names)
    told = tuple(sorted((str(meaning), minor) for meaning, minor in meanings))  # type: ignore[attr-defined]
    return Outcome(str(verdict), told, back, gone, told_paid, tuple((number, str(state)) for number, state in orders))  # type: ignore[arg-type]


@given(
    names=st.lists(st.sampled_from(sorted(EVIDENCE)), min_size=1, max_size=10, unique=True),
    seed=st.integers(0, 2**16),
    doubled=st.integers(0, 4),
)
@settings(max_examples=1500 if LONG else 40, deadline=None)
def test_the_product_and_the_model_come_to_the_same_end(names: list[str], seed: int, doubled: int) -> None:
    heard = names + names[:doubled]
    random.Random(seed).shuffle(heard)
    assert asyncio.run(found(heard)) == outcome_of(heap_of(set(names)))
