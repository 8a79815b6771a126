"""What every store promises, whatever database is behind it."""

import asyncio
from contextlib import aclosing

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.store.engine import Store, StoreUnavailable, Tx, locked
from core.store.queries.chats import add_chat, find_chat
from core.store.signals import announce
from core.store.tables.accounts import counter
from tests.support.clock import FixedClock


class Counting:
    """Units of work on one counter."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock

    def start(self, tx: Tx) -> None:
        tx.execute(counter.insert().values(key="presses", window_starts_at=self._clock.now(), count=0))

    def increment(self, tx: Tx) -> int:
        count = tx.execute(locked(sa.select(counter.c["count"]))).scalar_one() + 1
        tx.execute(counter.update().values(count=count))
        return count

    def count(self, tx: Tx) -> int | None:
        return tx.execute(sa.select(counter.c["count"])).scalar()


@pytest.fixture
def counting(clock: FixedClock) -> Counting:
    return Counting(clock)


async def test_a_hundred_concurrent_increments_make_a_hundred(store: Store, counting: Counting) -> None:
    await store.write(counting.start)
    counts = await asyncio.gather(*(store.write(counting.increment) for _ in range(100)))
    assert sorted(counts) == list(range(1, 101))
    assert await store.read(counting.count) == 100


async def test_whatever_a_unit_raises_undoes_it_and_reaches_the_caller(store: Store, counting: Counting) -> None:
    def half(tx: Tx) -> None:
        counting.start(tx)
        raise LookupError("half way")

    with pytest.raises(LookupError, match="half way"):
        await store.write(half)
    assert await store.read(counting.count) is None
    await store.write(counting.start)
    assert await store.read(counting.count) == 0


async def test_a_refused_statement_undoes_the_unit_and_the_next_one_works(store: Store, counting: Counting) -> None:
    def twice(tx: Tx) -> None:
        counting.start(tx)
        counting.start(tx)

    with pytest.raises(IntegrityError):
        await store.write(twice)
    await store.write(counting.start)
    assert await store.read(counting.count) == 0


async def test_a_savepoint_undoes_its_part_only(store: Store, counting: Counting) -> None:
    def work(tx: Tx) -> None:
        counting.start(tx)
        savepoint = tx.begin_nested()
        counting.increment(tx)
        savepoint.rollback()

    await store.write(work)
    assert await store.read(counting.count) == 0


async def test_a_unit_that_lets_a_stop_iteration_escape_doesnt_hang_its_caller(store: Store) -> None:
    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError):
            await store.write(lambda _: next(iter(())))


async def test_foreign_keys_hold(store: Store, clock: FixedClock) -> None:
    statement = sa.text("insert into photo values ('p', 99, '', 1, 1, '2020-11-16')")
    with pytest.raises(IntegrityError):
        await store.write(lambda tx: tx.execute(statement.columns()))


async def test_a_read_cannot_write(store: Store, counting: Counting) -> None:
    with pytest.raises(DBAPIError):
        await store.read(counting.start)
    assert await store.read(counting.count) is None


async def test_a_read_sees_one_unchanging_view(store: Store, counting: Counting) -> None:
    await store.write(counting.start)
    loop = asyncio.get_running_loop()
    in_between = asyncio.Event()

    async def write() -> None:
        await in_between.wait()
        await store.write(counting.increment)

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        views = [row[0] async for row in _two_looks(store, loop, in_between)]
    assert views == [0, 0]
    assert await store.read(counting.count) == 1


async def _two_looks(store: Store, loop: asyncio.AbstractEventLoop, in_between: asyncio.Event):
    """Rows of a stream of the counter read twice, with a write finished in between."""
    query = sa.union_all(sa.select(counter.c["count"]), sa.select(counter.c["count"])).subquery()
    async with aclosing(store.stream(sa.select(query), batch=1)) as rows:
        async for row in rows:
            yield row
            in_between.set()
            await asyncio.sleep(0.05)


async def test_a_signal_is_sent_after_the_commit_only(store: Store, counting: Counting) -> None:
    def announced(tx: Tx) -> None:
        counting.start(tx)
        announce(tx, "started")

    with store.signals.bell("started") as bell:
        await store.write(announced)
        async with asyncio.timeout(5):
            await bell.wait(60)
    assert await store.read(counting.count) == 0


async def test_what_was_undone_is_not_announced_not_even_by_the_next_unit(store: Store, counting: Counting) -> None:
    def undone(tx: Tx) -> None:
        announce(tx, "undone")
        raise LookupError

    with store.signals.bell("undone") as bell:
        with pytest.raises(LookupError):
            await store.write(undone)
        await store.write(counting.start)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await bell.wait(60)


async def test_a_cancelled_caller_leaves_a_sound_store(store: Store, counting: Counting) -> None:
    await store.write(counting.start)
    for steps in range(12):
        task = asyncio.create_task(store.write(counting.increment))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    before = await store.read(counting.count)
    counts = await asyncio.gather(*(store.write(counting.increment) for _ in range(20)))
    assert len(set(counts)) == 20
    assert max(counts) >= (before or 0) + 20


async def test_units_asked_for_before_the_store_closes_are_done(store: Store, counting: Counting) -> None:
    await store.write(counting.start)
    tasks = [asyncio.create_task(store.write(counting.increment)) for _ in range(10)]
    await asyncio.sleep(0)
    await store.close()
    assert sorted(await asyncio.gather(*tasks)) == list(range(1, 11))


async def test_a_closed_store_says_so(store: Store, counting: Counting) -> None:
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.write(counting.start)
    with pytest.raises(StoreUnavailable):
        await store.read(counting.count)
    await store.close()


async def test_a_long_read_streams_beside_a_writer(store: Store, counting: Counting, clock: FixedClock) -> None:
    await store.write(lambda tx: [add_chat(tx, "web", number, "en", clock.now()) for number in range(50)])
    query = sa.text("select native_id from chat order by id").columns(sa.column("native_id", sa.BigInteger)).subquery()
    seen = []
    async with aclosing(store.stream(sa.select(query), batch=7)) as rows:
        async for row in rows:
            if not seen:
                await store.write(counting.start)
            seen.append(row.native_id)
    assert seen == list(range(50))


async def test_a_stream_left_early_lets_go_of_its_connection(store: Store, clock: FixedClock) -> None:
    await store.write(lambda tx: [add_chat(tx, "web", number, "en", clock.now()) for number in range(50)])
    for _ in range(40):
        async with aclosing(store.stream(sa.select(sa.column("id")).select_from(sa.table("chat")), batch=5)) as rows:
            assert (await anext(aiter(rows))).id == 1


async def test_errors_dont_tell_personal_data(store: Store, clock: FixedClock) -> None:
    def twice(tx: Tx) -> None:
        for _ in range(2):
            add_chat(tx, "secret-channel", 7, "en", clock.now())

    with pytest.raises(IntegrityError) as caught:
        await store.write(twice)
    assert "parameters hidden" in str(caught.value)


async def test_an_instant_comes_back_as_it_was_and_a_naive_one_is_refused(store: Store, clock: FixedClock) -> None:
    await store.write(lambda tx: add_chat(tx, "web", 7, "en", clock.now()))
    chat = await store.read(lambda tx: find_chat(tx, "web", 7))
    assert chat is not None
    with pytest.raises(sa.exc.StatementError, match="aware"):
        await store.write(lambda tx: add_chat(tx, "web", 8, "en", clock.now().replace(tzinfo=None)))


async def test_a_glance_sees_what_was_written_and_can_change_nothing(store: Store, clock: FixedClock) -> None:
    await store.write(lambda tx: tx.execute(counter.insert().values(key="glance", window_starts_at=clock.now(), count=1)))
    assert await store.glance(lambda tx: tx.execute(sa.select(counter.c.count)).scalar()) == 1
    with pytest.raises(DBAPIError):
        await store.glance(lambda tx: tx.execute(counter.delete()))
    assert await store.read(lambda tx: tx.execute(sa.select(counter.c.count)).scalar()) == 1
