"""A real server with the sandbox world, on a free port of this machine, in the loop of the test."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from app.build import House
from app.run import prepared
from app.server import Role, server
from app.settings import Settings
from gateways.sandbox.clock import MovableClock
from tests.support.facts import at
from tests.support.packs import BUNDLED


@dataclass(slots=True)
class Served:
    """Where the server is, and what it is made of."""

    url: str
    house: House
    clock: MovableClock


@asynccontextmanager
async def serving(database_url: str, folder: Path, **settings: object) -> AsyncIterator[Served]:
    """The whole product on that database; its clock stands on Monday morning of the registration week."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    clock = MovableClock(at("11-16 10:00:00"))
    given = {
        "database_url": database_url,
        "sandbox": True,
        "public_url": url,
        "exams": (str(BUNDLED),),
        "secret_key": "t" * 40,
        "sandbox_state": folder / "sandbox",
    }
    house = await prepared(Settings(**{**given, **settings}), clock)  # type: ignore[arg-type]
    config = uvicorn.Config(server(house, Role.ALL), port=port, log_config=None, timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve())
    while not running.started:
        if task.done():
            await task
        await asyncio.sleep(0.02)
    try:
        yield Served(url, house, clock)
    finally:
        running.should_exit = True
        await task
