"""The counter on each kind of database."""

import pytest_asyncio

from core.services.exams import Exams
from core.services.tickets import Tickets
from core.store.engine import Store
from core.store.vault import Vault
from tests.services.tickets.counter import Counter
from tests.support.clock import FixedClock
from tests.support.packs import bundled_pack
from tests.support.people import bound_chat


@pytest_asyncio.fixture
async def counter(store: Store, clock: FixedClock, vault: Vault) -> Counter:
    """Monday ten o'clock, the desks are open; one candidate with an account and a chat."""
    exams = Exams(store, clock)
    await exams.load(bundled_pack())
    chat_id = await bound_chat(store, vault, clock)
    return Counter(store, clock, Tickets(store, clock, vault, exams), chat_id)
