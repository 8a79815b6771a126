"""How fast are notifications taken, and does their order matter?

Ours: the product's route with WeChat Pay: signature, decryption, meaning, inbox, commit. Baseline, in the same run: a bare FastAPI
route that verifies the same RSA signature and commits one row with the database's own driver. Both get their requests without any
network, 32 at a time; rounds alternate. Then events with doubles among them are handled in order and shuffled, and must end alike.
"""

import asyncio
import base64
import logging
import random
import sqlite3
import statistics
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import structlog
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi import FastAPI, Request, Response

from benchmarks.endings import ends_alike
from benchmarks.notifications import APIV3_KEY, APPID, MCHID, NOW, SERIAL, Posted, post_all, success
from core.services.payments import Payments
from core.store.engine import Store, open_store
from core.store.migrate import migrate
from gateways.payments.wechat import Keyring, Merchant, WechatPay
from gateways.sandbox.clock import MovableClock
from webhooks.payments import routes

Commit = Callable[[str, bytes], Coroutine[Any, Any, None]]
_TABLE = "CREATE TABLE bench_event (id TEXT PRIMARY KEY, body {bytes} NOT NULL)"


@dataclass(frozen=True, slots=True)
class Figures:
    """Notifications a second, medians over the rounds; ``ratio`` is ours against the baseline of the same run."""

    database: str
    senders: int
    rounds: int
    ours_per_s: float
    baseline_per_s: float
    ratio: float
    p99_ms: float
    baseline_p99_ms: float
    events: int
    doubled: float
    same_end: bool
    handled_per_s: float


async def measure(
    database_url: str | None = None, *, senders: int = 32, rounds: int = 5, each: int = 1000, events: int = 10_000
) -> dict[str, Any]:
    """Measure on SQLite, or on the empty database named, whose notifications are left there.

    :param each: notifications in each round.
    :param events: how many are handled in order and shuffled.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        url = database_url or f"sqlite:///{Path(folder) / 'bench.db'}"
        await asyncio.to_thread(migrate, url)
        key = await asyncio.to_thread(rsa.generate_private_key, 65537, 2048)
        made = await asyncio.to_thread(lambda: [success(key, index) for index in range(rounds * each)])
        async with ours(url, key.public_key()) as mine, bare(url, Path(folder), key.public_key()) as base:
            measured = [await _round(mine.app, base, made[at : at + each], senders) for at in range(0, len(made), each)]
            end = await ends_alike(mine, key, events)
    return asdict(_figures(url.split(":")[0], senders, measured, end))


async def _round(mine: FastAPI, base: FastAPI, events: Sequence[Posted], senders: int) -> tuple[float, float, float, float]:
    """A second's worth of both, in either order, and the slowest hundredth of each."""
    both = [mine, base]
    random.shuffle(both)
    found = {id(app): await post_all(app, events, senders) for app in both}
    (fast, took), (base_fast, base_took) = found[id(mine)], found[id(base)]
    return fast, base_fast, _slowest(took), _slowest(base_took)


def _slowest(took: Sequence[float]) -> float:
    return statistics.quantiles(took, n=100)[98] * 1000


def _figures(
    database: str, senders: int, measured: Sequence[tuple[float, float, float, float]], end: tuple[int, float, bool, float]
) -> Figures:
    middle = [round(statistics.median(column), 1) for column in zip(*measured, strict=True)]
    ratio = round(statistics.median(mine / base for mine, base, _, _ in measured), 3)
    events, doubled, same, handled = end
    return Figures(
        database,
        senders,
        len(measured),
        middle[0],
        middle[1],
        ratio,
        middle[2],
        middle[3],
        events,
        doubled,
        same,
        round(handled, 1),
    )


@dataclass(frozen=True, slots=True)
class Ours:
    """The product's route, and what lies behind it."""

    app: FastAPI
    payments: Payments
    store: Store


class NoExams:
    """Every application here has terms of its own."""

    def get(self, tx: Any, exam_id: str) -> Any:
        """Never asked."""
        raise LookupError(exam_id)


@asynccontextmanager
async def ours(url: str, key: rsa.RSAPublicKey) -> AsyncIterator[Ours]:
    """The product's own webhook with WeChat Pay behind it."""
    store, clock = open_store(url), MovableClock(NOW, running=False)
    async with httpx.AsyncClient() as nowhere:
        provider = WechatPay(nowhere, clock, Keyring({SERIAL: key}), Merchant(MCHID, APPID), APIV3_KEY)
        service = Payments(store, clock, {"wechat": provider}, NoExams(), public_url="https://product.test")
        app = FastAPI()
        app.include_router(routes(service, {"wechat": provider}))
        yield Ours(app, service, store)
    await store.close()


@asynccontextmanager
async def bare(url: str, folder: Path, key: rsa.RSAPublicKey) -> AsyncIterator[FastAPI]:
    """What anybody would write first: verify, insert, commit."""
    async with _sqlite_rows(folder) if url.startswith("sqlite") else _postgres_rows(url) as commit:
        app, padding, digest = FastAPI(), PKCS1v15(), SHA256()

        @app.post("/webhooks/payments/{provider}")
        async def notified(provider: str, request: Request) -> Response:
            body, told = await request.body(), request.headers
            signed = f"{told['wechatpay-timestamp']}\n{told['wechatpay-nonce']}\n".encode() + body + b"\n"
            key.verify(base64.b64decode(told["wechatpay-signature"]), signed, padding, digest)
            await commit(told["wechatpay-nonce"], body)
            return Response()

        yield app


@asynccontextmanager
async def _sqlite_rows(folder: Path) -> AsyncIterator[Commit]:
    """A file of its own, one thread that writes, as durable as ours."""
    loop, thread = asyncio.get_running_loop(), ThreadPoolExecutor(1)

    def opened() -> sqlite3.Connection:
        made = sqlite3.connect(folder / "bare.db", isolation_level=None)
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("PRAGMA synchronous=NORMAL")
        made.execute(_TABLE.format(bytes="BLOB"))
        return made

    connection = await loop.run_in_executor(thread, opened)

    def insert(event_id: str, body: bytes) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bench_event VALUES (?, ?)", (event_id, body))
        connection.execute("COMMIT")

    async def commit(event_id: str, body: bytes) -> None:
        await loop.run_in_executor(thread, insert, event_id, body)

    yield commit
    await loop.run_in_executor(thread, connection.close)
    thread.shutdown()


@asynccontextmanager
async def _postgres_rows(url: str) -> AsyncIterator[Commit]:
    """The same server and database, a pool as large as ours."""
    async with asyncpg.create_pool(url, min_size=16, max_size=32) as pool:
        await pool.execute("DROP TABLE IF EXISTS bench_event")
        await pool.execute(_TABLE.format(bytes="BYTEA"))

        async def commit(event_id: str, body: bytes) -> None:
            await pool.execute("INSERT INTO bench_event VALUES ($1, $2)", event_id, body)

        yield commit
        await pool.execute("DROP TABLE bench_event")
