"""Which positions have which condition, as the bits of one number for each condition: whole tables are joined by "and" and "or".

Lists of majors are found by what they name, so that a diploma meets only those lists that could cover it.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from core.model.conditions import Condition, Conditions, MajorRequired, MixedCondition, PersonCondition, StudyCondition
from core.model.eligibility import Stage, Verdict
from core.rules.eligibility.majors import Resolved, judge_majors

_BITS = 8
Kind = TypeVar("Kind", bound=Condition)


def bits_of(places: Iterable[int], size: int) -> int:
    """Places as bits, the first one lowest."""
    flags = bytearray(size // _BITS + 1)
    for place in places:
        flags[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(flags, "little")


def places_of(bits: int) -> list[int]:
    """The places of the bits that are set, lowest first."""
    return [place for place, bit in enumerate(bin(bits)[:1:-1]) if bit == "1"]


@dataclass(slots=True)
class MajorLists:
    """The lists of majors of one level: positions of each kind, and ``named`` to find lists by a code or a name they have."""

    unlimited: int = 0
    empty: int = 0
    absent: int = 0
    listed: int = 0
    lists: list[tuple[MajorRequired, int]] = field(default_factory=list)
    named: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    open_ones: list[int] = field(default_factory=list)

    def add(self, required: MajorRequired, stage: Stage, bits: int) -> None:
        """Take in one condition."""
        majors = required.lists.get(stage)
        if majors is None:
            self.absent |= bits
        elif majors.unlimited:
            self.unlimited |= bits
        elif not majors.items:
            self.empty |= bits
        else:
            number = len(self.lists)
            self.lists.append((required, bits))
            self.listed |= bits
            if majors.vague:
                self.open_ones.append(number)
            for name in majors.codes | majors.names:
                self.named[name].append(number)

    def judge(self, stage: Stage, resolved: Resolved) -> tuple[int, int]:
        """Positions whose list doesn't cover the diploma, and those that have to ask."""
        if resolved.anything:
            return self.empty, self.listed | self.absent
        met = {number for name in resolved.codes | resolved.names | resolved.below for number in self.named.get(name, ())}
        verdicts = {number: judge_majors(self.lists[number][0].lists[stage], resolved) for number in met.union(self.open_ones)}
        fits, ask = self._joined(verdicts, Verdict.FITS), self._joined(verdicts, Verdict.ASK)
        return (self.listed & ~fits & ~ask) | self.empty, ask | self.absent

    def _joined(self, verdicts: dict[int, Verdict], wanted: Verdict) -> int:
        found = 0
        for number, verdict in verdicts.items():
            if verdict is wanted:
                found |= self.lists[number][1]
        return found


@dataclass(slots=True)
class Bitmaps:
    """The conditions of a table by position."""

    size: int
    study: list[tuple[StudyCondition | MixedCondition, int]] = field(default_factory=list)
    person: list[tuple[PersonCondition, int]] = field(default_factory=list)
    majors: dict[Stage, MajorLists] = field(default_factory=lambda: {stage: MajorLists() for stage in Stage})

    @property
    def everything(self) -> int:
        """Every position."""
        return (1 << self.size) - 1

    def having(self, kind: type, takes: Callable[[Condition], bool] = lambda _: True) -> int:
        """Positions with a condition of that kind for which ``takes`` is true."""
        found = 0
        for condition, bits in (*self.study, *self.person):
            if isinstance(condition, kind) and takes(condition):
                found |= bits
        return found


def bitmaps_of(rows: Sequence[Conditions]) -> Bitmaps:
    """Built once for each version of a table."""
    bitmaps = Bitmaps(len(rows))
    bitmaps.person = _by_condition(rows, lambda row: row.person)
    for condition, bits in _by_condition(rows, lambda row: row.study):
        if isinstance(condition, MajorRequired):
            for stage, lists in bitmaps.majors.items():
                lists.add(condition, stage, bits)
        else:
            bitmaps.study.append((condition, bits))
    return bitmaps


def _by_condition(rows: Sequence[Conditions], of: Callable[[Conditions], Sequence[Kind]]) -> list[tuple[Kind, int]]:
    """Equal conditions are one; lists of majors are told apart by identity, since those read from the same words are the same."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    known: dict[Hashable, Kind] = {}
    for place, row in enumerate(rows):
        for condition in of(row):
            key = id(condition) if isinstance(condition, MajorRequired) else condition
            places[key].append(place)
            known.setdefault(key, condition)
    return [(condition, bits_of(places[key], len(rows))) for key, condition in known.items()]
