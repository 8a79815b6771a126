"""Three processes on PostgreSQL and Redis under load while whatever can go wrong does; afterwards all is as it must be.

``KAOBAN_CHAOS_SEED`` repeats a run, ``KAOBAN_CHAOS_SECONDS`` makes it longer.
"""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.settings import Settings
from core.store.engine import open_store
from core.store.migrate import migrate
from gateways.sandbox.clock import MovableClock
from tests.chaos.cluster import Postgres, RedisServer, cluster
from tests.chaos.nodes import Node, Nodes
from tests.chaos.world import World, settle_in
from tests.support.bot_api import TOKEN, BotApi
from tests.support.bot_api.faults import Limit
from tests.support.facts import at
from tests.support.standard_webhooks import SECRET

SEED = int(os.environ.get("KAOBAN_CHAOS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
SECONDS = float(os.environ.get("KAOBAN_CHAOS_SECONDS", "100"))
PROCESSES = 3
FAULTS = ("kill", "kill", "postgres", "flush", "redis", "cut", "clock")


@dataclass
class Time:
    """The time that all processes were last told, running on."""

    clock: MovableClock

    def now(self) -> datetime:
        return self.clock.now()

    def step(self, by: timedelta) -> datetime:
        self.clock.set(self.clock.now() + by)
        self.clock.run()
        return self.clock.now()


@dataclass
class Chaos:
    """Does what goes wrong."""

    postgres: Postgres
    redis: RedisServer
    nodes: Nodes
    api: BotApi
    time: Time
    chance: random.Random
    happened: Counter[str] = field(default_factory=Counter)
    restarting: list["asyncio.Task[None]"] = field(default_factory=list)

    async def rage(self, seconds: float) -> None:
        """One thing after the other, each kind at least once."""
        end, left = time.monotonic() + seconds, self.chance.sample(FAULTS, len(FAULTS))
        while time.monotonic() < end or left:
            name = left.pop() if left else self.chance.choice(FAULTS)
            deed: Callable[[], Awaitable[None]] = getattr(self, f"_{name}")
            await deed()
            self.happened[name] += 1
            await asyncio.sleep(self.chance.uniform(2, 8))
        await asyncio.gather(*self.restarting)

    async def _kill(self) -> None:
        node = self.chance.choice(self.nodes)
        if any(not task.done() for task in self.restarting):
            await asyncio.wait(self.restarting)
        await node.kill()
        self.restarting.append(asyncio.create_task(self._revive(node)))

    async def _revive(self, node: Node) -> None:
        await asyncio.sleep(self.chance.uniform(0.5, 3))
        await node.start(self.time.now())

    async def _postgres(self) -> None:
        await self.postgres.restart(self.chance.choice(("fast", "immediate")))

    async def _flush(self) -> None:
        await self.redis.flush()

    async def _redis(self) -> None:
        await self.redis.restart()

    async def _cut(self) -> None:
        self.api.faults.is_cut = True
        await asyncio.sleep(self.chance.uniform(2, 5))
        self.api.faults.is_cut = False

    async def _clock(self) -> None:
        await self.nodes.set_clocks(self.time.step(timedelta(hours=-1)))


@asynccontextmanager
async def product(folder: Path, seed: int) -> AsyncIterator[tuple[Chaos, World]]:
    """Three processes, their servers, the emulated Bot API, and a world with something to lose."""
    now = Time(MovableClock(at("11-16 10:00:00")))
    async with cluster() as (postgres, redis), BotApi(now.clock) as api:
        api.faults.limit = Limit()
        settings = {
            "KAOBAN_DATABASE_URL": postgres.url,
            "KAOBAN_REDIS_URL": redis.url,
            "KAOBAN_SECRET_KEY": "c" * 40,
            "KAOBAN_TELEGRAM_TOKEN": TOKEN,
            "KAOBAN_TELEGRAM_API_BASE": api.base_url,
            "KAOBAN_TELEGRAM_MODE": "webhook",
            "KAOBAN_SANDBOX_PAY_SECRETS": SECRET,
        }
        migrate(postgres.url)
        accounts = await settle_in(Settings(database_url=postgres.url, secret_key="c" * 40), now.now(), each=15)
        for number in range(len(accounts)):
            api.person(9000 + number, language_code="en")
        nodes, chance = Nodes(Node(number, folder, settings) for number in range(PROCESSES)), random.Random(seed)
        api.delivery.balance = nodes.balancing()
        store = open_store(postgres.url)
        try:
            await asyncio.gather(*(node.start(now.now()) for node in nodes))
            yield Chaos(postgres, redis, nodes, api, now, chance), World(store, api, nodes, chance, now.now, accounts)
        finally:
            for node in nodes:
                await node.end()
            await store.close()


@asynccontextmanager
async def load(world: World) -> AsyncIterator[None]:
    """Letters, payments and people, until the end of the block."""
    tasks = [asyncio.create_task(work) for work in (world.write_letters(8), world.talk(5))]
    paying = asyncio.create_task(world.pay(1))
    try:
        yield
    finally:
        for task in (*tasks, paying):
            task.cancel()
        ended = await asyncio.gather(*tasks, paying, return_exceptions=True)
        for error in ended:
            assert isinstance(error, asyncio.CancelledError), repr(error)


async def calm(chaos: Chaos, world: World, seconds: float) -> None:
    """Nothing goes wrong any more, and everything written so far arrives; leases of the dead run out."""
    steps_back = timedelta(hours=chaos.happened["clock"])
    await chaos.nodes.set_clocks(chaos.time.step(steps_back + timedelta(minutes=10)))
    end, next_step = time.monotonic() + seconds, time.monotonic() + 40
    while await world.undone():
        if time.monotonic() > end:
            chaos.nodes.ask_where()
            await asyncio.sleep(2)
            raise AssertionError(f"{await world.undone()} letters don't arrive: {await world.waiting()}")
        await asyncio.sleep(1)
        if time.monotonic() > next_step:
            next_step += 40
            await chaos.nodes.set_clocks(chaos.time.step(timedelta(minutes=5)))


@pytest.mark.long
async def test_nothing_is_lost_whatever_goes_wrong(tmp_path: Path) -> None:
    print(f"\nKAOBAN_CHAOS_SEED={SEED}")  # noqa: T201 - to repeat the run
    async with product(tmp_path, SEED) as (chaos, world):
        before = await world.facts()
        async with load(world):
            await chaos.rage(SECONDS)
        await asyncio.gather(*(node.ready(20) for node in chaos.nodes))
        await calm(chaos, world, 180)
        await world.greet(20)
        figures = await world.judge()
        await world.judge_payments()
        assert await world.facts() == before
        await asyncio.gather(*(node.ready(5) for node in chaos.nodes))
        limit = chaos.api.faults.limit
        assert limit
        print({**figures, "orders": len(world.orders), "bans": limit.bans, **chaos.happened})  # noqa: T201 - the figures of the run
        assert [await node.stop() for node in chaos.nodes] == [0] * PROCESSES
