"""Values of cells as text: numbers without the point a spreadsheet gave them, dates as dates, blanks at the ends gone."""

from datetime import date, datetime, time

_EXACT = 2**53


def text_of(cell: object) -> str:
    """A cell as text, as it is printed."""
    if isinstance(cell, str):
        return cell.strip().strip("\u3000\ufeff")
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
