"""How well a router does on questions it has never seen: how often right, how often wrong although sure, and how fast."""

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.model.answers import OTHER, POLICY, Routed, Tier
from core.services.answers.router import Router

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what it should reach. ``answerable``: the pack's entry ``label`` answers it."""

    question: str
    label: str
    answerable: bool

    @classmethod
    def of(cls, line: dict[str, Any], names: Mapping[str, str] | None = None) -> "Asked":
        """From a line ``{"q", "label"[, "answerable"]}``; without the mark, every entry answers. Raises ``KeyError``.

        :param names: other names of entries, and the entries.
        """
        label = (names or {}).get(str(line["label"]), str(line["label"]))
        return cls(str(line["q"]), label, bool(line.get("answerable", label not in (POLICY, OTHER))))


@dataclass(frozen=True, slots=True)
class Figures:
    """What came out.

    :ivar top1: of the answerable questions, how many have the right label on top.
    :ivar precision: of the direct answers, how many were right; 1 where none was given.
    :ivar coverage: of the answerable questions, how many were answered directly.
    :ivar in_top3: of the answerable questions, how many have the right entry among the three.
    :ivar out_of_scope_wrong: of the others, how many were answered directly all the same.
    :ivar mistakes: every direct answer that was wrong.
    :ivar ms_p50: milliseconds for one question, median.
    """

    n: int
    top1: float
    precision: float
    coverage: float
    in_top3: float
    out_of_scope_wrong: float
    mistakes: tuple[dict[str, Any], ...]
    ms_p50: float

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {**asdict(self), "mistakes": list(self.mistakes)}


def evaluate(router: Router, asked: Sequence[Asked]) -> Figures:
    """Ask everything once."""
    routed, spent = [], []
    for one in asked:
        began = time.perf_counter()
        routed.append(router.route(one.question))
        spent.append(time.perf_counter() - began)
    return figures(list(zip(asked, routed, strict=True)), statistics.median(spent) * 1000 if spent else 0.0)


def figures(pairs: Sequence[tuple[Asked, Routed]], ms: float) -> Figures:
    """The figures of questions with where they went."""
    inside = [(one, where) for one, where in pairs if one.answerable]
    outside = [(one, where) for one, where in pairs if not one.answerable]
    direct = [(one, where) for one, where in pairs if where.tier is Tier.ANSWER]
    wrong = [(one, where) for one, where in direct if not (one.answerable and where.id == one.label)]
    return Figures(
        n=len(pairs),
        top1=_share([where.id == one.label for one, where in inside]),
        precision=_share([True] * (len(direct) - len(wrong)) + [False] * len(wrong)),
        coverage=_share([where.tier is Tier.ANSWER for _, where in inside]),
        in_top3=_share([one.label in (*where.candidates, where.id) for one, where in inside]),
        out_of_scope_wrong=1 - _share([where.tier is not Tier.ANSWER for _, where in outside]),
        mistakes=tuple(
            {"q": one.question, "label": one.label, "id": where.id, "score": round(where.score, _DIGITS)} for one, where in wrong
        ),
        ms_p50=round(ms, _DIGITS),
    )


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), _DIGITS) if hits else 1.0
