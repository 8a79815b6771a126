"""Telegram's inbox on both databases."""

import sqlalchemy as sa

from core.services.telegram_inbox import TelegramInbox
from core.store.engine import Store
from tests.support.clock import FixedClock

UPDATES = [{"update_id": number, "message": {"text": f"secret {number}"}} for number in (3, 4, 5)]


async def test_an_update_is_fresh_once(store: Store, clock: FixedClock) -> None:
    inbox = TelegramInbox(store, clock)
    assert await inbox.keep(42, UPDATES[:2]) == UPDATES[:2]
    assert await inbox.keep(42, UPDATES) == UPDATES[2:]
    assert await inbox.keep(43, UPDATES) == UPDATES
    assert await inbox.keep(42, []) == []


async def test_what_was_said_is_forgotten_once_it_was_handled(store: Store, clock: FixedClock) -> None:
    inbox = TelegramInbox(store, clock)
    await inbox.keep(42, UPDATES)
    for update in UPDATES:
        await inbox.finish(42, update["update_id"])
    kept = await store.read(lambda tx: tx.execute(sa.text("select body from telegram_update")).scalars().all())
    assert kept == [None, None, None]
    assert await inbox.keep(42, UPDATES) == []


async def test_what_was_cut_off_is_tried_three_times(store: Store, clock: FixedClock) -> None:
    inbox = TelegramInbox(store, clock)
    await inbox.keep(42, UPDATES)
    await inbox.finish(42, 4)
    for _ in range(3):
        assert await inbox.left_over(42, alone=True) == [UPDATES[0], UPDATES[2]]
    assert await inbox.left_over(42, alone=True) == []


async def test_numbers_are_forgotten_after_three_days(store: Store, clock: FixedClock) -> None:
    inbox = TelegramInbox(store, clock)
    await inbox.keep(42, UPDATES)
    clock.forward(days=4)
    await inbox.keep(42, [{"update_id": 64}])
    kept = await store.read(lambda tx: tx.execute(sa.text("select update_id from telegram_update")).scalars().all())
    assert kept == [64]
