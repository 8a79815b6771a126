"""Tables of applicants' numbers as authorities publish them: which row is which, and the instant the numbers are true for."""

from core.packs.applicants.reading import Row, Table, read_applicants

__all__ = ["Row", "Table", "read_applicants"]
