"""Reads a table of applicants' numbers: the header by the meaning of its columns, every row, and what can't be taken."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any

from core.packs.tables.cells import text_of
from core.packs.tables.columns import meaning_of
from core.packs.tables.grids import Grid, read_grids
from core.rules.eligibility.vocabulary import folded
from core.rules.positions import normalised_code

COUNTS = ("applied", "passed", "paid")
_CODE, _AS_OF = "code", "as_of"
_SEARCHED = 40
_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One position's numbers; ``None`` is a number that isn't given. ``as_of`` only where the row says so itself."""

    code: str
    applied: int | None = None
    passed: int | None = None
    paid: int | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that can't be taken: its place (rows count from 1), what stands there, and why: ``no_code``, ``number``, ``twice``,
    ``instant``.
    """

    sheet: str
    row: int
    reason: str
    given: str


@dataclass(slots=True)
class Table:
    """What was read. ``as_of`` is the instant that stands above a header; ``columns`` what each understood column is for."""

    rows: list[Row] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    as_of: datetime | None = None
    columns: dict[str, str] = field(default_factory=dict)


def read_applicants(name: str, content: bytes, zone: tzinfo) -> Table:
    """Every sheet of the file that has codes and numbers. Times without an offset are in ``zone``. Raises ``Unreadable``."""
    table = Table()
    seen: set[tuple[str, datetime | None]] = set()
    for grid in read_grids(name, content):
        header = _header(grid)
        if header is not None:
            table.as_of = table.as_of or _instant_above(grid, header[0], zone)
            _Sheet(grid, header[0], header[1], zone, table, seen).read()
    return table


@dataclass(slots=True)
class _Sheet:
    grid: Grid
    at: int
    layout: Sequence[str | None]
    zone: tzinfo
    table: Table
    seen: set[tuple[str, datetime | None]]

    def read(self) -> None:
        for cell, meaning in zip(self.grid.rows[self.at], self.layout, strict=False):
            if meaning:
                self.table.columns.setdefault(text_of(cell), meaning)
        for number, cells in enumerate(self.grid.rows[self.at + 1 :], self.at + 2):
            texts = [text_of(cell) for cell in cells]
            if any(texts):
                self._row(number, self._by_meaning(texts))

    def _by_meaning(self, texts: Sequence[str]) -> Mapping[str, str]:
        return {meaning: text for meaning, text in zip(self.layout, texts, strict=False) if meaning}

    def _row(self, number: int, cells: Mapping[str, str]) -> None:
        code = normalised_code(cells.get(_CODE, ""))
        if not any(cells.get(name) for name in (_CODE, *COUNTS)):
            return
        counts = {name: _count(cells.get(name, "")) for name in COUNTS}
        as_of = _instant_in(cells.get(_AS_OF, ""), self.zone)
        if not any(char.isdecimal() for char in code):
            self._refuse(number, "no_code", cells.get(_CODE, ""))
        elif wrong := [name for name, count in counts.items() if count is None and cells.get(name)]:
            self._refuse(number, "number", cells[wrong[0]])
        elif cells.get(_AS_OF) and as_of is None:
            self._refuse(number, "instant", cells[_AS_OF])
        elif (code, as_of) in self.seen:
            self._refuse(number, "twice", code)
        else:
            self.seen.add((code, as_of))
            self.table.rows.append(Row(code, **counts, as_of=as_of))

    def _refuse(self, number: int, reason: str, given: str) -> None:
        self.table.refusals.append(Refusal(self.grid.name, number, reason, given[:80]))


def _header(grid: Grid) -> tuple[int, tuple[str | None, ...]] | None:
    """The first row that names the code and a number, and the meaning of its columns."""
    for at, cells in enumerate(grid.rows[:_SEARCHED]):
        layout = tuple(_meaning(text_of(cell)) for cell in cells)
        if _CODE in layout and any(name in layout for name in COUNTS):
            return at, _once_each(layout)
    return None


def _once_each(layout: Sequence[str | None]) -> tuple[str | None, ...]:
    """Of two columns for one meaning the first counts."""
    return tuple(meaning if layout.index(meaning) == place else None for place, meaning in enumerate(layout))


def _meaning(header: str) -> str | None:
    name = folded(header)
    for meaning, (names, like) in _columns().items():
        if name in names:
            return meaning
        if any(pattern.search(name) for pattern in like):
            return meaning
    return _CODE if meaning_of(header) == _CODE else None


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


@cache
def _columns() -> Mapping[str, tuple[frozenset[str], tuple[re.Pattern[str], ...]]]:
    told = ((name, _words()[name]) for name in ("paid", "passed", "applied", _AS_OF))
    return {name: (frozenset(map(folded, one["names"])), tuple(map(re.compile, one.get("like", ())))) for name, one in told}


def _count(text: str) -> int | None:
    plain = folded(text).replace(",", "")
    return int(plain) if plain.isascii() and plain.isdecimal() and int(plain) <= _MOST else None


def _instant_above(grid: Grid, header: int, zone: tzinfo) -> datetime | None:
    return next(_instants([text_of(cell) for cells in grid.rows[:header] for cell in cells], zone), None)


def _instants(texts: Sequence[str], zone: tzinfo) -> Iterator[datetime]:
    for text in texts:
        if (found := _instant_in(text, zone)) is not None:
            yield found


def _instant_in(text: str, zone: tzinfo) -> datetime | None:
    """An instant that is written out with its time of day; 24:00 is the end of the day."""
    match = re.search(_words()["patterns"]["instant"], text.replace("\uff1a", ":"))
    if match is None:
        return None
    parts = {name: int(value or 0) for name, value in match.groupdict().items()}
    is_midnight = parts["hour"] == 24 and not parts["minute"] and not parts["second"]
    if is_midnight:
        parts |= {"hour": 23, "minute": 59, "second": 59}
    try:
        return datetime(**parts, tzinfo=zone)
    except ValueError:
        return None
