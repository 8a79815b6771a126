"""How like two questions are, by the pieces of text that they share; and groups of questions like one another."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from core.rules.answers.spelling import grams

Pieces = Mapping[str, float]
"""The pieces of a question, each as heavy as it is rare; their squares add up to one."""


def pieces_of(plain: str, sound: str, heavy: Callable[[str], float]) -> Pieces:
    """The pieces of a question in plain spelling and sound.

    :param heavy: how much a piece weighs.
    """
    counts = Counter(grams(plain, sound))
    weighed = {piece: (1 + math.log(count)) * heavy(piece) for piece, count in counts.items()}
    length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
    return {piece: value / length for piece, value in weighed.items()}


class Nearness:
    """Phrasings by owner, of which the nearest to a question is found by the pieces they share."""

    def __init__(self, phrasings: Iterable[tuple[str, Pieces]]) -> None:
        self._owners: list[str] = []
        self._holds: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for owner, pieces in phrasings:
            self.add(owner, pieces)

    def add(self, owner: str, pieces: Pieces) -> None:
        """One phrasing more."""
        number = len(self._owners)
        self._owners.append(owner)
        for piece, value in pieces.items():
            self._holds[piece].append((number, value))

    def nearest(self, pieces: Pieces) -> dict[str, float]:
        """How near (0 to 1) the nearest phrasing of each owner is; owners with nothing in common are left out."""
        near: dict[int, float] = defaultdict(float)
        for piece, value in pieces.items():
            for number, held in self._holds.get(piece, ()):
                near[number] += value * held
        best: dict[str, float] = {}
        for number, value in near.items():
            best[self._owners[number]] = max(best.get(self._owners[number], 0.0), value)
        return best


def grouped(questions: Sequence[Pieces], alike: float) -> list[list[int]]:
    """Numbers of questions in groups: each is at least ``alike`` to one that is in its group. Large groups come first."""
    seen = Nearness(())
    groups: dict[str, list[int]] = {}
    for number, pieces in enumerate(questions):
        near = seen.nearest(pieces)
        owner = max(near, key=lambda one: near[one], default="")
        if not owner or near[owner] < alike:
            owner = str(number)
        groups.setdefault(owner, []).append(number)
        seen.add(owner, pieces)
    return sorted(groups.values(), key=len, reverse=True)
