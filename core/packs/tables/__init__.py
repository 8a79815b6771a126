"""Position tables as authorities publish them: files in, rows with columns of known meaning out."""

from core.packs.tables.reading import TableFile, read_table
from core.packs.tables.report import Refusal, SheetReport, TableReport

__all__ = ["Refusal", "SheetReport", "TableFile", "TableReport", "read_table"]
