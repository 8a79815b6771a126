"""The migrations make exactly the tables, on both databases, whoever runs them and however often."""

import asyncio
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from core.store.engine import Store, StoreUnavailable, Tx
from core.store.migrate import migrate, on_schema
from core.store.queries import audit
from core.store.tables.accounts import audit as audit_table
from tests.support.clock import FixedClock
from tests.support.schema import create_all, schema_of


def test_tables_and_migrations_agree_by_alembic(database_url: str) -> None:
    on_schema(database_url, command.check)


def test_a_migrated_database_has_the_very_schema_of_the_tables(blank_url: str) -> None:
    migrate(blank_url)
    migrated = schema_of(blank_url)
    on_schema(blank_url, partial(command.downgrade, revision="base"))
    create_all(blank_url)
    assert migrated == schema_of(blank_url)


def test_going_down_leaves_nothing_and_up_again_makes_the_same(blank_url: str) -> None:
    migrate(blank_url)
    before = schema_of(blank_url)
    on_schema(blank_url, partial(command.downgrade, revision="base"))
    assert schema_of(blank_url) == []
    migrate(blank_url)
    assert schema_of(blank_url) == before
    on_schema(blank_url, command.check)


def test_nobody_else_may_read_a_new_file(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/kaoban.db")
    assert (tmp_path / "kaoban.db").stat().st_mode & 0o077 == 0


async def test_it_works_where_a_loop_is_running(blank_url: str) -> None:
    migrate(blank_url)
    await asyncio.to_thread(migrate, blank_url)
    assert schema_of(blank_url)


def test_several_processes_starting_at_once_all_succeed(blank_url: str) -> None:
    source = "import sys; from core.store.migrate import migrate; migrate(sys.argv[1])"
    processes = [subprocess.Popen([sys.executable, "-c", source, blank_url]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    on_schema(blank_url, command.check)


def test_a_database_that_isnt_there_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable):
        migrate(f"sqlite:///{tmp_path}/file/kaoban.db")
    with pytest.raises(StoreUnavailable):
        migrate("postgresql://postgres@127.0.0.1:1/nobody")


def test_a_missing_trigger_is_a_difference(sqlite_url: str) -> None:
    def differences(config: Config) -> None:
        connection: sa.Connection = config.attributes["connection"]
        connection.exec_driver_sql("DROP TRIGGER audit_append_only_update")
        connection.exec_driver_sql("DROP TRIGGER audit_append_only_delete")
        connection.exec_driver_sql("DROP TRIGGER audit_append_only_replace")
        command.check(config)

    with pytest.raises(CommandError, match="keep_rows"):
        on_schema(sqlite_url, differences)


@pytest.mark.parametrize("change", [audit_table.update().values(what="else"), audit_table.delete()], ids=["update", "delete"])
async def test_an_audit_row_is_never_changed(store: Store, clock: FixedClock, change: sa.Executable) -> None:
    def record(tx: Tx) -> None:
        audit.record(tx, "application", 1, clock.now(), "candidate", "stash", None, {"position": "1"})

    await store.write(record)
    with pytest.raises(DBAPIError, match="append-only"):
        await store.write(lambda tx: tx.execute(change))
    assert await store.read(lambda tx: tx.execute(sa.select(audit_table.c.what)).scalars().all()) == ["stash"]


async def test_an_audit_row_is_not_replaced_either(sqlite_store: Store, clock: FixedClock) -> None:
    insert = sa.text(
        "insert or replace into audit (id, subject, subject_id, at, actor, what) values (1, 's', '1', '2020', 'a', :what)"
    )
    await sqlite_store.write(lambda tx: tx.execute(insert, {"what": "stash"}))
    with pytest.raises(DBAPIError, match="append-only"):
        await sqlite_store.write(lambda tx: tx.execute(insert, {"what": "else"}))
