"""A PostgreSQL and a Redis of the test's own, on ports of their own, which may be restarted and emptied at will."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.browser.site import free_port
from tests.support.machine import missing

_SERVER_USER = "postgres"


async def run(*words: str) -> None:
    """Run a program to its end; what it said comes with the error."""
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)}: {said.decode()[-800:]}")


def _programs() -> Path:
    for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (place / "initdb").exists():
            return place
    found = shutil.which("initdb")
    if found is None:
        missing("PostgreSQL's own programs aren't here")
    return Path(found).parent


@dataclass
class Postgres:
    """A server whose data lives in ``folder``."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The database of the test."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    async def start(self) -> None:
        """Make the data folder and listen. The server refuses to run as root, so then it runs as its own user."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, _SERVER_USER)
        await self._do("initdb", "-A", "trust", "-U", "postgres", "-D", str(self.folder / "data"), "--no-sync")
        await self._control("start")

    async def restart(self, mode: str) -> None:
        """``fast`` ends every session; ``immediate`` is a crash with recovery."""
        await self._control("restart", "-m", mode)

    async def stop(self) -> None:
        """End it."""
        await self._control("stop", "-m", "immediate")

    async def _control(self, what: str, *more: str) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=150"
        log = str(self.folder / "server.log")
        start = ["-o", options, "-l", log] if what in ("start", "restart") else []
        await self._do("pg_ctl", "-D", str(self.folder / "data"), "-w", *start, *more, what)

    async def _do(self, program: str, *words: str) -> None:
        as_user = ["runuser", "-u", _SERVER_USER, "--"] if os.geteuid() == 0 else []
        # pg_ctl leaves a server that keeps its output open: to a file with it, and nothing to wait for.
        said = self.folder / f"{program}.log"
        with said.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *as_user, str(_programs() / program), *words, stdout=log, stderr=log, cwd=self.folder
            )
            if await process.wait():
                raise RuntimeError(f"{program} {words}: {said.read_text()[-800:]}")


@dataclass
class RedisServer:
    """A server that keeps nothing on disk."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        """Listen."""
        program = shutil.which("redis-server")
        if program is None:
            missing("redis-server isn't here")
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        with (self.folder / "redis.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(program, *words, stdout=log, stderr=log)
        async with Redis.from_url(self.url) as client:
            for _ in range(100):
                try:
                    await client.ping()
                except (OSError, RedisError):
                    await asyncio.sleep(0.05)
                else:
                    return
        raise RuntimeError("redis-server doesn't answer")

    async def flush(self) -> None:
        """Forget everything."""
        async with Redis.from_url(self.url) as client:
            await client.flushall()

    async def stop(self) -> None:
        """End it."""
        self._process.terminate()
        await self._process.wait()

    async def restart(self) -> None:
        """End it and begin with nothing."""
        await self.stop()
        await self.start()


@asynccontextmanager
async def cluster() -> AsyncIterator[tuple[Postgres, RedisServer]]:
    """Both servers, started; ended and their files removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="kaoban-chaos-"))
    folder.chmod(0o755)  # noqa: ASYNC240 - a test may wait for its disk
    postgres, redis = Postgres(folder, free_port()), RedisServer(folder, free_port())
    try:
        await postgres.start()
        try:
            await redis.start()
            try:
                yield postgres, redis
            finally:
                await redis.stop()
        finally:
            await postgres.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
