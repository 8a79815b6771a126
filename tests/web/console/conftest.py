"""A house with the bundled exam and its console, without the conversations."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from app.build import House
from app.settings import Settings
from core.packs import read_pack
from core.services.exams import Exams
from core.services.payments import Payments
from core.services.seating import Seating
from core.services.staff import Staffing
from core.services.tickets import Tickets
from core.services.web_chats import WebChats
from core.store.engine import open_store
from core.store.vault import Vault
from gateways.charts.drawing import Drawing
from tests.support.clock import FixedClock
from tests.support.facts import SHENZHEN
from tests.support.packs import BUNDLED
from tests.support.staff import ConsoleHouse, console_house

SECRET = "t" * 40


@pytest.fixture(scope="session")
def charts() -> Iterator[Drawing]:
    """One for all: loading the library takes half a second."""
    drawing = Drawing()
    yield drawing
    drawing.close()


@pytest_asyncio.fixture
async def office(database_url: str, clock: FixedClock, charts: Drawing) -> AsyncIterator[ConsoleHouse]:
    """On each kind of database."""
    async for made in _office(database_url, clock, charts):
        yield made


@pytest_asyncio.fixture
async def embedded(sqlite_url: str, clock: FixedClock, charts: Drawing) -> AsyncIterator[ConsoleHouse]:
    """On SQLite alone, for what the kind of database doesn't touch."""
    async for made in _office(sqlite_url, clock, charts):
        yield made


def with_staffing(office: ConsoleHouse, other: Staffing) -> None:
    """Put other use cases of staff behind the console."""
    office.console = replace(office.console, staffing=other)


async def _office(url: str, clock: FixedClock, charts: Drawing) -> AsyncIterator[ConsoleHouse]:
    """Without the messenger's side: its conversations take longer to put together than such a test to run."""
    store, cheap = open_store(url), PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    vault, exams = Vault(SECRET, hasher=cheap), Exams(store, clock)
    await exams.load(read_pack(BUNDLED))
    payments = Payments(store, clock, {}, exams, public_url="http://kaoban.test")
    house = SimpleNamespace(
        settings=Settings(database_url=url, secret_key=SECRET, public_url="http://kaoban.test"),
        services=SimpleNamespace(tickets=Tickets(store, clock, vault, exams), payments=payments),
        outside=SimpleNamespace(charts=charts),
        web_chats=WebChats(store, clock),
        seating=Seating(store, clock, exams),
        routers={},
        store=store,
        clock=clock,
        vault=vault,
        exams=exams,
        zone=SHENZHEN,
    )
    try:
        yield console_house(cast(House, house))
    finally:
        await store.close()
