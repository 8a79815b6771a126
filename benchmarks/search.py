"""How fast are 20,000 positions searched, and held against one candidate?

Baseline, in the same run and over the same rows: the same question asked of pandas (polars beside it), with columns as text and
masks. A table is compiled once for each version; that time is told apart. Reading is told beside calamine reading the same file.
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from benchmarks.frames import pandas_question, polars_question
from benchmarks.tables import CANDIDATE, QUESTIONS, catalogue_for, real_table, twenty_thousand
from core.model.eligibility import Verdict
from core.model.exam import Position
from core.packs.tables import read_table
from core.packs.tables.candidates import read_facts
from core.services.eligibility import sort_table
from core.services.searching import Filters, Searcher
from core.services.tables import CompiledTable, compile_table
from core.store.engine import Store, open_store
from core.store.migrate import migrate
from core.store.queries import exams as queries

_ROUNDS = 15
_SEARCHERS = 32
_UPDATES = 300
_THINKS = 2.0
_NOON = datetime(2020, 11, 16, 12, tzinfo=UTC)


async def measure(database: str | None = None) -> dict[str, Any]:
    """Search, eligibility, reading, and what searchers cost everybody else."""
    positions = twenty_thousand()
    began = time.perf_counter()
    table = compile_table(positions, catalogue_for(positions))
    figures: dict[str, Any] = {"positions": len(positions), "compile_s": round(time.perf_counter() - began, 2)}
    figures |= _searches(table) | _eligibility(table, positions)
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{folder}/bench.db"
        await asyncio.to_thread(migrate, url)
        store = open_store(url)
        try:
            figures |= await _reading(store) | await _beside_others(store, table)
        finally:
            await store.close()
    return figures


def _searches(table: CompiledTable) -> dict[str, Any]:
    """Filtered searches, each combination new to the searcher's memory as often as not."""
    searcher, chance = Searcher(table), random.Random(7)
    searcher.find(Filters(text="warm"))
    times = []
    for _ in range(20 * _ROUNDS):
        question = chance.choice(QUESTIONS)
        filters = replace(question, text=chance.choice((None, question.text, f"{chance.randrange(10, 99)}")))
        times.append(_timed(partial(searcher.find, filters)))
    return {"search_ms_p50": _ms(statistics.median(times)), "search_ms_p99": _ms(_p99(times))}


def _eligibility(table: CompiledTable, positions: tuple[Position, ...]) -> dict[str, Any]:
    """Rounds of ours and of both frames alternate, so that noise of the machine meets all three."""
    facts = read_facts(CANDIDATE)
    questions: dict[str, Callable[[], object]] = {
        "eligibility": lambda: sort_table(table, facts),
        "pandas": pandas_question(positions),
        "polars": polars_question(positions),
    }
    times: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(_ROUNDS):
        for name, ask in questions.items():
            times[name].append(_timed(ask))
    middle = {name: statistics.median(found) for name, found in times.items()}
    fits = sort_table(table, facts).count(Verdict.FITS)
    told = {f"{name}_ms": _ms(seconds) for name, seconds in middle.items()}
    return {**told, "fits": fits, "ratio": round(middle["eligibility"] / middle["pandas"], 2)}


async def _reading(store: Store) -> dict[str, Any]:
    """A real table read and stored, against the library reading it alone."""
    file = real_table()
    if file is None:
        return {}
    content = file.read_bytes()
    alone, reading = [], []
    for _ in range(_ROUNDS // 3):
        alone.append(_timed(lambda: _alone(file)))
        reading.append(_timed(lambda: read_table(file.name, content)))
    table = read_table(file.name, content)
    began = time.perf_counter()
    await store.write(lambda tx: queries.save_positions(tx, "bench", 1, enumerate(table.positions)))
    stored = time.perf_counter() - began
    base, read = min(alone), min(reading)
    return {
        "calamine_alone_ms": _ms(base),
        "read_ms": _ms(read),
        "store_ms": _ms(stored),
        "read_ratio": round(read / base, 2),
        "import_ratio": round((read + stored) / base, 2),
    }


def _alone(file: Path) -> int:
    book = CalamineWorkbook.from_path(str(file))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


async def _beside_others(store: Store, table: CompiledTable) -> dict[str, Any]:
    """Updates of the store alone, and while many people search."""
    searcher = Searcher(table)
    quiet = await _updates(store)
    asking = [asyncio.create_task(_searching(searcher, number)) for number in range(_SEARCHERS)]
    await asyncio.sleep(0)
    busy = await _updates(store)
    for task in asking:
        task.cancel()
    return {
        "updates_per_s": round(1 / quiet),
        "updates_per_s_beside_searchers": round(1 / busy),
        "slower": round(busy / quiet - 1, 3),
    }


async def _updates(store: Store) -> float:
    """Seconds for one small update."""
    began = time.perf_counter()
    for number in range(_UPDATES):
        await store.write(partial(queries.withdraw_positions, exam_id=f"none-{number}", codes=["0"], now=_NOON))
    return (time.perf_counter() - began) / _UPDATES


async def _searching(searcher: Searcher, number: int) -> None:
    chance = random.Random(number)
    while True:
        await asyncio.sleep(_THINKS * chance.uniform(0.1, 1.9))
        searcher.find(chance.choice(QUESTIONS))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
