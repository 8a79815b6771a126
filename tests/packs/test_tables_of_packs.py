"""A pack's own table may come as the authority published it: columns are known by meaning, whatever the format."""

import shutil
from pathlib import Path

import pytest

from core.packs import MistakeCode, PackReading, read_pack
from tests.positions.sheets import ods, xlsx
from tests.support.packs import BUNDLED

HEADER = ("招考单位", "招考职位", "职位代码", "录用人数", "考区", "学历", "学位")
ROWS = (
    HEADER,
    ("甲局", "科员", "100001", 2, "南山", "本科以上", "学士以上"),
    ("乙局", "科员", 100002.0, 1, "福田", "本科", "不限"),
)


def pack_with(folder: Path, name: str, content: bytes) -> PackReading:
    """The bundled pack with another table, whose columns it doesn't name."""
    shutil.copytree(BUNDLED, folder, dirs_exist_ok=True)
    text = (folder / "exam.toml").read_text("utf-8")
    begins = text.index("[positions.columns]")
    text = text[:begins] + text[text.index("# Where the demo's clock") :]
    (folder / "exam.toml").write_text(text.replace('file = "positions.csv"', f'file = "{name}"'), "utf-8")
    (folder / name).write_bytes(content)
    return read_pack(folder)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("table.xlsx", xlsx(ROWS)),
        ("table.ods", ods(ROWS)),
        ("table.csv", "\n".join(",".join(map(str, row)) for row in ROWS).encode("gb18030")),
    ],
)
def test_positions_are_read_from_any_format(tmp_path: Path, name: str, content: bytes) -> None:
    reading = pack_with(tmp_path, name, content)
    assert reading.mistakes == ()
    assert [(row.code, row.unit, row.headcount, row.district) for row in reading.positions] == [
        ("100001", "甲局", 2, "南山"),
        ("100002", "乙局", 1, "福田"),
    ]


def test_a_row_that_an_import_would_refuse_is_a_mistake_of_the_pack(tmp_path: Path) -> None:
    reading = pack_with(tmp_path, "table.xlsx", xlsx((*ROWS, ROWS[1])))
    assert [(one.file, one.line, one.code, one.values["line"]) for one in reading.mistakes] == [
        ("table.xlsx", 4, MistakeCode.TWICE, "2")
    ]


def test_a_file_that_is_no_table_is_told(tmp_path: Path) -> None:
    reading = pack_with(tmp_path, "table.xlsx", b"\0\1\2 no spreadsheet")
    assert [one.code for one in reading.mistakes] == [MistakeCode.UNREADABLE]
