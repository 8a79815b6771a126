"""Processes of the product side by side on one database and one Redis, each of which may be killed at any moment."""

import asyncio
import os
import random
import signal
import sys
from datetime import datetime
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx

from tests.browser.site import free_port

ROOT = Path(__file__).parents[2]
STARTS_WITHIN_SECONDS = 150.0
# Asked by SIGUSR1, a process that hangs says where.
_BEGIN = """
import asyncio, faulthandler, signal, sys
def where(*_):
    faulthandler.dump_traceback()
    try:
        tasks = asyncio.all_tasks()
    except RuntimeError:
        return
    for task in tasks:
        print("WAITS", task.get_name(), file=sys.stderr)
        waits = task.get_coro()
        while waits is not None and getattr(waits, "cr_frame", None) is not None:
            print("   ", waits.cr_frame.f_code.co_filename[-40:], waits.cr_frame.f_lineno, waits.cr_code.co_name, file=sys.stderr)
            waits = waits.cr_await
signal.signal(signal.SIGUSR1, where)
from app.cli import main
main()
"""


class Node:
    """One process that does everything: pages, Telegram, letters, recurring jobs."""

    def __init__(self, number: int, folder: Path, settings: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.deaths = 0
        self._log = folder / f"node{number}.log"
        self._folder = folder / f"node{number}"
        self._folder.mkdir()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KAOBAN_")}
        own = {"PYTHONPATH": str(ROOT), "KAOBAN_SANDBOX_STATE": str(self._folder / "sandbox")}
        self._environment = inherited | settings | own
        self._process: asyncio.subprocess.Process | None = None

    @property
    def said(self) -> str:
        """What the process wrote so far."""
        return self._log.read_text(errors="replace")

    async def start(self, at: datetime) -> None:
        """Start with its clock at ``at``; returns once it is ready."""
        words = ["-c", _BEGIN, "demo", "--at", at.isoformat(), "--port", str(self.port)]
        with self._log.open("ab") as said:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *words, cwd=self._folder, env=self._environment, stdout=said, stderr=said
            )
        await self.ready(STARTS_WITHIN_SECONDS)

    async def ready(self, seconds: float) -> None:
        """Return once it lives and is ready, which it must be within so many seconds, by itself."""
        try:
            await asyncio.wait_for(self._until_ready(), seconds)
        except TimeoutError:
            self.ask_where()
            await asyncio.sleep(1)
            raise AssertionError(f"not ready after {seconds} s: {self.said[-6000:]}") from None

    def ask_where(self) -> None:
        """Let it write where it is."""
        assert self._process is not None
        self._process.send_signal(signal.SIGUSR1)

    async def _until_ready(self) -> None:
        async with httpx.AsyncClient(base_url=self.url) as client:
            while not (await self._answers(client, "/readyz") and await self._answers(client, "/healthz")):
                assert self._process is not None
                assert self._process.returncode is None, self.said[-3000:]
                await asyncio.sleep(0.1)

    async def _answers(self, client: httpx.AsyncClient, path: str) -> bool:
        try:
            return (await client.get(path)).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    async def kill(self) -> None:
        """``kill -9``."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        self.deaths += 1

    async def stop(self) -> int:
        """Ask it to end, as a supervisor does; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), 40)

    async def end(self) -> None:
        """No process is left behind."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()


class Nodes(list[Node]):
    """All of them."""

    def balancing(self) -> "Balancer":
        """What stands in front of them."""
        return Balancer(self)

    async def set_clocks(self, at: datetime) -> None:
        """Set the clock of every process that answers, and let it run on from there."""
        for node in self:
            try:
                async with httpx.AsyncClient(base_url=node.url, timeout=5) as client:
                    await client.post("/demo/clock", json={"now": at.isoformat()})
                    await client.post("/demo/clock", json={"run": True})
            except httpx.TransportError:
                continue

    def ask_where(self) -> None:
        """Let every process write where it is."""
        for node in self:
            node.ask_where()

    def any_url(self, chance: random.Random) -> str:
        """One of them."""
        return chance.choice(self).url


class Balancer:
    """Sends each call to the next process, whatever address it was meant for."""

    def __init__(self, nodes: Nodes) -> None:
        self._turn = cycle(nodes)

    def __call__(self, url: str) -> str:
        """The same path at the next process."""
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=f"127.0.0.1:{next(self._turn).port}"))
