"""Questions that the router hasn't learnt from: ``evaluation`` was written before any phrasing, ``afterwards`` when all was done.

``tuning`` was looked at while patterns and thresholds were made, so it flatters.
"""

import json
from functools import cache
from pathlib import Path

from core.packs.weights import FILE, load
from core.services.answers.evaluation import Asked
from core.services.answers.router import Router
from tests.support.packs import BUNDLED

DATA = Path(__file__).parent / "data"
SETS = ("evaluation", "afterwards", "tuning")


@cache
def router() -> Router:
    """The router of the bundled pack."""
    return Router(load(BUNDLED / FILE))


def lines(name: str) -> list[dict[str, object]]:
    """A set as it is written."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def asked(name: str) -> list[Asked]:
    """A set as it is evaluated."""
    return [Asked.of(line) for line in lines(name)]
