"""Gives the house the router of each pack; weights that don't fit are said, and never used to answer what isn't there."""

from pathlib import Path

import structlog

from core.model.answers import OTHER, POLICY
from core.packs import PackReading
from core.packs.weights import FILE, BadWeights, Weights, load
from core.services.answers.router import Router

log = structlog.get_logger("answers")
_MEND = "make answers"


def router_of(folder: Path, reading: PackReading) -> Router | None:
    """The router of a pack. ``None`` where it has no questions, or no weights that know just its entries: then a person answers."""
    if reading.exam is None or not reading.questions.phrasings:
        return None
    try:
        weights = load(folder / FILE)
    except BadWeights:
        log.warning("the answers of this pack have no weights, so people are sent to a person", pack=str(folder), mend=_MEND)
        return None
    if not _knows(weights, reading):
        log.warning("the weights don't know the answers of this pack, so they aren't used", pack=str(folder), mend=_MEND)
        return None
    if not weights.fit(reading.questions):
        log.warning("the weights are older than the questions of this pack", pack=str(folder), mend=_MEND)
    return Router(weights)


def _knows(weights: Weights, reading: PackReading) -> bool:
    entries = {one.id for one in reading.exam.answers if one.same_as is None} if reading.exam else set()
    return set(weights.labels) - {POLICY, OTHER} == entries
