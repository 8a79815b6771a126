"""A product in a process of its own that is killed while a candidate is under way, and started again on the same database."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from tests.browser.site import free_port
from tests.support.facts import at

ROOT = Path(__file__).parents[2]
STARTS_WITHIN_SECONDS = 60.0
_BETWEEN = timedelta(minutes=3)
_OF_NOBODY = ("/demo/", "/chat/sessions", "/sandbox/sms", "/sandbox/bank")


class Mortal:
    """``kaoban demo`` as its own process: a server whose clock begins where we say, three minutes later after each death."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.deaths = 0
        self._folder = folder
        self._now: datetime = at("11-16 10:00:00")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KAOBAN_")}
        self._environment = {
            **inherited,
            "PYTHONPATH": str(ROOT),
            "KAOBAN_DATABASE_URL": database_url,
            "KAOBAN_SECRET_KEY": "k" * 40,
            "KAOBAN_SANDBOX_STATE": str(folder / "sandbox"),
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, and wait until it takes candidates."""
        words = ["-c", "from app.cli import main; main()", "demo", "--at", self._now.isoformat(), "--port", str(self.port)]
        with (self._folder / "said.log").open("ab") as said:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *words, cwd=self._folder, env=self._environment, stdout=said, stderr=said
            )
        async with httpx.AsyncClient(base_url=self.url) as client, asyncio.timeout(STARTS_WITHIN_SECONDS):
            while not await self._is_ready(client):
                assert self._process.returncode is None, (self._folder / "said.log").read_text()[-2000:]
                await asyncio.sleep(0.05)

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        try:
            return (await client.get("/readyz")).status_code == 200
        except httpx.TransportError:
            return False

    async def kill(self) -> None:
        """``kill -9``."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        self.deaths += 1
        self._now += _BETWEEN

    async def end(self) -> None:
        """No process is left behind."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()


class Fatal(httpx.AsyncBaseTransport):
    """The candidate's line: at chosen requests the server dies under it, comes back, and what had no answer is sent again.

    :param delays: for each number of a changing request how many seconds after sending it the server dies; ``None``: right after
        it has answered.
    """

    def __init__(self, mortal: Mortal, delays: Mapping[int, float | None]) -> None:
        self.sent = 0
        self._mortal = mortal
        self._delays = delays
        self._line = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST" or request.url.path.startswith(_OF_NOBODY):
            return await self._line.handle_async_request(request)
        await request.aread()
        self.sent += 1
        if request.url.path == "/chat/updates":
            request.headers["Idempotency-Key"] = f"update-{self.sent}"
        if self.sent not in self._delays:
            return await self._line.handle_async_request(request)
        answer = await self._cut(request, self._delays[self.sent])
        return answer if answer is not None else await self._line.handle_async_request(request)

    async def _cut(self, request: httpx.Request, delay: float | None) -> httpx.Response | None:
        sending = asyncio.create_task(self._whole(request))
        if delay is None:
            await asyncio.wait([sending])
        else:
            await asyncio.wait([sending], timeout=delay)
        await self._mortal.kill()
        answer = await sending
        await self._line.aclose()
        self._line = httpx.AsyncHTTPTransport()
        await self._mortal.start()
        return answer

    async def _whole(self, request: httpx.Request) -> httpx.Response | None:
        try:
            answer = await self._line.handle_async_request(request)
            content = await answer.aread()
        except httpx.TransportError:
            return None
        return httpx.Response(answer.status_code, headers=answer.headers, content=content, request=request)

    async def aclose(self) -> None:
        await self._line.aclose()


def at_each(numbers: Iterable[int], seed: int) -> dict[int, float | None]:
    """A death at each of these requests: right after the answer, or some time before it."""
    chance = random.Random(seed)
    return {number: chance.choice((None, 0.0, *(chance.uniform(0.002, 0.08) for _ in range(4)))) for number in numbers}


@asynccontextmanager
async def mortal(database_url: str, folder: Path) -> AsyncIterator[Mortal]:
    """A running product that can be killed."""
    running = Mortal(database_url, folder)
    await running.start()
    try:
        yield running
    finally:
        await running.end()
