"""The embedded store: one SQLite file (WAL), one writer thread with ``BEGIN IMMEDIATE``, readers that can't write.

``BEGIN IMMEDIATE`` because the default ``BEGIN`` lost 71 of 100 concurrent increments without an error. BEGIN and COMMIT go
straight to the driver: to SQLAlchemy the connection is in one transaction all the time, which saves its own bookkeeping.
"""

import sqlite3
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from core.store.engine import Result, StoreUnavailable, Work, rows_of
from core.store.lane import Lane, LaneClosed
from core.store.signals import Signals, take
from core.store.tables.types import ENGINE

_READERS = 2
_STATEMENTS_KEPT = 512
_GLANCE_BUSY_SECONDS = 1  # a reader of a write-ahead log waits for nobody but a recovery
_ANY_THREAD = {"timeout": _GLANCE_BUSY_SECONDS, "check_same_thread": False}
_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)


class SqliteStore:
    """The store in one file, which ``core.store.migrate`` has made.

    :param busy_seconds: how long to wait for another process that writes.
    """

    def __init__(self, path: Path, *, busy_seconds: float = 10) -> None:
        self.signals = Signals()
        url, options = _address(path), {"timeout": busy_seconds, "cached_statements": _STATEMENTS_KEPT}
        engine = sa.create_engine(url, connect_args=options, poolclass=NullPool, **ENGINE)
        sa.event.listen(engine, "connect", _prepare_writer)
        reading = sa.create_engine(url, connect_args=options, poolclass=NullPool, **ENGINE)
        sa.event.listen(reading, "connect", _prepare_reader)
        self._streaming = _streaming_engine(url, options)
        self._writer = Lane("store-writer", lambda: _Worker(engine, "BEGIN IMMEDIATE"), self.signals.send)
        self._readers = Lane("store-reader", lambda: _Worker(reading, "BEGIN"), self.signals.send, _READERS)
        glancing = sa.create_engine(url, connect_args=options | _ANY_THREAD, poolclass=NullPool, **ENGINE)
        sa.event.listen(glancing, "connect", _prepare_reader)
        self._glancing = _Worker(glancing, "BEGIN")
        self._closed = False

    async def write(self, work: Work[Result]) -> Result:
        return await _done(self._writer, work)

    async def read(self, work: Work[Result]) -> Result:
        return await _done(self._readers, work)

    async def glance(self, work: Work[Result]) -> Result:
        if self._closed:
            raise StoreUnavailable("the store is closed")
        try:
            result, announced = self._glancing.run(work)
        except (sqlite3.Error, DBAPIError) as error:
            raise translated(error) from error
        self.signals.send(announced)
        return cast("Result", result)

    async def stream(self, query: sa.Select[Any], *, batch: int = 500) -> AsyncIterator[sa.Row[Any]]:
        try:
            async with self._streaming.connect() as connection:
                async for row in rows_of(connection, query, batch):
                    yield row
        except DBAPIError as error:
            raise translated(error) from error

    async def close(self) -> None:
        self._closed = True
        self._glancing.close()
        await self._writer.close()
        await self._readers.close()
        await self._streaming.dispose()

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            warnings.warn("a store was not closed", ResourceWarning, source=self, stacklevel=2)
            self._glancing.close()
            self._writer.stop()
            self._readers.stop()


async def _done(lane: Lane, work: Work[Result]) -> Result:
    try:
        result: Result = await lane.submit(work)
    except LaneClosed as error:
        raise StoreUnavailable("the store is closed") from error
    except (sqlite3.Error, DBAPIError) as error:
        raise translated(error) from error
    return result


class _Worker:
    """One thread's connection; ``begin`` says what its transactions may do."""

    def __init__(self, engine: sa.Engine, begin: str) -> None:
        self._engine = engine
        self._begin = begin
        self._tx: sa.Connection | None = None

    def run(self, job: Callable[[sa.Connection], Any]) -> tuple[Any, Iterable[str]]:
        tx = self._tx = self._tx or self._engine.connect()
        driver: Any = tx.connection.driver_connection
        try:
            driver.execute(self._begin)
            result = job(tx)
            driver.execute("COMMIT")
        except BaseException as error:
            take(tx)
            tx.rollback()
            if driver.in_transaction:  # SQLAlchemy hears of a transaction by the unit's first statement
                driver.execute("ROLLBACK")
            if isinstance(translated(error), StoreUnavailable):
                self.close()
            raise
        return result, take(tx)

    def close(self) -> None:
        """Let go of the connection; the next unit opens another one."""
        if self._tx is not None:
            self._tx.close()
            self._tx = None


def prepare(connection: Any) -> None:
    """Set up a fresh connection of the driver: write-ahead log, foreign keys, and no transactions of its own making."""
    connection.isolation_level = None
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted, such as a code out of a chat, leaves nothing in the file


def _use_write_ahead_log(connection: Any, tries: int = 100) -> None:
    """SQLite doesn't wait for others while it changes the journal of a new file, so asking again is up to us."""
    for left in reversed(range(tries)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(0.05)
        else:
            return


def _prepare_writer(connection: Any, _record: object) -> None:
    prepare(connection)


def _prepare_reader(connection: Any, _record: object) -> None:
    prepare(connection)
    connection.execute("PRAGMA query_only=ON")


def _streaming_engine(url: sa.URL, options: dict[str, Any]) -> AsyncEngine:
    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), connect_args=options, poolclass=NullPool, **ENGINE)
    sa.event.listen(engine.sync_engine, "connect", _prepare_reader)
    return engine


def _address(path: Path) -> sa.URL:
    """``mode=rw``: a file that isn't there is an error, not an empty database."""
    return sa.URL.create("sqlite", database=f"file:{quote(str(path))}", query={"mode": "rw", "uri": "true"})


def translated(error: BaseException) -> BaseException:
    """``StoreUnavailable`` for what isn't the unit's fault; anything else as it was."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _UNAVAILABLE:
        return StoreUnavailable(f"SQLite: {origin}")
    return error
