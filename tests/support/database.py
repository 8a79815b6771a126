"""Fresh migrated databases, fast.

SQLite copies one migrated file; PostgreSQL keeps one database for each test process and empties it between tests.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from core.store.migrate import migrate
from tests.support.machine import POSTGRES, missing

_SLOTS = 64
_LOCK_SPACE = 20201116


def sqlite_template(folder: Path) -> Path:
    """A migrated SQLite file to copy from."""
    path = folder / "template.db"
    migrate(f"sqlite:///{path}")
    return path


def fresh_sqlite(template: Path, folder: Path) -> str:
    """The address of a fresh copy of ``template`` in ``folder``."""
    path = folder / "kaoban.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


@contextmanager
def postgres_database(*, migrated: bool = True) -> Iterator[str]:
    """The address of a PostgreSQL database that nobody else uses meanwhile; dropped in the end."""
    with _server() as server:
        name = _take_slot(server)
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        url = f"{POSTGRES}/{name}"
        try:
            if migrated:
                migrate(url)
            yield url
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def empty_postgres(url: str) -> None:
    """Empty every table and start its numbers anew; triggers and foreign keys keep quiet meanwhile."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_EMPTY)


_EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE 'DELETE FROM ' || name;
  END LOOP;
  FOR name IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    PERFORM setval(name::regclass, 1, false);
  END LOOP;
END $$
"""


def _server() -> "psycopg.Connection[tuple[object, ...]]":
    try:
        return psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        missing(f"PostgreSQL doesn't answer at {POSTGRES}: {error}")


def _take_slot(server: "psycopg.Connection[tuple[object, ...]]") -> str:
    """A database name that no other test process on this server holds; the lock lives as long as the connection."""
    for slot in range(_SLOTS):
        row = server.execute("SELECT pg_try_advisory_lock(%s, %s)", (_LOCK_SPACE, slot)).fetchone()
        if row and row[0]:
            return f"kaoban_test_{slot}"
    raise RuntimeError("every test database is taken")
