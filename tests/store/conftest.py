"""Databases without tables, for the migrations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.database import postgres_database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables: the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/a folder/new.db"
        return
    with postgres_database(migrated=False) as url:
        yield url
