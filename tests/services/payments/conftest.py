"""A confirmed candidate in front of the counter, on both databases."""

import pytest
import pytest_asyncio

from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.support.payments import Counter, Payer, add_payer, counter


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Counter:
    """Payments over a fresh store, with two providers in memory."""
    return counter(store, clock)


@pytest_asyncio.fixture
async def payer(store: Store) -> Payer:
    """A confirmed candidate who has to pay."""
    return await store.write(add_payer)
