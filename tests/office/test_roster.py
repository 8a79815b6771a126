"""The roster of the paid: complete, text only, closed once, and each export in the audit."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator

import pytest_asyncio
from python_calamine import CalamineWorkbook

from core.model.application import Status
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.running.roster import COLUMNS, Roster, RosterKind
from core.store.queries.audit import history
from core.store.tables.accounts import account
from tests.support.houses import TestHouse, house_on
from tests.support.packs import bundled_pack

EXAM = "shenzhen-2021"
HEADERS = {column: column.upper() for column in COLUMNS}


@pytest_asyncio.fixture
async def house(database_url: str) -> AsyncIterator[TestHouse]:
    """Three have paid, one hasn't; one of the paid has a name like a formula."""
    async with house_on(database_url) as house:
        await house.exams.load(bundled_pack())
        made = await house.make(3, Status.PAID)
        await house.make(1, Status.CONFIRMED)
        rename = account.update().where(account.c.id == made[0].account_id).values(name="=1+1")
        await house.house.store.write(lambda tx: tx.execute(rename))
        yield house


def roster(house: TestHouse) -> Roster:
    return Roster(house.house.store, house.house.clock, house.exams, house.house.vault)


async def exported(house: TestHouse, kind: RosterKind) -> bytes:
    file = io.BytesIO()
    assert await roster(house).export(EXAM, kind, file, HEADERS, "staff:7") == 3
    return file.getvalue()


async def test_the_csv_has_everybody_who_paid_with_whole_numbers_and_no_formula(house: TestHouse) -> None:
    rows = list(csv.DictReader(io.StringIO((await exported(house, RosterKind.CSV)).decode("utf-8-sig"))))
    assert [row["NAME"] for row in rows] == ["'=1+1", "Sample Candidate", "Sample Candidate"]
    assert all(len(row["DOCUMENT_NUMBER"]) == 18 and row["PHONE"].startswith("199") for row in rows)
    assert all(row["PAID_AT"].endswith("+08:00") for row in rows)


async def test_the_workbook_says_the_same_as_text(house: TestHouse) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(await exported(house, RosterKind.XLSX))).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0] == list(HEADERS.values())
    assert (len(rows), rows[1][1]) == (4, "=1+1")
    assert all(isinstance(cell, str) for row in rows for cell in row)


async def test_the_photos_stand_under_the_serials(house: TestHouse) -> None:
    archive = zipfile.ZipFile(io.BytesIO(await exported(house, RosterKind.PHOTOS)))
    assert archive.namelist() == ["1.jpg", "2.jpg", "3.jpg"]


async def test_who_exported_what_is_in_the_audit(house: TestHouse) -> None:
    await exported(house, RosterKind.CSV)
    rows = await house.house.store.read(lambda tx: history(tx, "exam", EXAM))
    assert [(row.actor, row.after) for row in rows if row.what == "roster_exported"] == [("staff:7", {"kind": "csv", "persons": 3})]


async def test_the_roster_is_closed_once(house: TestHouse) -> None:
    closed = await roster(house).freeze(EXAM, "staff:7")
    assert not isinstance(closed, Refused)
    assert (closed.paid, closed.is_frozen) == (3, True)
    again = await roster(house).freeze(EXAM, "staff:7")
    assert isinstance(again, Refused)
    assert again.reason is Reason.ROSTER_FROZEN
