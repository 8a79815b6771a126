"""Reminder rules in a pack: what an author can get wrong is told with its line, and offsets are read as written."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.packs import MistakeCode, read_pack
from core.packs.reminders import offset
from tests.support.packs import BUNDLED

RULES = (BUNDLED / "reminders.toml").read_text()


def pack_with(folder: Path, before: str, after: str) -> Path:
    """The bundled pack with one thing changed in its reminders."""
    assert before in RULES
    for file in BUNDLED.iterdir():
        if file.suffix in {".toml", ".csv"}:
            (folder / file.name).write_bytes(file.read_bytes())
    (folder / "reminders.toml").write_text(RULES.replace(before, after, 1))
    return folder


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('condition = "no_form"', 'condition = "no_from"', MistakeCode.NOT_ALLOWED),
        ('anchor = "registration.closes"', 'anchor = "registration.ends"', MistakeCode.NOT_ALLOWED),
        ('anchor = "registration.closes"', 'anchor = "registration_help.opens"', MistakeCode.NOT_ALLOWED),
        ('at = "-2d"', 'at = "two days"', MistakeCode.BAD_FORM),
        ('at = "-2d"', 'at = "-5d"', MistakeCode.OFFSETS_DISORDERED),
        ('until = "-1m"', 'until = "+1m"', MistakeCode.WARNED_LATE),
        ("{left}", "{lefft}", MistakeCode.PLACE_UNKNOWN),
        ("{left}", "{left", MistakeCode.PLACE_UNKNOWN),
        ('target = "form"', 'target = "from"', MistakeCode.NOT_ALLOWED),
        ('id = "form-missing"', 'id = "unpaid"', MistakeCode.TWICE),
        ('button.en = "Fill in the form"\n', "", MistakeCode.LANGUAGE_MISSING),
        ("begins = 22:00:00", 'begins = "22:00"', MistakeCode.WRONG_TYPE),
        ("rank = 1", "rank = 0", MistakeCode.OUT_OF_RANGE),
    ],
)
def test_a_mistake_in_a_rule_is_told(tmp_path: Path, before: str, after: str, code: MistakeCode) -> None:
    reading = read_pack(pack_with(tmp_path, before, after))
    assert reading.exam is None
    assert code in {mistake.code for mistake in reading.mistakes if mistake.file == "reminders.toml"}
    assert all(mistake.line > 1 for mistake in reading.mistakes)


def test_an_anchor_that_the_pack_does_not_say_is_told(tmp_path: Path) -> None:
    folder = pack_with(tmp_path, "x" * 0, "")
    text = (folder / "exam.toml").read_text()
    begin, end = text.index("[windows.form_print]"), text.index("[windows.ticket_print]")
    (folder / "exam.toml").write_text(text[:begin] + text[end:])
    assert MistakeCode.ANCHOR_MISSING in {mistake.code for mistake in read_pack(folder).mistakes}


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("0", timedelta(0)),
        ("-1d", timedelta(days=-1)),
        ("-1d 7h", -timedelta(days=1, hours=7)),
        ("-1h 1m", -timedelta(hours=1, minutes=1)),
        ("+2h", timedelta(hours=2)),
    ],
)
def test_an_offset_is_read_as_written(written: str, span: timedelta) -> None:
    assert offset(written) == span


def test_a_pack_without_reminders_is_a_pack(tmp_path: Path) -> None:
    folder = pack_with(tmp_path, "x" * 0, "")
    (folder / "reminders.toml").unlink()
    exam = read_pack(folder).exam
    assert exam is not None
    assert (exam.reminders, exam.quiet) == ((), None)
