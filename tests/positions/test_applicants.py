"""Applicants' numbers: read as published with their instant; our own counted by day; off where a pack says so."""

import io
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from typer.testing import CliRunner

from app.cli import main
from core.model.application import Status
from core.packs import read_pack
from core.packs.applicants import read_applicants
from core.services.applicants import Figures
from core.store.queries.applicants import Published
from core.store.tables.applications import application
from tests.support.facts import at, exam
from tests.support.houses import TestHouse, house_on
from tests.support.packs import BUNDLED, bundled_pack

ZONE = ZoneInfo("Asia/Shanghai")
CODE = bundled_pack().positions[0].code
PLACES = bundled_pack().positions[0].headcount


def sheet(*rows: tuple[object, ...]) -> bytes:
    """A spreadsheet of these rows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet("报名情况")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return content.getvalue()


def test_a_published_table_is_read_with_its_instant_and_what_cannot_be_taken_is_told_with_its_place() -> None:
    rows = (
        ("报名人数统计表（截至2020年11月16日16:00）",),
        ("招考单位", "职位\n代码", "报名人数", "资格审查通过人数", "缴费成功人数"),
        ("甲局", "１００１", 120.0, "98", ""),
        ("乙局", "1002", "十几", "", ""),
        ("丙局", "1001", 1, 1, 1),
        ("", "合计", "121", "", ""),
    )
    table = read_applicants("numbers.xlsx", sheet(*rows), ZONE)
    assert table.as_of == datetime(2020, 11, 16, 16, tzinfo=ZONE)
    assert [(row.code, row.applied, row.passed, row.paid) for row in table.rows] == [("1001", 120, 98, None)]
    assert [(one.row, one.reason, one.given) for one in table.refusals] == [
        (4, "number", "十几"),
        (5, "twice", "1001"),
        (6, "no_code", "合计"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_any_usual_encoding_and_each_row_may_have_its_own_instant(encoding: str) -> None:
    text = "岗位代码,已报人数,统计时间\nXJ-0001,7,2022-03-02 18:00\nXJ-0001,9,2022/3/3 24:00\nXJ-0002,1,yesterday\n"
    table = read_applicants("numbers.csv", text.encode(encoding), ZONE)
    assert [(row.code, row.applied, row.as_of and row.as_of.hour) for row in table.rows] == [("XJ-0001", 7, 18), ("XJ-0001", 9, 23)]
    assert [one.reason for one in table.refusals] == ["instant"]


def test_a_day_without_a_time_is_no_instant() -> None:
    table = read_applicants("numbers.csv", "截至2020年11月16日,\n职位代码,报名人数\n1001,3\n".encode(), ZONE)
    assert (table.as_of, len(table.rows)) == (None, 1)


async def figures(house: TestHouse, chat_id: int, code: str = CODE) -> Figures | None:
    return await house.services.applicants.of(chat_id, code)


async def test_our_own_count_is_of_those_who_confirmed_with_the_instant_and_stands_for_a_minute(database_url: str) -> None:
    async with house_on(database_url) as house:
        await house.exams.load(read_pack(BUNDLED))
        chat = await house.chat_of((await house.make(1, Status.CONFIRMED))[0])
        await house.make(1, Status.STASHED)
        await everybody_chose(house, CODE)
        told = await figures(house, chat)
        assert told is not None
        assert (told.people, told.paid, told.is_published, told.as_of) == (1, 0, False, at("11-16 10:00:00"))
        assert (told.ratio, [count for _, count in told.course]) == (1 / PLACES, [1])
        await house.make(2, Status.CONFIRMED)
        await everybody_chose(house, CODE)
        counts = []
        for moment in ("11-16 10:00:59", "11-16 10:01:00"):
            house.house.clock.set(at(moment))  # type: ignore[attr-defined]
            counts.append((await figures(house, chat)).people)  # type: ignore[union-attr]
        assert counts == [1, 3]


async def everybody_chose(house: TestHouse, code: str) -> None:
    await house.house.store.write(lambda tx: tx.execute(application.update().values(position_code=code)))


async def test_what_the_authority_published_goes_before_our_own_count_and_unknown_codes_are_told(database_url: str) -> None:
    async with house_on(database_url) as house:
        await house.exams.load(read_pack(BUNDLED))
        chat = await house.chat_of((await house.make(1, Status.FORM_COMPLETE))[0])
        day_one, day_two = Published(at("11-14 16:00:00"), 10, 8, 2), Published(at("11-15 16:00:00"), 30, 24, 9)
        rows = [(CODE, day_one), (CODE, day_two), ("nowhere", day_one)]
        dry = await house.services.applicants.publish(exam().id, rows, "numbers.xls", dry_run=True)
        assert (dry.known, dry.unknown) == (2, ("nowhere",))
        assert (await figures(house, chat)).is_published is False  # type: ignore[union-attr]
        await house.services.applicants.publish(exam().id, rows, "numbers.xls")
        told = await figures(house, chat)
        assert told is not None
        assert (told.people, told.passed, told.paid, told.as_of, told.is_published) == (30, 24, 9, day_two.as_of, True)
        assert told.ratio == 24 / PLACES
        assert [count for _, count in told.course] == [10, 30]


async def test_a_pack_may_keep_the_numbers_to_itself(sqlite_url: str) -> None:
    async with house_on(sqlite_url) as house:
        reading = read_pack(BUNDLED)
        assert reading.exam is not None
        await house.exams.load(replace(reading, exam=replace(reading.exam, show_applicants=False)))
        chat = await house.chat_of((await house.make(1, Status.FORM_COMPLETE))[0])
        assert await figures(house, chat) is None


def test_the_command_reads_a_file_tells_what_became_of_it_and_keeps_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = tmp_path / "numbers.xlsx"
    numbers.write_bytes(sheet(("职位代码", "报名人数"), (CODE, 12), ("7777", 1)))
    monkeypatch.setenv("KAOBAN_DATABASE_URL", sqlite_url)

    def run(*words: str) -> tuple[int, str]:
        outcome = CliRunner().invoke(main, [*words])
        return outcome.exit_code, outcome.stdout

    assert run("exam", "load", str(BUNDLED))[0] == 0
    assert run("positions", "applicants", exam().id, str(numbers), "--json")[0] == 1
    code, told = run("positions", "applicants", exam().id, str(numbers), "--as-of", "2020-11-16T16:00", "--json", "--dry-run")
    assert (code, json.loads(told)["saved"], json.loads(told)["codes_unknown"]) == (0, 0, ["7777"])
    code, told = run("positions", "applicants", exam().id, str(numbers), "--as-of", "2020-11-16T16:00", "--json")
    assert (code, json.loads(told)["saved"], json.loads(told)["as_of"]) == (0, 1, "2020-11-16T16:00:00+08:00")
