"""One at a time in each chat, in order, and nothing left behind."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoRedis

from bot.locks import ChatLocks, HeldAlready, LocalChatLocks, RedisChatLocks
from tests.support.machine import REDIS, missing


@pytest_asyncio.fixture
async def redis() -> AsyncIterator[Redis]:
    client = Redis.from_url(REDIS)
    try:
        await client.ping()
    except NoRedis:
        await client.aclose()
        missing(f"Redis doesn't answer at {REDIS}")
    await client.delete(*(f"kaoban:chat:-7:{chat}" for chat in range(10)))
    yield client
    await client.aclose()


@pytest.fixture(params=["local", "redis"])
def locks(request: pytest.FixtureRequest) -> ChatLocks:
    if request.param == "local":
        return LocalChatLocks()
    return RedisChatLocks(request.getfixturevalue("redis"))


async def _visit(locks: ChatLocks, chat: int, seen: list[str], name: str) -> None:
    async with locks.hold(-7, chat):
        seen.append(f"{name} in")
        await asyncio.sleep(0.001)
        seen.append(f"{name} out")


async def test_one_at_a_time_in_the_order_of_asking(locks: ChatLocks) -> None:
    seen: list[str] = []
    await asyncio.gather(*(_visit(locks, 1, seen, str(n)) for n in range(5)))
    assert seen == [f"{n} {way}" for n in range(5) for way in ("in", "out")]


async def test_different_chats_do_not_wait_for_each_other(locks: ChatLocks) -> None:
    async with locks.hold(-7, 1):
        await asyncio.wait_for(_visit(locks, 2, [], "other"), 1)


async def test_taking_a_lock_twice_is_an_error_not_a_standstill(locks: ChatLocks) -> None:
    async with locks.hold(-7, 1):
        with pytest.raises(HeldAlready):
            async with locks.hold(-7, 1):
                pass
    await asyncio.wait_for(_visit(locks, 1, [], "after"), 1)


async def test_what_breaks_inside_lets_the_next_one_in(locks: ChatLocks) -> None:
    with pytest.raises(ValueError):
        async with locks.hold(-7, 1):
            raise ValueError
    await asyncio.wait_for(_visit(locks, 1, [], "after"), 1)


async def test_one_who_waits_may_be_called_away(locks: ChatLocks) -> None:
    async with locks.hold(-7, 1):
        waiting = asyncio.create_task(_visit(locks, 1, [], "waiting"))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await asyncio.wait_for(_visit(locks, 1, [], "after"), 1)


async def test_chats_in_which_nobody_is_leave_nothing_behind() -> None:
    locks = LocalChatLocks()
    await asyncio.gather(*(_visit(locks, chat % 50, [], "") for chat in range(200)))
    assert len(locks) == 0


async def test_processes_exclude_each_other_through_redis(redis: Redis) -> None:
    seen: list[str] = []
    processes = [RedisChatLocks(redis) for _ in range(3)]
    await asyncio.gather(*(_visit(process, 1, seen, str(n)) for n, process in enumerate(processes)))
    assert [step.split()[1] for step in seen] == ["in", "out"] * 3


async def test_a_lease_is_renewed_while_it_is_held(redis: Redis) -> None:
    quick = timedelta(milliseconds=60)
    async with RedisChatLocks(redis, lease=quick).hold(-7, 1):
        await asyncio.sleep(0.2)
        assert await redis.exists("kaoban:chat:-7:1")
    assert not await redis.exists("kaoban:chat:-7:1")


async def test_a_dead_process_gives_its_lease_back_by_time(redis: Redis) -> None:
    await redis.set("kaoban:chat:-7:1", "somebody who died", px=50)
    await asyncio.wait_for(_visit(RedisChatLocks(redis), 1, [], "after"), 2)


async def test_who_lost_the_lease_is_stopped(redis: Redis) -> None:
    async def work() -> None:
        async with RedisChatLocks(redis, lease=timedelta(milliseconds=60)).hold(-7, 1):
            await redis.set("kaoban:chat:-7:1", "somebody else", px=5000)
            await asyncio.sleep(5)

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.create_task(work()), 2)
    assert await redis.get("kaoban:chat:-7:1") == b"somebody else"


class Deaf(Redis):
    """A client that turns a cancellation into an error of its own, as one does whose connection breaks in that moment."""

    async def eval(self, script: str, *rest: object) -> object:  # type: ignore[override]
        if "pexpire" not in script:
            return await super().eval(script, *rest)  # type: ignore[misc]
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise NoRedis("the connection broke") from None
        return 1


async def test_a_renewal_that_swallows_its_end_holds_nobody(redis: Redis) -> None:
    deaf = Deaf.from_url(REDIS)
    locks = RedisChatLocks(deaf, lease=timedelta(milliseconds=90))
    async with asyncio.timeout(5):
        async with locks.hold(-7, 1):
            await asyncio.sleep(0.06)
        async with RedisChatLocks(redis).hold(-7, 1):
            pass
    await deaf.aclose()
