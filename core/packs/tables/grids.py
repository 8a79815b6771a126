"""Files as grids of cells: .xls, .xlsx, .ods, .csv (UTF-8 with and without mark, UTF-16, GB18030), also in a zip with GBK names."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

Cell = object
_SPREADSHEETS = {".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".et"}
_TEXTS = {".csv", ".tsv", ".txt"}
_MOST_FILES, _MOST_BYTES = 50, 200 * 1024 * 1024
_ENCODINGS = ("utf-8-sig", "gb18030")
_SAMPLE_LINES = 20

Range = tuple[tuple[int, int], tuple[int, int]]


class Unreadable(Exception):
    """The file isn't a table this reader knows; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet from its first cell on. ``merged`` are ranges of merged cells; only their first cell holds a value."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[Range] = ()


def read_grids(name: str, content: bytes) -> list[Grid]:
    """Every sheet of a file, hidden ones too. Raises ``Unreadable``."""
    if content[:4] == b"PK\x03\x04" and not _is_spreadsheet(content):
        return list(_zipped(content))
    if PurePath(name).suffix.lower() in _TEXTS or not _looks_binary(content):
        return [Grid(PurePath(name).stem, _text_rows(content))]
    return list(_workbook(content))


def _is_spreadsheet(content: bytes) -> bool:
    """An .xlsx or .ods is a zip itself."""
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile as error:
        raise Unreadable("a damaged zip") from error
    return "[Content_Types].xml" in names or "content.xml" in names


def _looks_binary(content: bytes) -> bool:
    is_utf16 = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return b"\0" in content[:4096] and not is_utf16


def _zipped(content: bytes) -> Iterator[Grid]:
    with zipfile.ZipFile(io.BytesIO(content), metadata_encoding="gb18030") as archive:
        members = [member for member in archive.infolist() if not member.is_dir() and _is_table(member.filename)]
        if not members or len(members) > _MOST_FILES or sum(member.file_size for member in members) > _MOST_BYTES:
            raise Unreadable("a zip with no table, or with too much in it")
        for member in members:
            for grid in read_grids(member.filename, archive.read(member)):
                yield Grid(f"{PurePath(member.filename).name} / {grid.name}", grid.rows, grid.merged)


def _is_table(name: str) -> bool:
    path = PurePath(name)
    return path.suffix.lower() in _SPREADSHEETS | _TEXTS and not path.name.startswith((".", "~$")) and "__MACOSX" not in path.parts


def _workbook(content: bytes) -> Iterator[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        kinds = {sheet.name: sheet.typ for sheet in book.sheets_metadata}
        for name in book.sheet_names:
            if kinds.get(name, SheetTypeEnum.WorkSheet) is SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(name)
                yield Grid(name, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or ())
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(f"not a spreadsheet: {error}") from error


def _text_rows(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    delimiter = max(",\t;", key=lambda sign: sum(line.count(sign) for line in text.splitlines()[:_SAMPLE_LINES]))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(f"not a table of text: {error}") from error


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("a text in an unknown encoding")
