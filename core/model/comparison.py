"""Positions side by side: a row for each column of the table that says something, marked where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.model.exam import Position

MOST = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison; ``cells`` in the order of its heads, empty where a position has nothing there."""

    name: str
    cells: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the positions say different things."""
        return len({"".join(cell.split()) for cell in self.cells}) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is painted: ``heads`` are the positions' codes, ``note`` stands below."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


def rows_of(positions: Sequence[Position]) -> tuple[Row, ...]:
    """The columns of these positions by their names as printed, in the order of the first; what is empty everywhere is left out."""
    columns = [dict(position.columns) for position in positions]
    names = dict.fromkeys(name for cells in columns for name in cells)
    rows = (Row(name, tuple(cells.get(name, "") for cells in columns)) for name in names)
    codes = tuple(position.code for position in positions)
    return tuple(row for row in rows if any(row.cells) and row.cells != codes)
