"""Tables as authorities publish them: every form is read, nothing is lost silently."""

import pytest

from core.packs.tables import read_table
from core.packs.tables.grids import Unreadable
from core.packs.tables.report import RefusalReason
from tests.positions.made import table
from tests.positions.sheets import csv, ods, old_zip, xlsx

HEADER = ["招考单位", "招考职位", "职位代码", "录用\n人数", "学历", "学位", "其他要求"]
ROW = ["江城市财政局", "一级科员", "19900042341001", "2", "本科", "学士", ""]
ROWS = [["附件1"], ["某省职位表"], HEADER, ROW, [*ROW[:2], "１９９０００４２３４１００２", "３人", *ROW[4:]]]
CODES = ["19900042341001", "19900042341002"]


FORMS = {
    "table.csv": csv(ROWS),
    "with-mark.csv": csv(ROWS, "utf-8-sig"),
    "old.csv": csv(ROWS, "gb18030"),
    "wide.csv": csv(ROWS, "utf-16"),
    "table.xlsx": xlsx(ROWS, merged=["A1:G1", "A2:G2"]),
    "table.ods": ods(ROWS),
    "table.zip": old_zip("职位表.csv", csv(ROWS, "gb18030")),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_file_gives_the_same_positions(name: str) -> None:
    read = read_table(name, FORMS[name])
    assert [row.code for row in read.positions] == CODES
    assert (read.report.headcount, read.report.columns_unmapped(), read.report.refusals) == (5, [], [])


def test_the_name_inside_a_zip_is_read() -> None:
    assert read_table("table.zip", FORMS["table.zip"]).report.sheets[0].name == "职位表.csv / 职位表"


def test_codes_stored_as_numbers_become_text_again() -> None:
    row: list[object] = [*ROW]
    row[2], row[3] = 19900042341001.0, 2.0
    assert [one.code for one in read_table("a.xlsx", xlsx([HEADER, row])).positions] == ["19900042341001"]


@pytest.mark.parametrize(
    ("code", "headcount", "reason"),
    [
        ("", "1", RefusalReason.NO_CODE),
        ("1.99E+13", "1", RefusalReason.CODE_LOST_DIGITS),
        ("第一个职位", "1", RefusalReason.CODE_FORM),
        ("19900042341001", "1", RefusalReason.CODE_TWICE),
        ("7", "若干", RefusalReason.HEADCOUNT),
        ("7", "0", RefusalReason.HEADCOUNT),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_place(code: str, headcount: str, reason: RefusalReason) -> None:
    read = read_table("a.csv", csv([HEADER, ROW, [*ROW[:2], code, headcount, *ROW[4:]]]))
    assert [(one.row, one.reason) for one in read.report.refusals] == [(3, reason)]
    assert read.report.rows_read == 1


def test_a_header_of_two_rows_is_read_column_by_column() -> None:
    rows = [
        ["某市事业单位招聘岗位表"] + [""] * 9,
        ["主管单位", "招聘单位", "岗位名称", "岗位编码", "招聘人数", "岗位条件", "", "", "", ""],
        ["", "", "", "", "", "最高年龄", "学历", "学位", "研究生专业", "本科专业"],
        ["卫健委", "医院", "会计", "SZ2021-001", 1, "35周岁", "本科及以上", "学士", "会计学(A120201)", "会计学(B120203)"],
    ]
    merged = ["A1:J1", "F2:J2", *(f"{column}2:{column}3" for column in "ABCDE")]
    read = read_table("a.xlsx", xlsx(rows, merged=merged))
    mapped = read.report.columns_mapped()
    assert [row.code for row in read.positions] == ["SZ2021-001"]
    assert {"age", "education", "degree", "major_graduate", "major_bachelor", "code", "unit"} <= set(mapped.values())


def test_cells_merged_downward_hold_in_every_row() -> None:
    rows = [HEADER, ROW, ["", *ROW[1:2], "19900042341002", *ROW[3:]]]
    assert [row.unit for row in read_table("a.xlsx", xlsx(rows, merged=["A2:A3"])).positions] == [ROW[0]] * 2


def test_notes_totals_and_repeated_headers_are_told_and_are_no_positions() -> None:
    rows = [HEADER, ROW, HEADER, ["合计", "", "", "2", "", "", ""], ["注：以公告为准"] + [""] * 6]
    report = read_table("a.xlsx", xlsx(rows)).report
    assert ([line.row for line in report.lines], report.rows_read, report.refusals) == ([3, 4, 5], 1, [])


def test_unknown_columns_are_kept_and_told() -> None:
    read = read_table("a.csv", csv([[*HEADER, "神秘栏"], [*ROW, "值"]]))
    assert (read.report.columns_unmapped(), read.positions[0].columns[-1]) == (["神秘栏"], ("神秘栏", "值"))


def test_what_stands_above_the_header_belongs_to_each_row() -> None:
    above = table("township").positions[0].above
    assert [line[0] for line in above] == ["附件1", "某省乡镇机关2020年招录公务员职位表", "报考条件", "配套措施"]


def test_a_sheet_without_a_header_is_told() -> None:
    report = read_table("a.csv", csv([["说明"], ["请认真阅读"]])).report
    assert [(sheet.header_row, sheet.rows_read) for sheet in report.sheets] == [(None, 0)]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\0", b"PK\x03\x04broken", bytes(range(256)) * 20])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_table("a.xls", content)
