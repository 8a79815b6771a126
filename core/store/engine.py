"""One ``Store``, two databases behind it: a unit of work is a plain function of a transaction, run in a single hop.

SQLite (``core.store.sqlite``): one writer thread with its own connection and ``BEGIN IMMEDIATE``; readers beside it. PostgreSQL
(``core.store.postgres``): asyncpg, the same function through ``run_sync``. Because the function isn't a coroutine, nobody can wait
for the network inside a transaction. It may run a second time where the database asks for it (a deadlock), so it must change
nothing but what is behind ``tx``.
"""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Unreachable
from core.store.signals import Signals

Result = TypeVar("Result")
Tx = sa.Connection
Work = Callable[[Tx], Result]


class StoreUnavailable(Unreachable):
    """The database is gone, locked for too long or closed, and the unit of work was not kept.

    Only where the connection broke at the very moment of committing is that not known: look before doing it again.
    """


class Store(Protocol):
    """Where facts are kept. ``signals`` wakes those who wait for what a unit of work announced."""

    signals: Signals

    async def write(self, work: Work[Result]) -> Result:
        """Run ``work`` in one transaction and commit; whatever it raises rolls back. Raises ``StoreUnavailable``."""

    async def read(self, work: Work[Result]) -> Result:
        """Run ``work`` on one unchanging view of the data; the database refuses changes. Raises ``StoreUnavailable``."""

    async def glance(self, work: Work[Result]) -> Result:
        """``read`` for a handful of indexed look-ups, such as every update needs: on SQLite it is done here and now, without a hop.

        Nothing that walks a table belongs here: it would hold the event loop up. Raises ``StoreUnavailable``.
        """

    def stream(self, query: sa.Select[Any], *, batch: int = 500) -> AsyncIterator[sa.Row[Any]]:
        """Rows of a long read, without holding the writer. Raises ``StoreUnavailable``."""

    async def close(self) -> None:
        """Finish what was asked for, then let go of every connection; later units raise ``StoreUnavailable``."""


def open_store(url: str) -> Store:
    """The store behind a database address (``sqlite:///path`` or ``postgresql://…``); it connects when first asked."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        from core.store.sqlite import SqliteStore

        if parsed.database in {None, "", ":memory:"}:
            raise ValueError("SQLite needs a file: several threads share the database")
        return SqliteStore(Path(str(parsed.database)))
    from core.store.postgres import PostgresStore

    return PostgresStore(parsed)


def locked(query: sa.Select[Any]) -> sa.Select[Any]:
    """``query`` with its rows locked until the end of the transaction (SQLite's writer is alone anyway)."""
    return query.with_for_update()


async def rows_of(connection: AsyncConnection, query: sa.Select[Any], batch: int) -> AsyncIterator[sa.Row[Any]]:
    """Rows of ``query``, fetched ``batch`` at a time."""
    result = await connection.stream(query.execution_options(yield_per=batch))
    async for rows in result.partitions():
        for row in rows:
            yield row
