"""How sure one must be: an answer that may be wrong is no answer, so doubt becomes three buttons, and no idea becomes a person."""

from collections.abc import Sequence
from dataclasses import replace

from core.model.answers import OTHER, POLICY, Reading, Routed, Thresholds, Tier

_RANKED = 7
_MARGIN = 0.06
_OUTCOMES = (POLICY, OTHER)


def route(reading: Reading, limits: Thresholds) -> Routed:
    """The tier of a question and the entries it may be about."""
    ranked = sorted(reading.probabilities, key=lambda label: -reading.probabilities[label])
    entries = tuple(label for label in ranked if label not in _OUTCOMES)[:_RANKED]
    best = ranked[0]
    score = reading.probabilities[best]
    if best == POLICY and (POLICY in reading.votes or score >= limits.policy):
        return Routed(Tier.POLICY, POLICY, entries, score)
    if best not in _OUTCOMES and _is_sure(best, reading, limits):
        return Routed(Tier.ANSWER, best, entries, score)
    if OTHER not in reading.votes and entries and _is_likely(entries[0], best, reading, limits):
        return Routed(Tier.CLARIFY, entries[0], entries, reading.probabilities[entries[0]])
    return Routed(Tier.POLICY if best == POLICY else Tier.HUMAN, best, entries, score, OTHER in reading.votes)


def together(whole: Routed, parts: Sequence[Routed]) -> Routed:
    """A message of several sentences: where they ask for different entries, each of them is offered and none is answered."""
    sure = dict.fromkeys([whole.id, *(part.id for part in parts if part.tier is Tier.ANSWER)])
    if len(sure) == 1:
        return whole
    ranked = (*sure, *(entry for entry in whole.ranked if entry not in sure))
    return replace(whole, tier=Tier.CLARIFY, ranked=ranked[:_RANKED])


def _is_sure(best: str, reading: Reading, limits: Thresholds) -> bool:
    """Nothing speaks against it, no word of it is strange, it is likely enough, and it was asked in such words before."""
    voted = best in reading.votes
    if reading.votes - {best} or reading.strange or reading.aside > (limits.aside if voted else 0):
        return False
    if _sounds_unanswered(best, reading):
        return False
    likely = reading.probabilities[best] >= (limits.voted if voted else limits.answer)
    near = reading.likeness[best] >= (limits.voted_near if voted else limits.near)
    return likely and near and reading.familiar >= (limits.voted_familiar if voted else limits.familiar)


def _sounds_unanswered(best: str, reading: Reading) -> bool:
    """Whether the question isn't clearly nearer to a phrasing of the entry than to one that nothing answers."""
    return reading.likeness[best] < max(reading.likeness.get(label, 0.0) for label in _OUTCOMES) + _MARGIN


def _is_likely(entry: str, best: str, reading: Reading, limits: Thresholds) -> bool:
    return best == entry or reading.probabilities[entry] >= limits.clarify
