"""Reads the rows of a position table: every column kept as published, codes as text, bad rows refused by place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import itemgetter

from core.model.exam import Cells, Position
from core.packs.tables.cells import text_of
from core.packs.tables.grids import Grid, read_grids
from core.packs.tables.headers import Header, find_header
from core.packs.tables.report import Line, Refusal, RefusalReason, SheetReport, TableReport
from core.packs.tables.words import vocabulary
from core.rules.eligibility.vocabulary import folded

_CODE = re.compile(r"[0-9A-Z](?:[0-9A-Z-]{0,38}[0-9A-Z])?")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}|\d+\.0+")
_HEADCOUNT = re.compile(r"(\d{1,5})(?:\.0+)?(?:\u4eba|\u540d)?")
_MOST_HEADCOUNT = 10_000
_LONGEST_CODE = 40
_PICKED = ("code", "unit", "title", "headcount", "district", "education", "degree")

Places = dict[str, tuple[str, int]]


@dataclass(slots=True)
class TableFile:
    """What a file holds: positions in its order, and what became of everything else."""

    positions: list[Position] = field(default_factory=list)
    report: TableReport = field(default_factory=TableReport)


class _Texts(dict[object, str]):
    """Cells as text; a value that stands a thousand times is turned once."""

    def __missing__(self, cell: object) -> str:
        text = self[cell] = text_of(cell)
        return text


def read_table(name: str, content: bytes) -> TableFile:
    """Read every sheet. Raises ``Unreadable`` where the file is no table at all."""
    reading = _Reading()
    for grid in read_grids(name, content):
        reading.sheet(grid)
    return reading.file


class _Reading:
    def __init__(self) -> None:
        self.file = TableFile()
        self._places: Places = {}
        self._texts = _Texts()

    def sheet(self, grid: Grid) -> None:
        """Read one sheet; one without a header is told as such."""
        header = find_header(grid)
        report = SheetReport(grid.name)
        self.file.report.sheets.append(report)
        if header is None:
            return
        report.header_row = header.first + 1
        report.columns = {name: meaning for name, meaning in _named(header) if name}
        report.above = tuple(filter(None, (self._line(row) for row in grid.rows[: header.first])))
        _Rows(grid, header, report, self.file, self._places, self._texts).read()

    def _line(self, row: Sequence[object]) -> tuple[str, ...]:
        """The texts of a row above the header, each once."""
        return tuple(dict.fromkeys(text for cell in row if (text := self._texts[cell])))


def _named(header: Header) -> list[tuple[str, str | None]]:
    """Names of columns as they are kept: line breaks are blanks of the print; a second one of a name gets a number."""
    names: list[tuple[str, str | None]] = []
    for place, (name, meaning) in enumerate(zip(header.names, header.layout, strict=True)):
        plain = "".join(name.split("\n")).strip()
        taken = plain and any(plain == other for other, _ in names)
        names.append((f"{plain} ({place + 1})" if taken else plain, meaning))
    return names


class _Rows:
    """The rows below one header. Each is padded by an empty cell, which stands for every meaning that no column has."""

    def __init__(self, grid: Grid, header: Header, report: SheetReport, file: TableFile, places: Places, texts: _Texts) -> None:
        self._grid, self._report, self._file = grid, report, file
        self._places, self._texts = places, texts
        named = _named(header)
        self._names = tuple(name for name, _ in named)
        self._all_named = all(self._names)
        at = {meaning: place for place, (_, meaning) in reversed(list(enumerate(named))) if meaning}
        self._pick = itemgetter(*(at.get(meaning, -1) for meaning in _PICKED))
        self._counts = "headcount" in at
        self._code_name = header.names[at["code"]]
        self._above = tuple(report.above)
        self._first = header.last + 1

    def read(self) -> None:
        """Take every row that is a position."""
        for number, values in enumerate(self._values(), self._first + 1):
            if any(values):
                self._row(number, values)

    def _values(self) -> list[tuple[str, ...]]:
        width, texts, end = len(self._names), self._texts, ("",)
        rows = [(*map(texts.__getitem__, row[:width]), "") for row in self._grid.rows[self._first :]]
        rows = [row if len(row) > width else row + end * (width + 1 - len(row)) for row in rows]
        return self._filled(rows, self._first)

    def _filled(self, rows: list[tuple[str, ...]], first: int) -> list[tuple[str, ...]]:
        """Cells merged downward hold their value in each row."""
        filled = list(rows)
        for (top, left), (bottom, right) in self._grid.merged:
            if top < first or bottom == top or left >= len(self._names) or left != right:
                continue
            value = rows[top - first][left] if top - first < len(rows) else ""
            for at in range(top - first + 1, min(bottom - first + 1, len(rows))):
                filled[at] = (*filled[at][:left], filled[at][left] or value, *filled[at][left + 1 :])
        return filled

    def _row(self, number: int, values: tuple[str, ...]) -> None:
        given, unit, title, wanted, district, education, degree = self._pick(values)
        if (not given or given == self._code_name) and self._is_line(given, values):
            self._file.report.lines.append(Line(self._grid.name, number, " ".join(filter(None, values))[:200]))
            return
        code, headcount = code_of(given), headcount_of(wanted) if self._counts else 0
        if code is None or headcount is None or code in self._places or not (unit or title):
            self._refuse(number, given, wanted, code, headcount)
            return
        self._places[code] = (self._grid.name, number)
        self._report.rows_read += 1
        self._report.headcount += headcount
        cells = Cells(self._names, values[:-1]) if self._all_named else self._named_cells(values)
        self._file.positions.append(Position(code, unit, title, headcount, district, education, degree, cells, None, self._above))

    def _is_line(self, given: str, values: Sequence[str]) -> bool:
        """A note, a total, or the header again."""
        told = [value for value in dict.fromkeys(values) if value]
        words = vocabulary()
        is_note = words.has("above.note", folded(told[0])) or words.has("above.total", folded(told[0]))
        return bool(given) or len(told) == 1 or is_note

    def _refuse(self, number: int, given: str, wanted: str, code: str | None, headcount: int | None) -> None:
        reason, other = self._reason(given, code, headcount), ""
        if reason is RefusalReason.CODE_TWICE and code is not None:
            other = "{}:{}".format(*self._places[code])
        self._report.rows_refused += 1
        said = wanted if reason is RefusalReason.HEADCOUNT else given
        self._file.report.refusals.append(Refusal(self._grid.name, number, reason, said, other))

    def _reason(self, given: str, code: str | None, headcount: int | None) -> RefusalReason:
        if not given:
            return RefusalReason.NO_CODE
        if code is None:
            has_lost = "E" in given.upper() and _SCIENTIFIC.fullmatch(given.upper())
            return RefusalReason.CODE_LOST_DIGITS if has_lost else RefusalReason.CODE_FORM
        if code in self._places:
            return RefusalReason.CODE_TWICE
        return RefusalReason.HEADCOUNT if headcount is None else RefusalReason.NOT_NAMED

    def _named_cells(self, values: Sequence[str]) -> Cells:
        """Columns without a name are kept where they hold something."""
        numbered = [(name or f"#{place}", value) for place, (name, value) in enumerate(zip(self._names, values, strict=False), 1)]
        return Cells.of((name, value) for name, value in numbered if value or not name.startswith("#"))


@lru_cache(maxsize=256)
def headcount_of(given: str) -> int | None:
    """How many people a cell names; ``None`` where it names no such number."""
    match = _HEADCOUNT.fullmatch(folded(given))
    number = int(match[1]) if match else 0
    return number if 1 <= number <= _MOST_HEADCOUNT else None


def code_of(given: str) -> str | None:
    """A code as text; ``None`` where it has no form of a code, or a spreadsheet lost digits of it."""
    if given.isascii() and given.isdigit() and len(given) <= _LONGEST_CODE:
        return given
    code = given if given.isascii() and given.isalnum() and not given.islower() else folded(given).upper().lstrip("'")
    if _SCIENTIFIC.fullmatch(code) and not code.isdigit():
        try:
            number = Decimal(code)
        except InvalidOperation:
            return None
        digits = len(code.partition("E")[0].replace(".", "").rstrip("0"))
        is_whole = number == number.to_integral_value() and ("E" not in code or digits >= len(str(int(number)).rstrip("0")) > 6)
        code = str(int(number)) if is_whole else ""
    return code.upper() if _CODE.fullmatch(code.upper()) else None
