"""I7, I8: the same evidence, however often and in whatever order it comes, ends in the same verdict and the same money back."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.money import Money
from core.model.payment import RefundState
from core.ports import Notification
from core.store.engine import open_store
from tests.services.payments.money_world import DEADLINE, again, closed_event, read_books, refund_event, success_event
from tests.services.payments.test_ledger import order
from tests.services.payments.test_money_machine import LONG, template
from tests.support.clock import FixedClock
from tests.support.database import fresh_sqlite
from tests.support.facts import at
from tests.support.payments import add_payer, counter, success

EARLY, LATE = at("11-18 10:00:00"), at("11-20 16:00:01")
TICK = "the jobs run"
Step = Notification | str
EVIDENCE: dict[str, Step] = {
    "in time": success_event(success("A1", "T1", at=EARLY)),
    "in time, another order": success_event(success("A2", "T2", at=DEADLINE)),
    "in time, the same order": success_event(success("A1", "T3", at=DEADLINE)),
    "late": success_event(success("A1", "T4", at=LATE)),
    "too little": success_event(success("A2", "T5", at=EARLY, amount=Money(1, "CNY"))),
    "of nobody": success_event(success("NOBODY", "T6", at=EARLY)),
    "first order closed": closed_event("sandbox", "A1"),
    "second order closed": closed_event("sandbox", "A2"),
    "late money is going back": refund_event("sandbox", "RF-T4", "T4", RefundState.PROCESSING),
    "late money hangs": refund_event("sandbox", "RF-T4", "T4", RefundState.ABNORMAL),
    "late money is back": refund_event("sandbox", "RF-T4", "T4", RefundState.SUCCEEDED),
    "the little is back": refund_event("sandbox", "X-T5", "T5", RefundState.SUCCEEDED, Money(1, "CNY")),
    "the stray is back": refund_event("sandbox", "X-T6", "T6", RefundState.SUCCEEDED),
    TICK: TICK,
}


async def end_of(names: Sequence[str]) -> tuple[object, ...]:
    """Where the evidence leads in this order: verdict, charges, orders, money back, and how often the candidate heard "paid"."""
    folder = Path(tempfile.mkdtemp())
    store = open_store(fresh_sqlite(template(), folder))
    desk = counter(store, FixedClock(LATE))
    payer = await store.write(add_payer)
    for number in ("A1", "A2"):
        await order(desk, payer, number)
        if number == "A1":
            await store.write(lambda tx: desk.payments.ledger.record_closed(tx, "sandbox", "A1", {"how": "changed"}, EARLY))
    desk.provider.silent = True
    for time, step in enumerate(EVIDENCE[name] for name in names):
        if isinstance(step, str):
            await desk.payments.tick(LATE)
        else:
            await desk.payments.receive(again(step, time), {}, b"{}")
            await desk.payments.handle_received()
    await desk.payments.tick(LATE)
    books = await store.read(lambda tx: read_books(tx, payer.application_id, payer.account_id, ["NOBODY"]))
    await store.close()
    shutil.rmtree(folder)
    charges = [*books.captures, *books.orphans]
    meanings = sorted((one.disposition, one.amount.minor) for one in charges)
    back = sum(books.given_back(one) for one in charges)
    succeeded = sum(one.amount.minor for one in books.refunds if one.state is RefundState.SUCCEEDED)
    orders = [(one.out_trade_no, one.state) for one in books.attempts]
    return books.verdict, meanings, orders, back, succeeded, books.messages.count("paid")


@given(
    names=st.lists(st.sampled_from(sorted(EVIDENCE)), min_size=1, max_size=9, unique=True),
    seed=st.integers(0, 2**16),
    doubled=st.integers(0, 3),
)
@settings(max_examples=1500 if LONG else 40, deadline=None)
def test_any_order_and_any_doubling_end_the_same(names: list[str], seed: int, doubled: int) -> None:
    shuffled = names + names[:doubled]
    random.Random(seed).shuffle(shuffled)
    assert asyncio.run(end_of(names)) == asyncio.run(end_of(shuffled))
