"""The list of usernames from before the unified platform: hashed, and no clear name in what is said about it."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.exam import exam_app
from core.packs import MistakeCode, read_pack
from core.packs.old_usernames import FILE, hashed_list, read_old_usernames
from core.rules.identity.old_usernames import hash_in
from tests.support.facts import BUNDLED

SALT = bytes(16)
LINES = list(hashed_list(["laokaosheng2019", "ＬaoKaoSheng2019", "", "szks_0755"], 1024, SALT))


def write(folder: Path, *lines: str) -> Path:
    (folder / FILE).write_text("\n".join(lines), "utf-8")
    return folder


def test_each_name_stands_once_whatever_its_capitals_and_width() -> None:
    assert len(LINES) == 1 + 2
    assert LINES[1:] == sorted(LINES[1:])


def test_a_listed_name_is_found_by_its_hash(tmp_path: Path) -> None:
    read = read_old_usernames(write(tmp_path, "# for readers", "", *LINES))
    assert read.mistakes == []
    assert read.listed is not None
    assert read.listed.count == 2
    assert hash_in(read.listed, " LAOKAOSHENG2019 ") in read.hashes
    assert hash_in(read.listed, "somebody_else") not in read.hashes


def test_a_pack_may_have_none(tmp_path: Path) -> None:
    assert read_old_usernames(tmp_path).listed is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], [(1, MistakeCode.LIST_HEAD)]),
        (["laokaosheng2019"], [(1, MistakeCode.LIST_HEAD)]),
        ([f"scrypt 1000 {SALT.hex()}"], [(1, MistakeCode.LIST_HEAD)]),
        ([f"scrypt 268435456 {SALT.hex()}"], [(1, MistakeCode.LIST_HEAD)]),
        ([f"scrypt 1024 {SALT.hex()[:-2]}"], [(1, MistakeCode.LIST_HEAD)]),
        ([LINES[0], "# note", "laokaosheng2019", LINES[1].upper()], [(3, MistakeCode.NOT_A_HASH), (4, MistakeCode.NOT_A_HASH)]),
    ],
)
def test_what_is_no_list_is_told_by_line_without_quoting_it(
    tmp_path: Path, lines: list[str], expected: list[tuple[int, MistakeCode]]
) -> None:
    mistakes = read_old_usernames(write(tmp_path, *lines)).mistakes
    assert [(mistake.line, mistake.code) for mistake in mistakes] == expected
    assert "laokaosheng2019" not in str(mistakes)


def test_a_clear_name_refuses_the_whole_pack(tmp_path: Path) -> None:
    folder = shutil.copytree(BUNDLED, tmp_path / "pack")
    write(folder, LINES[0], "laokaosheng2019")
    reading = read_pack(folder)
    assert reading.exam is None
    assert [mistake.file for mistake in reading.mistakes] == [FILE]


def test_the_command_makes_a_list_that_names_nobody(tmp_path: Path) -> None:
    clear = tmp_path / "clear.txt"
    clear.write_text("laokaosheng2019\nszks_0755\n", "utf-8")
    made = CliRunner().invoke(exam_app, ["hash-usernames", str(clear), "--into", str(tmp_path / FILE), "--language", "en"])
    assert made.exit_code == 0, made.output
    assert "laokaosheng2019" not in (tmp_path / FILE).read_text()
    read = read_old_usernames(tmp_path)
    assert read.listed is not None
    assert hash_in(read.listed, "szks_0755") in read.hashes
