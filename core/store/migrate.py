"""Brings a database to the newest schema.

Any number of processes may try at the same moment: one does it, the others wait and find it done.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from core.store import postgres, sqlite
from core.store.engine import StoreUnavailable

_WAIT_SECONDS = 60
_LOCK = 20_201_116
Step = Callable[[Config], object]


def migrate(url: str) -> None:
    """Bring the database at ``url`` to the newest schema; nothing happens where it is there already.

    It blocks, and may be called from a coroutine's thread too (better by ``asyncio.to_thread``). Raises ``StoreUnavailable``.
    """
    on_schema(url, partial(command.upgrade, revision="head"))


def on_schema(url: str, step: Step) -> None:
    """Run one of Alembic's commands on the database at ``url``, alone and in one transaction. Raises ``StoreUnavailable``."""
    parsed = sa.make_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            _on_sqlite(parsed, step)
        else:
            # asyncpg is the only driver the product has, and the caller's thread may be running a loop already.
            with ThreadPoolExecutor(1, "migrate") as thread:
                thread.submit(lambda: asyncio.run(_on_postgres(parsed, step))).result()
    except OSError as error:
        raise StoreUnavailable("the database can't be reached") from error
    except DBAPIError as error:
        raise (sqlite if parsed.get_backend_name() == "sqlite" else postgres).translated(error) from error


def configuration(connection: sa.Connection) -> Config:
    """Alembic's configuration for work on ``connection``; there is no file."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "core.store:migrations")
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def _on_sqlite(url: sa.URL, step: Step) -> None:
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # names and addresses are in it; SQLite gives the files beside it the same rights
    engine = sa.create_engine(url.set(drivername="sqlite"), poolclass=NullPool, connect_args={"timeout": _WAIT_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        sqlite.prepare(connection)
        connection.execute("PRAGMA foreign_keys=OFF")  # a table is changed by making it anew

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    with engine.begin() as connection:
        step(configuration(connection))
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert not broken, f"a revision broke foreign keys: {broken}"


async def _on_postgres(url: sa.URL, step: Step) -> None:
    engine = create_async_engine(url.set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            await connection.run_sync(lambda sync: step(configuration(sync)))
    finally:
        await engine.dispose()
