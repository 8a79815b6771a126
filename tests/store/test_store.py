"""What every store promises, whatever database is behind it."""

import sqlalchemy as sa

from core.store.engine import Store
from core.store.queries.chats import add_chat, get_chat
from tests.support.clock import FixedClock


async def test_what_a_unit_of_work_wrote_can_be_read(store: Store, clock: FixedClock) -> None:
    chat = await store.write(lambda tx: add_chat(tx, "web", 7, "en", clock.now()))
    assert await store.read(lambda tx: get_chat(tx, chat.id)) == chat
    assert chat.id == 1


async def test_every_test_begins_with_an_empty_store(store: Store) -> None:
    assert await store.read(lambda tx: tx.execute(sa.text("select count(*) from chat")).scalar_one()) == 0
