"""The real tables and the real catalogue, where they are at hand: what is read of them, and that nothing is lost."""

import json
from functools import cache

import pytest

from core.packs.majors import read_catalogue
from core.packs.tables import TableFile, read_table
from core.services.tables import compile_table
from tests.positions.made import SHARED

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real tables aren't here")

GOLDEN = {
    "gd_2020_county.xls": ([4272, 176, 1417, 276, 247, 370, 563], 9455, [3, 2, 2, 2, 2, 2, 3], 45),
    "gd_2020_township.xls": ([416, 356, 152, 119], 2416, [5, 4, 4, 4], 0),
    "gd_2023_county.xls": ([5982, 103, 1917, 572, 372, 518, 1808], 14857, [3, 2, 2, 2, 2, 2, 3], 57),
}


@cache
def read(name: str) -> TableFile:
    return read_table(name, (SHARED / "positions" / name).read_bytes())


@pytest.mark.parametrize("name", GOLDEN)
def test_a_real_table_is_read_whole(name: str) -> None:
    report = read(name).report
    rows, headcount, headers, _ = GOLDEN[name]
    assert [sheet.rows_read for sheet in report.sheets] == rows
    assert [sheet.header_row for sheet in report.sheets] == headers
    assert (report.headcount, report.refusals, report.columns_unmapped(), report.lines) == (headcount, [], [], [])


@pytest.mark.parametrize("name", GOLDEN)
def test_what_nobody_understood_of_a_real_table_is_known(name: str) -> None:
    catalogue = read_catalogue("gd-2020", "c.xls", (SHARED / "majors" / "gd_2020_catalogue.xls").read_bytes()).catalogue
    unknown = compile_table(read(name).positions, catalogue).not_understood()
    assert sum(unknown.values()) == GOLDEN[name][3], unknown


def test_the_real_catalogue_is_read_whole() -> None:
    read_one = read_catalogue("gd-2020", "c.xls", (SHARED / "majors" / "gd_2020_catalogue.xls").read_bytes())
    listed = json.loads((SHARED / "majors" / "gd_2020_majors.json").read_text())
    grouped = json.loads((SHARED / "majors" / "gd_2020_groups.json").read_text())
    catalogue = read_one.catalogue
    assert {entry["code"]: entry["name"] for entry in listed} == {major.code: major.name for major in catalogue.majors.values()}
    assert {entry["subject_code"] for entry in listed} <= set(catalogue.classes)
    assert len(catalogue.classes) == 291
    assert all(set(codes) <= set(catalogue.groups[name[:2]].members) for name, codes in grouped.items())
    assert sum(len(entry["old_names"]) for entry in listed) == sum(len(one.old_names) for one in catalogue.majors.values())
