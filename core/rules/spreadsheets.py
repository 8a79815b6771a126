"""What goes into a spreadsheet stays text: a cell that begins like a formula is marked as text."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_text(cell: str) -> str:
    """The cell as a spreadsheet shows it, never as one it calculates."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
