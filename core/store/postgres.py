"""The shared store of several processes: PostgreSQL by asyncpg.

A unit of work that lost a deadlock, or met a connection that had died in the pool, is run again: nothing of it was kept.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.store.engine import Result, StoreUnavailable, Work, rows_of
from core.store.signals import Signals, take
from core.store.tables.types import ENGINE

_TRIES = 3
_CONNECTIONS = 16
_WAIT_SECONDS = 10
# A serialization failure, a deadlock, a statement prepared before the tables were changed.
_TRY_AGAIN = frozenset({"40001", "40P01", "0A000"})
_UNAVAILABLE_STATES = ("08", "40", "53", "55P03", "57P", "58")


class PostgresStore:
    """The store on a PostgreSQL server, in a database that ``core.store.migrate`` has brought up to date."""

    def __init__(self, url: sa.URL) -> None:
        self.signals = Signals()
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            pool_size=_CONNECTIONS,
            max_overflow=_CONNECTIONS,
            pool_timeout=_WAIT_SECONDS,
            **ENGINE,
            connect_args={
                "timeout": _WAIT_SECONDS,
                "server_settings": {"application_name": "kaoban", "lock_timeout": str(_WAIT_SECONDS * 1000)},
            },
        )
        self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._closed = False
        self._units = 0
        self._idle = asyncio.Event()

    async def write(self, work: Work[Result]) -> Result:
        tries = 0
        while True:
            tries += 1
            committing = False
            try:
                async with self._connected(self._engine) as connection:
                    result, announced = await connection.run_sync(_unit, work)
                    committing = True
                    await connection.commit()
            except DBAPIError as error:
                if tries < _TRIES and _was_undone(error, committing):
                    continue
                raise translated(error) from error
            self.signals.send(announced)
            return result

    async def read(self, work: Work[Result]) -> Result:
        tries = 0
        while True:
            tries += 1
            try:
                async with self._connected(self._reading) as connection:
                    return await connection.run_sync(work)
            except DBAPIError as error:
                if tries < _TRIES and _was_undone(error, committing=False):
                    continue
                raise translated(error) from error

    async def glance(self, work: Work[Result]) -> Result:
        return await self.read(work)

    async def stream(self, query: sa.Select[Any], *, batch: int = 500) -> AsyncIterator[sa.Row[Any]]:
        try:
            async with self._connected(self._reading) as connection:
                async for row in rows_of(connection, query, batch):
                    yield row
        except DBAPIError as error:
            raise translated(error) from error

    async def close(self) -> None:
        self._closed = True
        if self._units:
            await self._idle.wait()
        await self._engine.dispose()

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        if self._closed:
            raise StoreUnavailable("the store is closed")
        self._units += 1
        self._idle.clear()
        try:
            async with AsyncExitStack() as stack:
                yield await _connection(engine, stack)
        finally:
            self._units -= 1
            if not self._units:
                self._idle.set()


async def _connection(engine: AsyncEngine, stack: AsyncExitStack) -> AsyncConnection:
    try:
        return await stack.enter_async_context(engine.connect())
    except (DBAPIError, PoolTimeout, OSError) as error:
        raise StoreUnavailable("PostgreSQL can't be reached") from error


def _unit(tx: sa.Connection, work: Work[Result]) -> tuple[Result, Iterable[str]]:
    try:
        return work(tx), take(tx)
    except BaseException:
        take(tx)  # the pool keeps the connection, and the next unit must not announce what this one wanted to
        raise


def _was_undone(error: DBAPIError, committing: bool) -> bool:
    """Whether the server surely kept nothing, so that the unit may run again."""
    if getattr(error.orig, "sqlstate", None) in _TRY_AGAIN:
        return True
    return error.connection_invalidated and not committing


def translated(error: DBAPIError) -> Exception:
    """``StoreUnavailable`` for what isn't the unit's fault; anything else as it was."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if error.connection_invalidated or state.startswith(_UNAVAILABLE_STATES):
        return StoreUnavailable(f"PostgreSQL: {error.orig}")
    return error
