"""What the columns of a table mean, by a table of synonyms."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from core.packs.tables.words import words
from core.rules.eligibility.vocabulary import folded

UNKNOWN = "unknown"
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column can be about. Only those that are ``many`` may stand several times; ``spare`` is what a second one means."""

    id: str
    names: frozenset[str]
    like: tuple[re.Pattern[str], ...]
    many: bool
    spare: str | None = None


@cache
def meanings() -> tuple[Meaning, ...]:
    """All there are, in the order in which patterns are tried."""
    return tuple(
        Meaning(
            name,
            frozenset(map(folded, entry.get("names", ()))),
            tuple(re.compile(pattern) for pattern in entry.get("like", ())),
            bool(entry.get("many", False)),
            entry.get("spare"),
        )
        for name, entry in words("columns").items()
    )


@cache
def meaning_of(header: str) -> str | None:
    """The meaning of a column's name as printed; whole names before patterns."""
    name = folded(header)
    if not name:
        return None
    exact = next((meaning.id for meaning in meanings() if name in meaning.names), None)
    return exact or next((meaning.id for meaning in meanings() if any(like.search(name) for like in meaning.like)), None)


def layout_of(headers: Sequence[str]) -> tuple[str | None, ...]:
    """The meaning of each column; of two for one meaning the better name counts, else the first."""
    found: list[str | None] = [meaning_of(header) for header in headers]
    for meaning in meanings():
        places = [place for place, one in enumerate(found) if one == meaning.id]
        if meaning.many or len(places) < _SEVERAL:
            continue
        kept = next((place for place in places if folded(headers[place]) in meaning.names), places[0])
        for place in places:
            found[place] = meaning.id if place == kept else meaning.spare
    return tuple(found)


def by_meaning(layout: Sequence[str | None], columns: Iterable[tuple[str, str]]) -> Mapping[str, list[tuple[str, str]]]:
    """The cells of a row under their meanings; those that nobody knows under ``unknown``."""
    cells: dict[str, list[tuple[str, str]]] = {}
    for meaning, column in zip(layout, columns, strict=True):
        cells.setdefault(meaning or UNKNOWN, []).append(column)
    return cells
