"""Reads the rows of a position table: every column kept as published, codes as text, bad rows refused by place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from core.model.exam import Position
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
        self._places: dict[str, str] = {}
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
    """The rows below one header."""

    def __init__(
        self, grid: Grid, header: Header, report: SheetReport, file: TableFile, places: dict[str, str], texts: _Texts
    ) -> None:
        self._grid, self._header, self._report, self._file = grid, header, report, file
        self._places, self._texts = places, texts
        named = _named(header)
        self._names = [name for name, _ in named]
        self._at = {meaning: place for place, (_, meaning) in reversed(list(enumerate(named))) if meaning}
        self._above = tuple(report.above)

    def read(self) -> None:
        """Take every row that is a position."""
        first = self._header.last + 1
        for number, values in enumerate(self._values(first), first + 1):
            if any(values):
                self._row(number, values)

    def _values(self, first: int) -> list[Sequence[str]]:
        width, texts = len(self._names), self._texts
        rows = [tuple(map(texts.__getitem__, row[:width])) for row in self._grid.rows[first:]]
        rows = [row if len(row) == width else row + ("",) * (width - len(row)) for row in rows]
        return self._filled(rows, first)

    def _filled(self, rows: list[tuple[str, ...]], first: int) -> list[Sequence[str]]:
        """Cells merged downward hold their value in each row."""
        filled: list[Sequence[str]] = list(rows)
        for (top, left), (bottom, right) in self._grid.merged:
            if top < first or bottom == top or left >= len(self._names) or left != right:
                continue
            value = rows[top - first][left] if top - first < len(rows) else ""
            for at in range(top - first + 1, min(bottom - first + 1, len(rows))):
                filled[at] = [*filled[at][:left], filled[at][left] or value, *filled[at][left + 1 :]]
        return filled

    def _row(self, number: int, values: Sequence[str]) -> None:
        given = values[self._at["code"]]
        if self._is_line(given, values):
            self._file.report.lines.append(Line(self._grid.name, number, " ".join(filter(None, values))[:200]))
            return
        code, headcount = code_of(given), self._headcount(values)
        reason = self._refusal(given, code, headcount, values)
        if reason is not None:
            self._refuse(number, reason, given if reason is not RefusalReason.HEADCOUNT else self._cell("headcount", values))
            return
        assert code is not None
        assert headcount is not None
        self._places[code] = f"{self._grid.name}:{number}"
        self._report.rows_read += 1
        self._report.headcount += headcount
        self._file.positions.append(self._position(code, headcount, values))

    def _is_line(self, given: str, values: Sequence[str]) -> bool:
        """A note, a total, or the header again."""
        if given and given != self._header.names[self._at["code"]]:
            return False
        told = [value for value in dict.fromkeys(values) if value]
        words = vocabulary()
        is_note = words.has("above.note", folded(told[0])) or words.has("above.total", folded(told[0]))
        return bool(given) or len(told) == 1 or is_note

    def _refusal(self, given: str, code: str | None, headcount: int | None, values: Sequence[str]) -> RefusalReason | None:
        if not given:
            return RefusalReason.NO_CODE
        if code is None:
            return (
                RefusalReason.CODE_LOST_DIGITS
                if "E" in given.upper() and _SCIENTIFIC.fullmatch(given.upper())
                else RefusalReason.CODE_FORM
            )
        if code in self._places:
            return RefusalReason.CODE_TWICE
        if headcount is None:
            return RefusalReason.HEADCOUNT
        return None if self._cell("unit", values) or self._cell("title", values) else RefusalReason.NOT_NAMED

    def _refuse(self, number: int, reason: RefusalReason, given: str) -> None:
        other = self._places.get(code_of(given) or "", "") if reason is RefusalReason.CODE_TWICE else ""
        self._report.rows_refused += 1
        self._file.report.refusals.append(Refusal(self._grid.name, number, reason, given, other))

    def _headcount(self, values: Sequence[str]) -> int | None:
        """How many are wanted; 0 where the table has no such column."""
        if "headcount" not in self._at:
            return 0
        match = _HEADCOUNT.fullmatch(folded(self._cell("headcount", values)))
        number = int(match[1]) if match else 0
        return number if 1 <= number <= _MOST_HEADCOUNT else None

    def _cell(self, meaning: str, values: Sequence[str]) -> str:
        place = self._at.get(meaning)
        return values[place] if place is not None else ""

    def _position(self, code: str, headcount: int, values: Sequence[str]) -> Position:
        cell = self._cell
        return Position(
            code,
            cell("unit", values),
            cell("title", values),
            headcount,
            cell("district", values),
            cell("education", values),
            cell("degree", values),
            tuple(zip(self._names, values, strict=True)) if all(self._names) else self._named_columns(values),
            above=self._above,
        )

    def _named_columns(self, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Columns without a name are kept where they hold something."""
        numbered = [(name or f"#{place}", value) for place, (name, value) in enumerate(zip(self._names, values, strict=True), 1)]
        return tuple((name, value) for name, value in numbered if value or not name.startswith("#"))


def code_of(given: str) -> str | None:
    """A code as text; ``None`` where it has no form of a code, or a spreadsheet lost digits of it."""
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
