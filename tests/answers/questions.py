"""Questions that the router hasn't learnt from: ``evaluation`` was written before any phrasing, ``afterwards`` when all was done.

``tuning`` was looked at while patterns and thresholds were made, so it flatters. The ``unseen`` sets and the batches were new
once; the decision page on free words says what came out then. Some of the former turned out to be phrasings word for word.
"""

import json
from functools import cache
from pathlib import Path

from core.packs.weights import FILE, load
from core.services.answers.evaluation import Asked
from core.services.answers.router import Router
from tests.support.packs import BUNDLED, bundled_pack

DATA = Path(__file__).parent / "data"
BATCHES = ("batch_families", "batch_young", "batch_official", "batch_mixed", "batch_last")
SETS = ("evaluation", "afterwards", "tuning", "unseen_last", "unseen_after", "unseen_final", *BATCHES)


@cache
def router() -> Router:
    """The router of the bundled pack."""
    return Router(load(BUNDLED / FILE))


def lines(name: str) -> list[dict[str, object]]:
    """A set as it is written."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def asked(name: str) -> list[Asked]:
    """A set as it is evaluated."""
    names = {one.id: one.same_as for one in bundled_pack().exam.answers if one.same_as}
    return [Asked.of(line, names) for line in lines(name)]
