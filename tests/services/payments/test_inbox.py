"""The inbox: an event is handled exactly once, even where the process dies or the effect fails (说明 二(六))."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from core.model.payment import Notification, NotificationKind, RefundState
from core.store.engine import Store
from core.store.queries import provider_events
from core.store.tables.payments import payment_attempt, webhook_event
from core.store.tables.tickets import ticket
from tests.services.payments.money_world import parked, refund_event
from tests.services.payments.test_ledger import EVENING, account, order
from tests.support.clock import FixedClock
from tests.support.payments import FEE, Counter, Payer, add_payer, success


def heard(number: str, event_id: str = "e1", transaction_id: str = "TX1") -> Notification:
    evidence = success(number, transaction_id, at=EVENING)
    return Notification("sandbox", event_id, NotificationKind.SUCCESS, "payment.succeeded", evidence, out_trade_no=number)


async def receive(desk: Counter, *events: Notification) -> None:
    for event in events:
        await desk.payments.receive(event, {}, b"{}")


async def test_an_event_waits_until_it_is_handled_and_is_handled_once(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await receive(desk, heard("A1"), heard("A1"))
    assert (await account(desk, "A1")).application == "awaiting_payment"
    assert [await desk.payments.handle_received() for _ in range(2)] == [1, 0]
    assert (await account(desk, "A1")).messages == ("paid",)


async def test_several_workers_share_the_work(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await receive(desk, *(heard("A1", f"e{index}", f"TX{index}") for index in range(20)))
    handled = await asyncio.gather(*(desk.payments.handle_received() for _ in range(4)))
    shown = await account(desk, "A1")
    assert sum(handled) == 20
    assert sorted(one.disposition for one in shown.captures) == ["accepted"] + ["duplicate"] * 19
    assert (len(shown.refunds), shown.messages.count("paid")) == (19, 1)


async def test_a_worker_is_woken_by_what_comes_in(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    worker = asyncio.create_task(desk.payments.handle_forever())
    await asyncio.sleep(0.05)
    with desk.store.signals.bell("outbox") as told:
        await receive(desk, heard("A1"))
        await told.wait(0.9)
    shown = await account(desk, "A1")
    worker.cancel()
    assert shown.application == "paid"


async def test_a_failing_effect_leaves_nothing_behind_and_is_tried_again(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await order(desk, payer, "A1")
    broken = Notification("sandbox", "e1", NotificationKind.SUCCESS, "payment.succeeded", success("A1", at=EVENING))
    await receive(desk, broken)
    await desk.store.write(lambda tx: tx.execute(payment_attempt.update().values(state="broken")))
    await desk.payments.handle_received()
    row = await desk.store.read(lambda tx: tx.execute(webhook_event.select()).one())
    assert (row.processed_at, row.tries, "broken" in row.error) == (None, 1, True)
    await desk.store.write(lambda tx: tx.execute(payment_attempt.update().values(state="pending")))
    assert await desk.payments.handle_received() == 0
    clock.forward(seconds=2)
    assert await desk.payments.handle_received() == 1
    assert (await account(desk, "A1")).application == "paid"


async def test_an_event_that_keeps_failing_is_put_before_a_person_and_never_dropped(
    desk: Counter, payer: Payer, clock: FixedClock
) -> None:
    await order(desk, payer, "A1")
    await desk.store.write(lambda tx: tx.execute(payment_attempt.update().values(state="broken")))
    await receive(desk, heard("A1"))
    for _ in range(5):
        await desk.payments.handle_received()
        clock.forward(minutes=11)
    kinds = await desk.store.read(lambda tx: tx.execute(sa.select(ticket.c.kind)).scalars().all())
    waiting = await desk.store.read(lambda tx: provider_events.waiting_events(tx, clock.now(), 10))
    assert (kinds, len(waiting)) == (["event_failed"], 1)


async def test_one_bad_event_does_not_hold_up_the_others(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await desk.store.write(lambda tx: tx.execute(payment_attempt.update().values(state="broken")))
    await receive(desk, heard("A1"), heard("NOBODY", "e2", "TX2"))
    await desk.payments.handle_received()
    assert (await account(desk, "NOBODY")).tickets == ("orphan",)


async def test_a_process_that_dies_between_inbox_and_effect_loses_nothing(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await receive(desk, heard("A1"))

    def dies(tx: sa.Connection) -> None:
        event = provider_events.take_event(tx, provider_events.waiting_events(tx, EVENING, 1)[0])
        assert event is not None
        assert event.notification.success is not None
        desk.payments.record_success(tx, event.notification.success, EVENING)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        await desk.store.write(dies)
    assert (await account(desk, "A1")).captures == ()
    assert await desk.payments.handle_received() == 1
    assert (await account(desk, "A1")).messages == ("paid",)


async def test_news_of_a_refund_are_kept_word_for_word(desk: Counter, payer: Payer) -> None:
    told = Notification(
        "sandbox",
        "e1",
        NotificationKind.REFUND,
        "refund.succeeded",
        out_trade_no="A1",
        out_refund_no="RF-1",
        transaction_id="TX1",
        refund_state=RefundState.SUCCEEDED,
        refund_amount=FEE,
    )
    await receive(desk, told)
    kept = await desk.store.write(lambda tx: provider_events.take_event(tx, 1))
    assert kept is not None
    assert kept.notification == told


async def test_a_refund_and_its_charge_handled_at_the_same_moment_find_each_other(store: Store, desk: Counter) -> None:
    numbers = [f"A{index}" for index in range(24)]
    for index, number in enumerate(numbers):
        someone = await store.write(partial(add_payer, name=f"payer{index}"))
        await order(desk, someone, number)
    events = [(given_back(number), heard(number, f"paid-{number}", f"TX-{number}")) for number in numbers]
    await receive(desk, *(event for pair in events for event in pair))
    await asyncio.gather(*(desk.payments.handle_received() for _ in range(3)))
    assert await store.read(parked) == []


def given_back(number: str) -> Notification:
    return replace(refund_event("sandbox", f"X-{number}", f"TX-{number}", RefundState.SUCCEEDED), out_trade_no=number)
