"""Narrows one table down by facets and words, with the number of positions behind every value. Built once for each version.

Facets are sets of places kept as the bits of one number; counting what a value would leave is one "and".
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from core.model.account import Gender
from core.model.application import Level
from core.model.wishes import Facet, Fresh, Wish
from core.packs.tables.columns import layout_of
from core.services.bitmaps import bits_of
from core.services.searching import Searcher, plain
from core.services.tables import CompiledTable

_KIND = "kind"
_FEWEST_KINDS, _MOST_KINDS = 2, 15
_HEADCOUNTS = (2, 3, 5, 10)
_BY_NUMBER = (Facet.DISTRICT, Facet.UNIT, Facet.LEVEL)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet: how many positions it has besides everything else that was wished for."""

    value: str
    count: int
    is_chosen: bool


@dataclass(slots=True)
class Finder:
    """Finds the positions of one table that a wish is about."""

    table: CompiledTable
    searcher: Searcher = field(init=False)
    _values: dict[Facet, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.searcher = Searcher(self.table)
        rows = self.table.positions
        self._values = {
            Facet.EDUCATION: {level.name.lower(): self.searcher.recruiting(level) for level in Level},
            Facet.DISTRICT: self._grouped([row.district for row in rows]),
            Facet.UNIT: self._grouped([row.unit for row in rows]),
            Facet.LEVEL: self._grouped(self._kinds()),
            Facet.FRESH: {Fresh.ONLY.value: self.searcher.for_fresh(), Fresh.OPEN.value: self.searcher.for_others()},
            Facet.HEADCOUNT: {str(least): self.searcher.wanting(least) for least in _HEADCOUNTS},
            Facet.GENDER: self._genders(),
        }

    def values(self, facet: Facet) -> Mapping[str, int]:
        """The values of a facet with their positions as bits; of majors only what was asked for so far."""
        return self._values.get(facet, {})

    def bits(self, wish: Wish) -> int:
        """The positions that meet all of it."""
        found = self.table.bitmaps.everything
        for facet, values in wish.chosen.items():
            if values:
                found &= reduce(or_, (self._of(facet, value) for value in values))
        for word in wish.words:
            found &= self.searcher.saying(word, found)
        return found

    def options(self, facet: Facet, wish: Wish, among: int, *, like: str = "") -> list[Option]:
        """The values of a facet that would leave anything among these positions, and the chosen ones.

        Districts, units and kinds come by number, the largest first. ``like`` keeps those with these words.
        """
        others = self.bits(wish.without(facet)) & among
        chosen, sought = wish.of(facet), plain(like)
        known = {**self.values(facet), **{value: self._of(facet, value) for value in chosen}}
        found = [Option(value, (bits & others).bit_count(), value in chosen) for value, bits in known.items()]
        kept = [one for one in found if one.is_chosen or (one.count and (not sought or sought in plain(one.value)))]
        return sorted(kept, key=_by_number) if facet in _BY_NUMBER else kept

    def tally(self, facet: Facet, among: int) -> list[tuple[str, int]]:
        """How many of these positions each value has, the largest first; values without any are left out."""
        counts = Counter({value: (bits & among).bit_count() for value, bits in self.values(facet).items()})
        return [(value, count) for value, count in counts.most_common() if count]

    def offers(self, facet: Facet) -> bool:
        """Whether choosing among values of that facet makes a difference in this table."""
        if facet is Facet.MAJOR:
            return any(lists.listed for lists in self.table.bitmaps.majors.values())
        everything = self.table.bitmaps.everything
        return any(bits not in {0, everything} for bits in self.values(facet).values())

    def _of(self, facet: Facet, value: str) -> int:
        known = self._values.get(facet, {}).get(value)
        if known is not None:
            return known
        if facet is Facet.MAJOR:
            return self.searcher.covering(value)
        return self.searcher.wanting(int(value)) if facet is Facet.HEADCOUNT and value.isdecimal() else 0

    def _grouped(self, values: list[str]) -> dict[str, int]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, value in enumerate(values):
            if value:
                places[value].append(place)
        return {value: bits_of(found, len(values)) for value, found in places.items()}

    def _genders(self) -> dict[str, int]:
        """Only where some position minds."""
        found = {gender.value: self.searcher.taking(gender) for gender in Gender}
        everything = self.table.bitmaps.everything
        return found if any(bits != everything for bits in found.values()) else {}

    def _kinds(self) -> list[str]:
        """The level or kind of every position: the first such column of its sheet with a few values."""
        sheets: dict[tuple[str, ...], list[tuple[str, int]]] = {}
        values: dict[str, set[str]] = defaultdict(set)
        for row in self.table.positions:
            names, cells = row.columns.names, row.columns.values
            if names not in sheets:
                layout = enumerate(zip(names, layout_of(names), strict=True))
                sheets[names] = [(name, place) for place, (name, meaning) in layout if meaning == _KIND]
            for name, place in sheets[names]:
                values[name].add(cells[place])
        few = {name for name, known in values.items() if _FEWEST_KINDS <= len(known - {""}) <= _MOST_KINDS}
        chosen = {names: next((place for name, place in found if name in few), None) for names, found in sheets.items()}
        at = [(row.columns.values, chosen[row.columns.names]) for row in self.table.positions]
        return [cells[place] if place is not None else "" for cells, place in at]


def _by_number(option: Option) -> tuple[bool, int]:
    """A chosen value that has nothing any more comes first: it is to be taken away."""
    return (option.count > 0, -option.count)
