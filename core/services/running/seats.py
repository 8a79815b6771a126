"""A file with rooms and seats, in any format a table may have."""

from core.packs.tables.cells import text_of
from core.packs.tables.grids import read_grids
from core.services.seating import SeatRow
from core.store.queries.seats import Seat

COLUMNS = ("serial", "ticket_number", "venue", "address", "room", "seat")


class BadSeats(ValueError):
    """The file can't be read; the message has the row."""


def read_seats(name: str, content: bytes) -> list[SeatRow]:
    """The rows of the first sheet, whose first line names ``COLUMNS`` in any order. Raises ``BadSeats``, ``Unreadable``."""
    rows = [[text_of(cell) for cell in row] for row in read_grids(name, content)[0].rows]
    header = [cell.casefold() for cell in rows[0]] if rows else []
    if lacking := [column for column in COLUMNS if column not in header]:
        raise BadSeats(f"{name}:1: columns missing: {', '.join(lacking)}")
    at = [header.index(column) for column in COLUMNS]
    return [_row(name, number, [row[place] for place in at]) for number, row in enumerate(rows[1:], 2) if any(row)]


def _row(name: str, number: int, values: list[str]) -> SeatRow:
    if not all(values) or not values[0].isdecimal():
        raise BadSeats(f"{name}:{number}: every column needs a value, and serial a number")
    return SeatRow(int(values[0]), Seat(*values[1:]))
