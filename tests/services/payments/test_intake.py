"""The way into the inbox: one commit for those that come together, nobody answered before it, one bad one spoils nothing."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa

from core.model.payment import Notification
from core.services.payments.intake import Intake
from core.store.engine import Store, StoreUnavailable
from core.store.tables.payments import webhook_event
from tests.services.payments.money_world import success_event
from tests.support.clock import FixedClock
from tests.support.counting_store import CountingStore
from tests.support.payments import success


def event(number: int, at: datetime) -> Notification:
    return success_event(success(f"A{number}", f"TX{number}", at=at))


async def stored(store: Store) -> int:
    return await store.read(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(webhook_event)).scalar_one())


async def test_those_that_come_together_share_a_commit_and_learn_each_whether_it_was_new(store: Store, clock: FixedClock) -> None:
    counting = CountingStore(store)
    intake = Intake(counting, clock)
    events = [event(number % 20, clock.now()) for number in range(30)]
    new = await asyncio.gather(*(intake.keep(one, {"a": "b"}, b"{}") for one in events))
    assert new == [True] * 20 + [False] * 10
    assert (await stored(store), counting.counted()[1] <= 2) == (20, True)


async def test_when_it_is_answered_it_is_committed(store: Store, clock: FixedClock) -> None:
    intake = Intake(store, clock)
    for number in range(3):
        assert await intake.keep(event(number, clock.now()), {}, b"{}")
        assert await stored(store) == number + 1


async def test_one_that_cannot_be_stored_spoils_nothing_for_the_others(store: Store, clock: FixedClock) -> None:
    intake = Intake(store, clock)
    bad = replace(event(1, clock.now()), out_trade_no=object())  # type: ignore[arg-type]
    events = [event(0, clock.now()), bad, event(2, clock.now())]
    answers = await asyncio.gather(*(intake.keep(one, {}, b"{}") for one in events), return_exceptions=True)
    assert (answers[0], answers[2], await stored(store)) == (True, True, 2)
    assert isinstance(answers[1], StoreUnavailable)


async def test_who_hangs_up_is_kept_all_the_same(store: Store, clock: FixedClock) -> None:
    intake = Intake(store, clock)
    gone = asyncio.create_task(intake.keep(event(0, clock.now()), {}, b"{}"))
    await asyncio.sleep(0)
    gone.cancel()
    assert await intake.keep(event(1, clock.now()), {}, b"{}")
    assert await stored(store) == 2


async def test_while_the_database_is_away_everybody_is_told_to_send_again(store: Store, clock: FixedClock) -> None:
    intake = Intake(store, clock)
    await store.close()
    answers = await asyncio.gather(*(intake.keep(event(n, clock.now()), {}, b"{}") for n in range(3)), return_exceptions=True)
    assert all(isinstance(answer, StoreUnavailable) for answer in answers)
    with pytest.raises(StoreUnavailable):
        await intake.keep(event(9, clock.now()), {}, b"{}")
