"""A house with the bundled exam and its console."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio
from argon2 import PasswordHasher

from app.build import build
from app.settings import Settings
from core.packs import read_pack
from core.services.staff import Staffing
from core.store.vault import Vault
from tests.support.clock import FixedClock
from tests.support.packs import BUNDLED
from tests.support.staff import ConsoleHouse, console_house

SECRET = "t" * 40


@pytest_asyncio.fixture
async def office(database_url: str, clock: FixedClock) -> AsyncIterator[ConsoleHouse]:
    """On each kind of database."""
    async for made in _office(database_url, clock):
        yield made


@pytest_asyncio.fixture
async def embedded(sqlite_url: str, clock: FixedClock) -> AsyncIterator[ConsoleHouse]:
    """On SQLite alone, for what the kind of database doesn't touch."""
    async for made in _office(sqlite_url, clock):
        yield made


def with_staffing(office: ConsoleHouse, other: Staffing) -> None:
    """Put other use cases of staff behind the console."""
    office.console = replace(office.console, staffing=other)


async def _office(url: str, clock: FixedClock) -> AsyncIterator[ConsoleHouse]:
    house = build(Settings(database_url=url, secret_key=SECRET), clock=clock)
    house.vault = Vault(SECRET, hasher=PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    await house.exams.load(read_pack(BUNDLED))
    house.zone = clock.now().astimezone().tzinfo or house.zone
    try:
        yield console_house(house)
    finally:
        await house.close()
