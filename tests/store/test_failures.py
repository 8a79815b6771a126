"""A database that is locked, missing or gone is told as such, nothing is half done, and the store works again afterwards."""

import asyncio
import shutil
import sqlite3
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from core.store.engine import Store, StoreUnavailable, Tx, Work, locked, open_store
from core.store.sqlite import SqliteStore
from core.store.tables.accounts import counter
from tests.support.clock import FixedClock

ONE = sa.select(sa.literal(1))


def one(tx: Tx) -> int:
    return tx.execute(ONE).scalar_one()


async def test_a_file_that_isnt_there_is_unavailable_and_isnt_made(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/kaoban.db")
    for unit in (store.read(one), store.write(one), anext(store.stream(ONE))):
        with pytest.raises(StoreUnavailable):
            await unit
    await store.close()
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "kaoban.db").write_text("this is no database, however long it may become " * 100)
    store = open_store(f"sqlite:///{tmp_path}/kaoban.db")
    with pytest.raises(StoreUnavailable):
        await store.write(one)
    await store.close()


def test_a_database_in_memory_is_refused() -> None:
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match="file"):
            open_store(url)


async def test_a_file_with_a_strange_name_is_found(sqlite_url: str, tmp_path: Path) -> None:
    strange = tmp_path / "考伴 100%?#.db"
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), strange)
    store = SqliteStore(strange)
    assert await store.read(one) == 1
    assert [row[0] async for row in store.stream(ONE)] == [1]
    await store.close()


async def test_a_file_locked_by_another_process_is_unavailable_for_writes_only(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    store = SqliteStore(Path(path), busy_seconds=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        await store.write(one)
    assert await store.read(one) == 1
    other.execute("ROLLBACK")
    other.close()
    assert await store.write(one) == 1
    await store.close()


async def test_a_store_that_is_forgotten_warns(sqlite_url: str) -> None:
    forgotten = [open_store(sqlite_url)]
    with pytest.warns(ResourceWarning, match="not closed"):
        forgotten.clear()


async def test_a_server_that_doesnt_answer_is_unavailable() -> None:
    store = open_store("postgresql://postgres@127.0.0.1:1/nobody")
    for unit in (store.read(one), store.write(one), anext(store.stream(ONE))):
        with pytest.raises(StoreUnavailable):
            await unit
    await store.close()


async def test_a_server_without_the_database_is_unavailable(postgres_url: str) -> None:
    store = open_store(f"{postgres_url}_that_is_not_there")
    with pytest.raises(StoreUnavailable):
        await store.write(one)
    await store.close()


async def test_connections_that_died_in_the_pool_dont_reach_the_caller(postgres_store: Store, postgres_url: str) -> None:
    await asyncio.gather(*(postgres_store.write(one) for _ in range(5)))
    _kill_all(postgres_url)
    assert await asyncio.gather(*(postgres_store.write(one) for _ in range(5))) == [1] * 5
    _kill_all(postgres_url)
    assert await asyncio.gather(*(postgres_store.read(one) for _ in range(5))) == [1] * 5


async def test_a_connection_that_dies_within_a_unit_leaves_nothing_and_the_unit_runs_again(
    postgres_store: Store, postgres_url: str, clock: FixedClock
) -> None:
    runs = []

    def work(tx: Tx) -> None:
        tx.execute(counter.insert().values(key="presses", window_starts_at=clock.now(), count=len(runs)))
        runs.append(1)
        if len(runs) == 1:
            _kill_all(postgres_url)
        one(tx)

    await postgres_store.write(work)
    assert await postgres_store.read(lambda tx: tx.execute(sa.select(counter.c["count"])).scalars().all()) == [1]


async def test_a_server_that_keeps_dying_is_unavailable_in_the_end(postgres_store: Store, postgres_url: str) -> None:
    def work(tx: Tx) -> None:
        one(tx)
        _kill_all(postgres_url)
        one(tx)

    with pytest.raises(StoreUnavailable):
        await postgres_store.write(work)
    assert await postgres_store.write(one) == 1


async def test_of_two_units_that_wait_for_each_other_both_are_done(postgres_store: Store, clock: FixedClock) -> None:
    rows = [{"key": key, "window_starts_at": clock.now(), "count": 0} for key in ("a", "b")]
    await postgres_store.write(lambda tx: tx.execute(counter.insert(), rows))

    def both(first: str, second: str) -> Work[None]:
        def work(tx: Tx) -> None:
            for key in (first, second):
                tx.execute(locked(sa.select(counter).where(counter.c.key == key)))
                tx.execute(sa.text("select pg_sleep(0.1)"))
                tx.execute(counter.update().where(counter.c.key == key).values(count=counter.c["count"] + 1))

        return work

    await asyncio.gather(postgres_store.write(both("a", "b")), postgres_store.write(both("b", "a")))
    assert await postgres_store.read(lambda tx: tx.execute(sa.select(counter.c["count"])).scalars().all()) == [2, 2]


def _kill_all(url: str) -> None:
    """End every connection to the database but our own."""
    with psycopg.connect(url) as connection:
        others = "datname = current_database() and pid <> pg_backend_pid()"
        connection.execute(f"select pg_terminate_backend(pid, 1000) from pg_stat_activity where {others}")
