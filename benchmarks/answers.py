"""How long a typed question takes, beside a plain string matcher over the same phrasings."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from core.model.answers import OTHER, POLICY
from core.packs import read_pack
from core.packs.weights import FILE, load
from core.services.answers.router import Router

PACK = Path(__file__).parents[1] / "exams"
_EVERY = 4
"""Each fourth phrasing is asked; the matcher may not see it. The router has learnt from it: only its time is measured here."""


async def measure(database_url: str | None = None, *, rounds: int = 3) -> dict[str, Any]:
    """Milliseconds for a question (median over ``rounds``), size and start-up. The database isn't used.

    ``ratio`` is our time against the matcher's in the same run.
    """
    folder = min(path.parent for path in PACK.glob("*/exam.toml"))
    questions = read_pack(folder).questions
    began = time.perf_counter()
    router = Router(load(folder / FILE))
    start_up = time.perf_counter() - began
    known = [(one, label) for label, ones in questions.phrasings.items() for one in ones]
    asked = [one for one, label in known[::_EVERY] if label not in (POLICY, OTHER)]
    matched = [one for place, (one, _) in enumerate(known) if place % _EVERY]
    ours = _median(asked, router.route, rounds)
    matcher = _median(asked, lambda one: process.extractOne(one, matched, scorer=fuzz.token_set_ratio), rounds)
    return {
        "questions": len(asked),
        "ms_p50": round(ours, 3),
        "baseline_ms_p50": round(matcher, 3),
        "ratio": round(ours / matcher, 3),
        "start_up_ms": round(start_up * 1000, 1),
        "weights_bytes": (folder / FILE).stat().st_size,
    }


def _median(asked: list[str], ask: Callable[[str], object], rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        for one in asked:
            began = time.perf_counter()
            ask(one)
            spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)
