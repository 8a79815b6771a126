"""What somebody looks for in a position table: values chosen of each facet, and words to be found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST_WORDS = 6


class Facet(StrEnum):
    """What positions are told apart by. Tables without a column for one don't offer it."""

    EDUCATION = "education"
    MAJOR = "major"
    DISTRICT = "district"
    UNIT = "unit"
    LEVEL = "level"
    FRESH = "fresh"
    HEADCOUNT = "headcount"
    GENDER = "gender"


class Fresh(StrEnum):
    """Positions for fresh graduates only, or open to others too."""

    ONLY = "only"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Wish:
    """Of each facet one of the chosen values serves; all facets and all words must be met.

    ``chosen``: values as the finder gives them: names of levels of education, districts and units as printed, a major's name or
    code, at least so many people.
    """

    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words) or any(self.chosen.values())

    def of(self, facet: Facet) -> tuple[str, ...]:
        """The chosen values of one facet."""
        return self.chosen.get(facet, ())

    def toggled(self, facet: Facet, value: str) -> "Wish":
        """With the value added, or without it where it was chosen."""
        before = self.of(facet)
        after = tuple(one for one in before if one != value) if value in before else (*before, value)
        return Wish({**self.chosen, facet: after}, self.words)

    def without(self, facet: Facet) -> "Wish":
        """Without anything of that facet."""
        return Wish({one: values for one, values in self.chosen.items() if one is not facet}, self.words)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        chosen = {facet.value: list(values) for facet, values in self.chosen.items() if values}
        return {"chosen": chosen, "words": list(self.words)}


def read_wish(kept: Mapping[str, Any]) -> Wish:
    """A wish that was kept; facets nobody knows any more are left out."""
    known = {facet.value: facet for facet in Facet}
    chosen = {known[name]: tuple(map(str, values)) for name, values in kept.get("chosen", {}).items() if name in known}
    return Wish(chosen, tuple(map(str, kept.get("words", ())))[:MOST_WORDS])
