"""What became of a table: sheets, rows read and refused, columns known and unknown. Nothing is lost silently."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class RefusalReason(StrEnum):
    """Why a row isn't taken."""

    NO_CODE = "no_code"
    CODE_FORM = "code_form"
    CODE_LOST_DIGITS = "code_lost_digits"
    CODE_TWICE = "code_twice"
    HEADCOUNT = "headcount"
    NOT_NAMED = "not_named"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was refused. ``row`` counts from 1, as spreadsheets do; ``other`` is the place of the first of two."""

    sheet: str
    row: int
    reason: RefusalReason
    given: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the header that is no position: a note, a total, the header again."""

    sheet: str
    row: int
    text: str


@dataclass(slots=True)
class SheetReport:
    """One sheet. ``header_row`` counts from 1, ``None`` where no position table was found in it."""

    name: str
    header_row: int | None = None
    rows_read: int = 0
    rows_refused: int = 0
    headcount: int = 0
    columns: dict[str, str | None] = field(default_factory=dict)
    above: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class TableReport:
    """The whole file."""

    sheets: list[SheetReport] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        """Positions taken."""
        return sum(sheet.rows_read for sheet in self.sheets)

    @property
    def headcount(self) -> int:
        """How many people are wanted altogether."""
        return sum(sheet.headcount for sheet in self.sheets)

    def columns_mapped(self) -> dict[str, str]:
        """Names of columns with their meanings."""
        return {name: meaning for name, meaning in self._columns() if meaning is not None}

    def columns_unmapped(self) -> list[str]:
        """Names of columns whose meaning isn't known; they are kept as they are."""
        return list(dict.fromkeys(name for name, meaning in self._columns() if meaning is None))

    def _columns(self) -> Iterator[tuple[str, str | None]]:
        return ((name, meaning) for sheet in self.sheets for name, meaning in sheet.columns.items())
