"""A house with accounts on both databases."""

from collections.abc import AsyncIterator

import pytest_asyncio

from core.store.engine import Store
from core.store.vault import Vault
from tests.support.accounts import House, house_on
from tests.support.clock import FixedClock


@pytest_asyncio.fixture
async def house(store: Store, clock: FixedClock, vault: Vault) -> AsyncIterator[House]:
    """The services on each kind of database."""
    async with house_on(store, clock, vault) as opened:
        yield opened


@pytest_asyncio.fixture
async def small_house(sqlite_store: Store, clock: FixedClock, vault: Vault) -> AsyncIterator[House]:
    """The services on SQLite, for what doesn't depend on the kind of database."""
    async with house_on(sqlite_store, clock, vault) as opened:
        yield opened
