"""Reads the position table of a pack, every column kept as published.

Where the pack names its columns it is CSV in UTF-8 with one header row; else it is read as an imported table is.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as File

from core.model.exam import Cells, Position
from core.packs.mistakes import Mistake, MistakeCode
from core.packs.sections import Columns, PositionTable
from core.packs.tables.grids import Unreadable
from core.packs.tables.reading import read_table
from core.packs.tables.report import RefusalReason

_CODE = re.compile(r"[0-9A-Z](?:[0-9A-Z-]{0,38}[0-9A-Z])?")
_MOST_HEADCOUNT = 10_000


@dataclass(slots=True)
class TableReading:
    """The rows that could be read and the mistakes of the others."""

    positions: list[Position] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def read_positions(folder: File, table: PositionTable) -> TableReading:
    """Read the whole table; a row with a mistake is left out and the reading goes on."""
    reading = TableReading()
    path = folder / table.file
    if not path.is_file():
        reading.mistakes.append(Mistake(table.file, 1, "", MistakeCode.FILE_MISSING))
        return reading
    if table.columns is None:
        _by_meaning(table.file, path.read_bytes(), reading)
        return reading
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        reading.mistakes.append(Mistake(table.file, line, "", MistakeCode.NOT_UTF8))
        return reading
    _Table(table.file, table.columns, reading).read(text)
    return reading


_MISTAKES = {
    RefusalReason.CODE_TWICE: MistakeCode.TWICE,
    RefusalReason.HEADCOUNT: MistakeCode.HEADCOUNT,
    RefusalReason.NOT_NAMED: MistakeCode.CELL_EMPTY,
}


def _by_meaning(file: str, content: bytes, reading: TableReading) -> None:
    """Read a table in any format; each row that an import would refuse is a mistake of the pack."""
    try:
        table = read_table(file, content)
    except Unreadable as error:
        reading.mistakes.append(Mistake(file, 1, "", MistakeCode.UNREADABLE, {"detail": str(error)}))
        return
    reading.positions = table.positions
    for one in table.report.refusals:
        code = _MISTAKES.get(one.reason, MistakeCode.CODE_FORM)
        line = one.other.rpartition(":")[2]
        reading.mistakes.append(Mistake(file, one.row, one.sheet, code, {"given": one.given, **({"line": line} if line else {})}))
    if not table.positions and not reading.mistakes:
        reading.mistakes.append(Mistake(file, 1, "", MistakeCode.TABLE_EMPTY))


class _Table:
    def __init__(self, file: str, columns: Columns, reading: TableReading) -> None:
        self._file = file
        self._columns = columns
        self._reading = reading
        self._header: list[str] = []
        self._lines: dict[str, int] = {}

    def read(self, text: str) -> None:
        rows = _numbered(text)
        line, header = next(rows, (1, []))
        self._header = [name.strip() for name in header]
        if not self._header_is_good(line):
            return
        before = len(self._reading.mistakes)
        for line, cells in rows:
            self._row(line, [cell.strip() for cell in cells])
        if not self._reading.positions and len(self._reading.mistakes) == before:
            self._mistake(line, "", MistakeCode.TABLE_EMPTY)

    def _header_is_good(self, line: int) -> bool:
        needed = [str(name) for name in self._columns.model_dump().values()]
        missing = [name for name in needed if name not in self._header]
        for name in missing:
            self._mistake(line, name, MistakeCode.COLUMN_MISSING, given=name)
        for name in sorted({name for name in self._header if self._header.count(name) > 1}):
            self._mistake(line, name, MistakeCode.COLUMN_TWICE, given=name)
        return not missing

    def _row(self, line: int, cells: list[str]) -> None:
        if len(cells) != len(self._header):
            values = {"given": str(len(cells)), "expected": str(len(self._header))}
            self._mistake(line, "", MistakeCode.CELLS_MISCOUNTED, **values)
            return
        row, columns = dict(zip(self._header, cells, strict=True)), self._columns
        faults = [*self._code_faults(line, row), *self._headcount_faults(line, row)]
        faults += [
            Mistake(self._file, line, name, MistakeCode.CELL_EMPTY) for name in (columns.unit, columns.title) if not row[name]
        ]
        self._reading.mistakes += faults
        if not faults:
            self._reading.positions.append(self._position(row))

    def _code_faults(self, line: int, row: dict[str, str]) -> Iterator[Mistake]:
        code = row[self._columns.code]
        if not _CODE.fullmatch(code):
            yield Mistake(self._file, line, self._columns.code, MistakeCode.CODE_FORM, {"given": code})
        elif code in self._lines:
            values = {"given": code, "line": str(self._lines[code])}
            yield Mistake(self._file, line, self._columns.code, MistakeCode.TWICE, values)
        self._lines.setdefault(code, line)

    def _headcount_faults(self, line: int, row: dict[str, str]) -> Iterator[Mistake]:
        given = row[self._columns.headcount]
        if not (given.isascii() and given.isdigit() and 1 <= int(given) <= _MOST_HEADCOUNT):
            yield Mistake(self._file, line, self._columns.headcount, MistakeCode.HEADCOUNT, {"given": given})

    def _position(self, row: dict[str, str]) -> Position:
        columns = self._columns
        return Position(
            code=row[columns.code],
            unit=row[columns.unit],
            title=row[columns.title],
            headcount=int(row[columns.headcount]),
            district=row[columns.district],
            education=row[columns.education],
            degree=row[columns.degree],
            columns=Cells.of(row.items()),
        )

    def _mistake(self, line: int, key: str, code: MistakeCode, **values: str) -> None:
        self._reading.mistakes.append(Mistake(self._file, line, key, code, values))


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that isn't blank, with the line on which it begins."""
    reader = csv.reader(text.splitlines(keepends=True))
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1
