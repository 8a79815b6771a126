"""Routes a question by its weights: sparse text features, one matrix product, patterns as votes. numpy only, no network."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.model.answers import OTHER, POLICY, Reading, Routed, Tier
from core.packs.weights import Weights
from core.rules.answers.spelling import LONGEST, grams, sentences
from core.rules.answers.tiers import route, together

Floats = NDArray[np.float32]
Places = NDArray[np.int32]

_LATIN = 2
_VOTE = 2.5
"""What one vote adds to the logarithm of a label's odds."""


@dataclass(frozen=True, slots=True)
class Features:
    """A question as a sparse vector of length one: places in the vocabulary, values there, and the share of it that is known."""

    places: Places
    values: Floats
    known: float


def features_of(question: str, vocabulary: Mapping[str, int], rarity: Floats, unknown: float) -> Features:
    """The vector of ``question``, a text in plain spelling and sound joined by the caller.

    :param rarity: weight of each place of the vocabulary (inverse document frequency).
    :param unknown: weight of a piece that isn't in the vocabulary; it only lowers ``known``.
    """
    plain, _, sound = question.partition("\n")
    counts = Counter(grams(plain, sound))
    found = [(vocabulary[gram], count) for gram, count in counts.items() if gram in vocabulary]
    places = np.array([place for place, _ in found], dtype=np.int32)
    values = (1 + np.log(np.array([count for _, count in found], dtype=np.float32))) * rarity[places]
    length = float(np.sqrt(values @ values))
    return Features(places, values / length if length else values, _known(plain, vocabulary, rarity, unknown))


def _known(plain: str, vocabulary: Mapping[str, int], rarity: Floats, unknown: float) -> float:
    """How much of a question has been seen before: pairs of characters, each as heavy as it is rare."""
    pairs = {first + second for first, second in pairwise(f"^{plain}$")}
    common = sum(float(rarity[vocabulary[pair]]) for pair in pairs if pair in vocabulary)
    return common / (common + unknown * len(pairs - vocabulary.keys()))


class Router:
    """Routes questions of one exam."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._labels = weights.labels

    def small_talk(self, text: str) -> str | None:
        """The kind of a message that is no question; ``None`` for anything else."""
        return self.weights.small_talk.get(self.weights.spelling.plain(text))

    def route(self, text: str) -> Routed:
        """Where the question goes; of several questions in one message none is answered for the others."""
        whole = self._route(text)
        if whole.tier is not Tier.ANSWER or not (parts := sentences(text)):
            return whole
        return together(whole, [self._route(part) for part in parts])

    def _route(self, text: str) -> Routed:
        return route(self.read(text), self.weights.thresholds)

    def answered(self, text: str) -> str:
        """The entry that is answered directly; empty where none is."""
        routed = self.route(text)
        return routed.id if routed.tier is Tier.ANSWER else ""

    @property
    def longest(self) -> int:
        """Characters of a question that are read."""
        return LONGEST

    def read(self, text: str) -> Reading:
        """What the weights make of it."""
        weights = self.weights
        plain = weights.spelling.plain(text)
        asked = features_of(f"{plain}\n{weights.spelling.sound(plain)}", weights.vocabulary, weights.rarity, weights.unknown)
        votes = frozenset(vote.label for vote in weights.votes if vote.speaks(plain))
        logits = weights.bias + asked.values @ weights.matrix[asked.places]
        for label in votes:
            logits[self._labels.index(label)] += _VOTE
        odds = np.exp(logits - logits.max())
        shares = dict(zip(self._labels, map(float, odds / odds.sum()), strict=True))
        strange = tuple(weights.known.strange(plain, -1))
        aside = 0 if strange else self._aside(plain, int(odds.argmax()))
        return Reading(shares, self._likeness(asked), asked.known, votes, strange, aside)

    def _aside(self, plain: str, best: int) -> int:
        """How much of a question the phrasings of its likeliest label don't explain: characters, and Latin words as two each."""
        parts = self.weights.known.strange(plain, 1 << best)
        return sum(_LATIN if part.isascii() else len(part) for part in parts)

    def heavy(self, piece: str) -> float:
        """How much a piece of text weighs; one that no phrasing has weighs most."""
        place = self.weights.vocabulary.get(piece)
        return self.weights.unknown if place is None else float(self.weights.rarity[place])

    def nearest_other(self, text: str, entry: str) -> float:
        """How near the nearest phrasing of any other entry is, pieces that no phrasing has counted as missing there."""
        weights = self.weights
        plain = weights.spelling.plain(text)
        sound = weights.spelling.sound(plain)
        asked = features_of(f"{plain}\n{sound}", weights.vocabulary, weights.rarity, weights.unknown)
        counts = Counter(grams(plain, sound))
        parts = [((1 + np.log(count)) * self.heavy(piece), piece in weights.vocabulary) for piece, count in counts.items()]
        whole = sum(value**2 for value, _ in parts)
        shared = float(np.sqrt(sum(value**2 for value, is_known in parts if is_known) / whole)) if whole else 0.0
        near = self._likeness(asked)
        return shared * max((value for label, value in near.items() if label not in (entry, POLICY, OTHER)), default=0.0)

    def _likeness(self, asked: Features) -> dict[str, float]:
        """How near the nearest phrasing of each label is (cosine)."""
        weights = self.weights
        spans = [(weights.starts[place], weights.starts[place + 1]) for place in asked.places]
        near = np.zeros(len(weights.owners), dtype=np.float32)
        for (start, end), value in zip(spans, asked.values, strict=True):
            near[weights.postings[start:end]] += value * weights.masses[start:end]
        best = np.zeros(len(self._labels), dtype=np.float32)
        np.maximum.at(best, weights.owners, near)
        return dict(zip(self._labels, map(float, best), strict=True))
