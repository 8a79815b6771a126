"""The roster of those who have paid: closed at an instant of the pack or by hand, and handed to whoever arranges the rooms.

Identities stand in it in full, so that each export is written into the audit with who made it.
"""

import csv
import io
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import IO, Any

import xlsxwriter

from core.model.application import Education
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.ports import Clock
from core.rules.spreadsheets import as_text
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import accounts, audit, office
from core.store.queries.applications import read_form
from core.store.vault import Vault

_BATCH = 500
COLUMNS = (
    "serial",
    "name",
    "gender",
    "birth_date",
    "document_type",
    "document_number",
    "phone",
    "education",
    "major",
    "position_code",
    "unit",
    "title",
    "confirmed_at",
    "paid_at",
    "provider",
    "transaction_id",
    "ticket_number",
    "venue",
    "room",
    "seat",
)


class RosterKind(StrEnum):
    """As what the roster is handed out."""

    XLSX = "xlsx"
    CSV = "csv"
    PHOTOS = "photos"


@dataclass(frozen=True, slots=True)
class RosterState:
    """How many have paid, and since or from when nobody is added any more without a person."""

    exam: Exam
    paid: int
    frozen_at: datetime | None
    is_frozen: bool


class Roster:
    """Closes and exports rosters."""

    def __init__(self, store: Store, clock: Clock, exams: Exams, vault: Vault) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams
        self._vault = vault

    async def state(self, exam_id: str) -> RosterState:
        """How it stands. Raises ``NotFound``."""

        def work(tx: Tx) -> RosterState:
            exam, now = self._exams.get(tx, exam_id), self._clock.now()
            paid = office.count_paid(tx, exam_id)
            frozen_at = exam.roster_frozen_at
            return RosterState(exam, paid, frozen_at, frozen_at is not None and frozen_at <= now)

        return await self._store.read(work)

    async def freeze(self, exam_id: str, actor: str) -> RosterState | Refused:
        """Close it now: from here on a late payment goes to a person. Raises ``NotFound``."""
        now = self._clock.now()
        state = await self.state(exam_id)
        if state.is_frozen:
            return Refused(Reason.ROSTER_FROZEN, at=state.frozen_at)
        await self._exams.change(exam_id, lambda exam: replace(exam, roster_frozen_at=now, roster_assumed=False), actor=actor)
        await self._store.write(lambda tx: audit.record(tx, "exam", exam_id, now, actor, "roster_frozen"))
        return await self.state(exam_id)

    async def export(self, exam_id: str, kind: RosterKind, file: IO[bytes], headers: Mapping[str, str], actor: str) -> int:
        """Write the roster into ``file``; returns how many persons are in it. Raises ``NotFound``.

        :param headers: the name of each of ``COLUMNS`` in the reader's language.
        """
        exam = (await self.state(exam_id)).exam
        names = [headers.get(column, column) for column in COLUMNS]
        match kind:
            case RosterKind.PHOTOS:
                written = await self._photos(exam, file)
            case RosterKind.XLSX:
                written = await _as_workbook(names, self._rows(exam), file)
            case RosterKind.CSV:
                written = await _as_text(names, self._rows(exam), file)
        now, after = self._clock.now(), {"kind": kind.value, "persons": written}
        await self._store.write(lambda tx: audit.record(tx, "exam", exam_id, now, actor, "roster_exported", None, after))
        return written

    async def _rows(self, exam: Exam) -> AsyncIterator[list[str]]:
        async for row in self._store.stream(office.roster(exam.id), batch=_BATCH):
            yield self._row(dict(zip(row._fields, row, strict=True)), exam)

    def _row(self, row: Mapping[str, Any], exam: Exam) -> list[str]:
        studies = read_form(row["form"]).educations
        highest: Education | None = max(studies, key=lambda one: one.level, default=None)
        told = dict(row) | {
            "serial": row["id"],
            "birth_date": row["birth_on"],
            "document_number": self._vault.open(row["document_sealed"], place=accounts.DOCUMENT),
            "phone": self._vault.open(row["phone_sealed"], place=accounts.PHONE),
            "education": highest.level.name.lower() if highest else None,
            "major": highest.major if highest else None,
        }
        return [_said(told[column], exam) for column in COLUMNS]

    async def _photos(self, exam: Exam, file: IO[bytes]) -> int:
        """A zip with ``SERIAL.jpg`` for each."""
        written = 0
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            async for row in self._store.stream(office.photos(exam.id), batch=50):
                archive.writestr(f"{row.id}.jpg", row.jpeg)
                written += 1
        return written


async def _as_workbook(names: Sequence[str], rows: AsyncIterator[list[str]], file: IO[bytes]) -> int:
    """A spreadsheet whose every cell is text: numbers keep their leading zeros, and nothing is a formula."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold, written = book.add_worksheet(), book.add_format({"bold": True}), 0
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, bold)
    async for row in rows:
        written += 1
        for place, cell in enumerate(row):
            sheet.write_string(written, place, cell)
    sheet.autofilter(0, 0, max(written, 1), len(names) - 1)
    book.close()
    return written


async def _as_text(names: Sequence[str], rows: AsyncIterator[list[str]], file: IO[bytes]) -> int:
    """CSV in UTF-8 with the mark that spreadsheets look for."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer, written = csv.writer(text), 0
    writer.writerow(names)
    async for row in rows:
        writer.writerow([as_text(cell) for cell in row])
        written += 1
    text.detach()
    return written


def _said(value: object, exam: Exam) -> str:
    """Instants in the exam's zone, nothing for what isn't there."""
    if isinstance(value, datetime):
        return value.astimezone(exam.tz).isoformat(" ", "seconds")
    return "" if value is None else str(value)
