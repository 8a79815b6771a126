"""Is reminding a million people a matter of the database or of the channel?

Planning one rule for everybody in its status (the product's own statement), claiming and marking what was planned, in one process
and in four; beside it, in the same run, one APScheduler job a candidate (the first 5,000, extrapolated). Then a bulk through the
real sender against a network that allows 30 calls a second, while people press.
"""

import asyncio
import resource
import shutil
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.bulk import send_bulk
from benchmarks.claims import claim_and_mark, several
from benchmarks.crowd import gather
from benchmarks.jobs import jobs_per_s
from benchmarks.rooms import PACK
from core.model.exam import WindowName
from core.packs import read_pack
from core.services.exams import Exams
from core.services.reminders import Planning
from core.store.engine import open_store
from core.store.migrate import migrate
from gateways.sandbox.clock import MovableClock

CANDIDATES = 100_000
RULE = "unconfirmed-last-day"
_JOBS, _JOB_SECONDS = 5_000, 20.0
_CLAIMED, _EACH, _PROCESSES = 40_000, 10_000, 4
_BULK = 500


async def measure(database_url: str | None = None, *, candidates: int = CANDIDATES) -> dict[str, Any]:
    """Measure on SQLite, or on the empty database named."""
    folder = Path(tempfile.mkdtemp())
    url = database_url or f"sqlite:///{folder / 'bench.db'}"
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            step = progress.add_task("people", total=5)
            figures = await _planned(url, candidates, lambda: progress.advance(step))
            for tuned, name in ((False, "jobs_add"), (True, "jobs_add_tuned")):
                rate, added = await asyncio.to_thread(jobs_per_s, url, folder, _JOBS, _JOB_SECONDS, tuned=tuned and "sqlite" in url)
                figures |= {f"{name}_per_s": round(rate, 1), name.replace("_add", "_added"): added}
            progress.advance(step)
            figures["ratio_to_jobs"] = round(figures["plan_per_s"] / figures["jobs_add_per_s"], 1)
            figures["ratio_to_tuned_jobs"] = round(figures["plan_per_s"] / figures["jobs_add_tuned_per_s"], 1)
            figures |= (await send_bulk(folder, PACK, _BULK)).figures()
            progress.advance(step)
    finally:
        shutil.rmtree(folder)
    return figures


async def _planned(url: str, candidates: int, step: Any) -> dict[str, Any]:
    await asyncio.to_thread(migrate, url)
    reading = read_pack(PACK)
    assert reading.exam is not None
    closes = reading.exam.window(WindowName.REGISTRATION).closes_at
    assert closes is not None
    now = closes - timedelta(hours=7)
    clock, store = MovableClock(now, running=True), open_store(url)
    try:
        exams = Exams(store, clock)
        await exams.load(reading)
        await gather(store, reading.exam, candidates, now - timedelta(days=1))
        step()
        planning, before = Planning(store, clock, exams), _peak_mb()
        began = time.perf_counter()
        planned = await planning.plan_rule(reading.exam.id, RULE, now)
        plan_s = time.perf_counter() - began
        began = time.perf_counter()
        again = await planning.plan_rule(reading.exam.id, RULE, now)
        again_s, grown = time.perf_counter() - began, _peak_mb() - before
        step()
        done, seconds = await claim_and_mark(store, now, min(_CLAIMED, candidates // 3))
    finally:
        await store.close()
    figures = await _scaling(url, now, min(_EACH, candidates // 10))
    step()
    return {
        "database": url.split(":", maxsplit=1)[0],
        "candidates": candidates,
        "planned": planned,
        "planned_twice": again,
        "plan_s": round(plan_s, 2),
        "plan_per_s": round(planned / plan_s, 1),
        "plan_again_s": round(again_s, 2),
        "claim_mark_per_s": round(done / seconds, 1),
        **figures,
        "peak_rss_mb": round(_peak_mb(), 1),
        "peak_rss_growth_mb": round(grown, 1),
    }


async def _scaling(url: str, now: datetime, each: int) -> dict[str, float]:
    """One process beside four, on what is left of the letters."""
    alone = await several(url, now, 1, each)
    together = await several(url, now, _PROCESSES, each)
    return {
        "one_process_per_s": round(alone, 1),
        "four_processes_per_s": round(together, 1),
        "scaling_of_four": round(together / alone, 2),
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
