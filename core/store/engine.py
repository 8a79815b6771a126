"""Two engines behind one ``Store``: a unit of work is a plain function of a transaction, run in a single hop.

SQLite: one writer thread with its own connection and ``BEGIN IMMEDIATE``; readers beside it (WAL). PostgreSQL: asyncpg, the same
function through ``run_sync``. Because the function isn't a coroutine, nobody can wait for the network inside a transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import Unreachable
from core.store.signals import Signals, take

Result = TypeVar("Result")
Tx = sa.Connection
Work = Callable[[Tx], Result]

_BUSY_SECONDS = 10
_READERS = 2
_DEADLOCK_TRIES = 3
_RETRYABLE_SQLSTATES = frozenset({"40001", "40P01"})


class StoreUnavailable(Unreachable):
    """The database didn't take the unit of work; nothing of it was kept."""


class Store(Protocol):
    """Where facts are kept. ``signals`` wakes those who wait for what a unit of work announced."""

    signals: Signals

    async def write(self, work: Work[Result]) -> Result:
        """Run ``work`` in one transaction and commit; whatever it raises rolls back. Raises ``StoreUnavailable``."""

    async def read(self, work: Work[Result]) -> Result:
        """Run ``work`` on a connection that must not change anything. Raises ``StoreUnavailable``."""

    def stream(self, query: sa.Select[Any], *, batch: int = 500) -> AsyncIterator[sa.Row[Any]]:
        """Rows of a long read, without holding the writer."""

    async def close(self) -> None:
        """Let go of every connection."""


def open_store(url: str) -> Store:
    """The store behind a database address (``sqlite:///path`` or ``postgresql://…``)."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteStore(Path(parsed.database or ""))
    return PostgresStore(parsed.set(drivername="postgresql+asyncpg"))


class SqliteStore:
    """The embedded store: one file, one writer."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.signals = Signals()
        self._engine = _sqlite_engine(path)
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._readers = ThreadPoolExecutor(_READERS, "store-reader")
        self._async = create_async_engine(f"sqlite+aiosqlite:///{path}")
        self._write_connection: sa.Connection | None = None

    async def write(self, work: Work[Result]) -> Result:
        result, announced = await asyncio.get_running_loop().run_in_executor(self._writer, self._write, work)
        self.signals.send(announced)
        return result

    def _write(self, work: Work[Result]) -> tuple[Result, Iterable[str]]:
        if self._write_connection is None:
            self._write_connection = self._engine.connect()
        tx = self._write_connection
        try:
            with tx.begin():
                result = work(tx)
            return result, take(tx)
        except OperationalError as error:
            take(tx)
            raise StoreUnavailable("the database is busy or gone") from error
        except BaseException:
            take(tx)
            raise

    async def read(self, work: Work[Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Work[Result]) -> Result:
        try:
            with self._engine.connect() as tx:
                tx = tx.execution_options(kaoban_read=True)
                return work(tx)
        except OperationalError as error:
            raise StoreUnavailable("the database is busy or gone") from error

    async def stream(self, query: sa.Select[Any], *, batch: int = 500) -> AsyncIterator[sa.Row[Any]]:
        async for row in _stream(self._async, query, batch):
            yield row

    async def close(self) -> None:
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        if self._write_connection is not None:
            self._write_connection.close()
        self._engine.dispose()
        await self._async.dispose()


class PostgresStore:
    """The shared store of several processes."""

    def __init__(self, url: sa.URL) -> None:
        self.signals = Signals()
        self._engine = create_async_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True)

    async def write(self, work: Work[Result]) -> Result:
        for attempt in range(_DEADLOCK_TRIES):
            try:
                async with self._engine.begin() as connection:
                    result = await connection.run_sync(work)
                    announced = await connection.run_sync(take)
                self.signals.send(announced)
                return result
            except DBAPIError as error:
                if _may_retry(error) and attempt + 1 < _DEADLOCK_TRIES:
                    continue
                if isinstance(error, OperationalError) or error.connection_invalidated:
                    raise StoreUnavailable("the database is busy or gone") from error
                raise
            except OSError as error:
                raise StoreUnavailable("the database is gone") from error
        raise StoreUnavailable("the database is busy")

    async def read(self, work: Work[Result]) -> Result:
        try:
            async with self._engine.connect() as connection:
                return await connection.run_sync(work)
        except OSError as error:
            raise StoreUnavailable("the database is gone") from error
        except OperationalError as error:
            raise StoreUnavailable("the database is busy or gone") from error

    async def stream(self, query: sa.Select[Any], *, batch: int = 500) -> AsyncIterator[sa.Row[Any]]:
        async for row in _stream(self._engine, query, batch):
            yield row

    async def close(self) -> None:
        await self._engine.dispose()


def locked(query: sa.Select[Any]) -> sa.Select[Any]:
    """``query`` with its rows locked until the end of the transaction (SQLite's writer is alone anyway)."""
    return query.with_for_update()


def _may_retry(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in _RETRYABLE_SQLSTATES


async def _stream(engine: AsyncEngine, query: sa.Select[Any], batch: int) -> AsyncIterator[sa.Row[Any]]:
    async with engine.connect() as connection:
        rows = await connection.stream(query.execution_options(yield_per=batch))
        async for row in rows:
            yield row


def _sqlite_engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        pool_size=_READERS + 1,
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get("kaoban_read")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
