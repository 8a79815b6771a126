"""How long until ``serve`` is ready, how much memory it then holds, and what both are made of.

Baseline, in the same run: a bare interpreter that imports the libraries a messenger service can't do without, and nothing of ours.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

PARTS = ("sqlalchemy", "fastapi", "aiogram", "aiogram_dialog", "alembic.command", "dlib", "typst", "app.run")
NEEDED = ("sqlalchemy", "fastapi", "uvicorn", "aiogram", "aiogram_dialog")
_PATIENCE_SECONDS = 60
_MEGABYTE = 1024


async def measure(database: str | None = None, *, rounds: int = 3) -> dict[str, Any]:
    """Seconds and megabytes, medians over ``rounds``; ``ratio`` is the bare libraries' time against ours."""
    starts = [await asyncio.to_thread(_start_once, database) for _ in range(rounds)]
    bare = [await asyncio.to_thread(_imported, NEEDED) for _ in range(rounds)]
    parts = {part: await asyncio.to_thread(_imported, (part,)) for part in PARTS}
    first, again, memory = (statistics.median(column) for column in zip(*starts, strict=True))
    libraries = statistics.median(seconds for seconds, _ in bare)
    return {
        "first_start_s": round(first, 2),
        "second_start_s": round(again, 2),
        "memory_mb": round(memory),
        "libraries_s": round(libraries, 2),
        "libraries_mb": round(statistics.median(megabytes for _, megabytes in bare)),
        "ratio": round(libraries / again, 2),
        "parts": {part: {"s": round(seconds, 2), "mb": round(megabytes)} for part, (seconds, megabytes) in parts.items()},
    }


def _start_once(database: str | None) -> tuple[float, float, float]:
    """Seconds until ready on a new database and once more on the same, and megabytes held then."""
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{Path(folder) / 'start.db'}"
        first, _ = _ready(url)
        again, memory = _ready(url)
    return first, again, memory


def _ready(url: str) -> tuple[float, float]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "KAOBAN_DATABASE_URL": url, "KAOBAN_EXAMS": "shenzhen-2021", "KAOBAN_SECRET_KEY": "s" * 40}
    command = [str(Path(sys.executable).with_name("kaoban")), "serve", "--port", str(port)]
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_until_ready(port)
            return time.perf_counter() - began, _resident(process.pid)
        finally:
            process.terminate()
            process.wait(_PATIENCE_SECONDS)


def _wait_until_ready(port: int) -> None:
    deadline = time.perf_counter() + _PATIENCE_SECONDS
    while time.perf_counter() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise TimeoutError("serve never became ready")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / _MEGABYTE


def _imported(modules: tuple[str, ...]) -> tuple[float, float]:
    """Seconds and megabytes of a fresh interpreter that imports ``modules``."""
    report = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmRSS')))"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", f"import {', '.join(modules)}; {report}"], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - began, int(done.stdout) / _MEGABYTE
