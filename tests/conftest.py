"""Fixtures that every test may use."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from hypothesis import settings

from core.store.engine import Store, open_store
from core.store.vault import Vault
from tests.support.clock import FixedClock
from tests.support.database import empty_postgres, fresh_sqlite, postgres_database, sqlite_template

# A failure must be the same one when the tests run again; searching further is for make test-long.
settings.register_profile("short", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile("short")

BEGINNING = datetime(2020, 11, 16, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in [name for name in os.environ if name.startswith("KAOBAN_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def clock() -> FixedClock:
    """Monday, 16 November 2020, 10:00 in Shenzhen, until a test moves it."""
    return FixedClock(BEGINNING)


@pytest.fixture(scope="session")
def vault() -> Vault:
    """A vault with a key of its own, and password hashes that cost next to nothing."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    return Vault("a secret that only the tests know, and long enough", hasher=cheap)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def _postgres_database() -> Iterator[str]:
    with postgres_database() as url:
        yield url


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh migrated SQLite file."""
    return fresh_sqlite(_sqlite_template, tmp_path)


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty migrated PostgreSQL database."""
    url: str = request.getfixturevalue("_postgres_database")
    empty_postgres(url)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh migrated database: the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A store on a fresh migrated database: the test runs once on each kind."""
    opened = open_store(database_url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    """A store on a fresh migrated SQLite file, for what doesn't depend on the kind of database."""
    opened = open_store(sqlite_url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def postgres_store(postgres_url: str) -> AsyncIterator[Store]:
    """A store on an empty migrated PostgreSQL database."""
    opened = open_store(postgres_url)
    yield opened
    await opened.close()
