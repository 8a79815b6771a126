"""Every mistake of a pack is told in one run, with file, line and key."""

import shutil
from pathlib import Path

import pytest

from core.model.exam import WindowName
from core.model.reasons import Reason
from core.packs import Mistake, PackReading, read_pack
from core.packs import MistakeCode as M
from tests.support.packs import BUNDLED, TINY, bundled_pack, tiny_pack

Edit = tuple[str, str, str]


def edited(folder: Path, *edits: Edit, pack: Path = BUNDLED) -> PackReading:
    """The pack with ``(file, old, new)`` replaced once each, read anew."""
    shutil.copytree(pack, folder, dirs_exist_ok=True)
    for file, old, new in edits:
        text = (folder / file).read_text("utf-8")
        assert old in text, old
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    return read_pack(folder)


def line_of(folder: Path, file: str, text: str) -> int:
    """The first line with ``text``."""
    lines = (folder / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def seen(mistakes: tuple[Mistake, ...]) -> list[tuple[str, str, M]]:
    return [(mistake.file, mistake.key, mistake.code) for mistake in mistakes]


@pytest.mark.parametrize("reading", [bundled_pack(), tiny_pack()], ids=["bundled", "tiny"])
def test_a_good_pack_reads_without_mistakes(reading: PackReading) -> None:
    assert reading.mistakes == ()
    assert reading.exam is not None


EXAM, CLAUSES, AGREEMENTS, ANSWERS, TABLE = "exam.toml", "clauses.toml", "agreements.toml", "answers.toml", "positions.csv"
PAYMENT_CLOSES = "closes_at = 2020-11-20T16:00:00+08:00"
SMALL = 'reasons = ["ticket_not_open"]'

CASES: list[tuple[str, Edit, str, M, str]] = [
    # what: edit, key, code, text on the line it is told for
    ("syntax", (EXAM, "minor = 10000", "minor = = 10000"), "", M.SYNTAX, "minor = ="),
    ("wrong type", (EXAM, "minor = 10000", 'minor = "100"'), "fee.minor", M.WRONG_TYPE, 'minor = "100"'),
    ("boolean as number", (EXAM, "rooms = 40", "rooms = true"), "venues[futian].rooms", M.WRONG_TYPE, "rooms = true"),
    ("table expected", (EXAM, "[photo]", "[[photo]]"), "photo", M.WRONG_TYPE, "[[photo]]"),
    ("unknown key", (EXAM, "width_px", "widht_px = 1\nwidth_px"), "photo.widht_px", M.UNKNOWN_KEY, "widht_px"),
    ("unknown top key", (EXAM, "zone =", "colour = 1\nzone ="), "colour", M.UNKNOWN_KEY, "colour"),
    ("unknown window", (EXAM, "[windows.form_print]", "[windows.print]"), "windows.print", M.UNKNOWN_KEY, "[windows.print]"),
    ("unknown language", (EXAM, "authority.en", "authority.fr = 'x'\nauthority.en"), "authority.fr", M.UNKNOWN_KEY, "authority.fr"),
    ("missing value", (EXAM, "height_px = 413\n", ""), "photo.height_px", M.MISSING, "[photo]"),
    ("missing section", (EXAM, "[fee]", "[fea]"), "fee", M.MISSING, "# The exam as"),
    ("missing language", (CLAUSES, "gist.en = ", "# gist.en = "), "clauses[说明 一].gist.en", M.LANGUAGE_MISSING, "gist.zh_CN"),
    (
        "blank text",
        (EXAM, 'name.zh_CN = "护照"', 'name.zh_CN = " "'),
        "document_types[passport].name.zh_CN",
        M.EMPTY,
        'name.zh_CN = " "',
    ),
    ("choice", (EXAM, '"junior_college"', '"primary"'), "lowest_education", M.NOT_ALLOWED, "lowest_education"),
    ("form of a phone", (EXAM, '"0755-88100099"', '"ask me"'), "desks[use].phone", M.BAD_FORM, "ask me"),
    ("out of range", (EXAM, "minor = 10000", "minor = -1"), "fee.minor", M.OUT_OF_RANGE, "minor = -1"),
    ("unknown zone", (EXAM, "Asia/Shanghai", "Asia/Shenzhen"), "zone", M.ZONE_UNKNOWN, "zone ="),
    (
        "naive instant",
        (EXAM, "T10:00:00+08:00", "T10:00:00"),
        "windows.ticket_print.opens_at",
        M.INSTANT_NAIVE,
        "2020-12-07T10:00:00",
    ),
    ("odd offset", (EXAM, "18T16:00:00+08:00", "18T08:00:00Z"), "windows.registration.closes_at", M.INSTANT_OFFSET, "00Z"),
    (
        "closing before opening",
        (EXAM, "closes_at = 2020-12-13", "closes_at = 2020-11-13"),
        "windows.form_print.closes_at",
        M.CLOSES_BEFORE_OPENS,
        "closes_at = 2020-11-13",
    ),
    (
        "neither clause nor assumed",
        (EXAM, "00\nassumed = true", "00"),
        "windows.registration",
        M.WINDOW_UNFOUNDED,
        "[windows.registration]",
    ),
    ("no end at all", (EXAM, "closes_at = 2020-11-17T18:00:00+08:00\n", ""), "windows.registration_help", M.WINDOW_EMPTY, "_help]"),
    ("no payment window", (EXAM, "[windows.payment]", "[windows.paying]"), "windows", M.WINDOW_MISSING, "[windows.registration]"),
    (
        "payment ends early",
        (EXAM, PAYMENT_CLOSES, PAYMENT_CLOSES.replace("20T", "17T")),
        "windows.payment.closes_at",
        M.PAYMENT_ENDS_EARLY,
        "17T16",
    ),
    ("roster early", (EXAM, "frozen_at = 2020-11-25", "frozen_at = 2020-11-19"), "roster.frozen_at", M.ROSTER_EARLY, "frozen_at"),
    ("paper reversed", (EXAM, "13T16:30", "13T13:30"), "papers[2].ends_at", M.ENDS_BEFORE_START, "13T13:30"),
    ("papers overlap", (EXAM, "13T14:00", "13T10:00"), "papers[2].starts_at", M.OUT_OF_ORDER, "13T10:00"),
    (
        "moments out of order",
        (EXAM, "18T15:00:00", "18T15:59:30"),
        "moments[confirm_last_minute].at",
        M.OUT_OF_ORDER,
        "18T15:59:00",
    ),
    (
        "a desk that takes over and isn't there",
        (EXAM, 'escalates_to = "technical"', 'escalates_to = "nobody"'),
        "desks[use].escalates_to",
        M.ENTRY_UNKNOWN,
        "nobody",
    ),
    (
        "desks that pass a case round and round",
        (EXAM, 'escalates_to = "technical"', 'escalates_to = "use"'),
        "desks[use].escalates_to",
        M.ENTRY_UNKNOWN,
        'escalates_to = "use"',
    ),
    (
        "desk ends early",
        (EXAM, "last_on = 2020-12-11", "last_on = 2020-11-11"),
        "desks[use].last_on",
        M.LAST_BEFORE_FIRST,
        "2020-11-11",
    ),
    (
        "hours reversed",
        (EXAM, "closes = 12:00", "closes = 08:00"),
        "desks[use].hours[1].closes",
        M.CLOSES_BEFORE_OPENS,
        "closes = 08:00",
    ),
    ("hours overlap", (EXAM, "opens = 14:00", "opens = 11:00"), "desks[use].hours[2]", M.OUT_OF_ORDER, "11:00"),
    ("clause of a window", (EXAM, '"说明 二(八)"', '"说明 九"'), "windows.ticket_print.clause", M.CLAUSE_UNKNOWN, "说明 九"),
    ("clause of a desk", (EXAM, '"说明 三(五)"', '"说明 九"'), "desks[use].clause", M.CLAUSE_UNKNOWN, "说明 九"),
    ("clause of an answer", (ANSWERS, '"指南 三(四)"', '"指南 九"'), "answers[faq_3_4].clause", M.CLAUSE_UNKNOWN, "指南 九"),
    ("unknown reason", (CLAUSES, SMALL, 'reasons = ["bored"]'), "clauses[说明 二(八)].reasons[1]", M.REASON_UNKNOWN, "bored"),
    (
        "reason twice",
        (CLAUSES, SMALL, 'reasons = ["not_paid"]'),
        "clauses[说明 二(八)].reasons[1]",
        M.REASON_TWICE,
        'reasons = ["not_paid"]',
    ),
    ("unknown bank", (EXAM, 'id = "ICBC"', 'id = "ICBK"'), "banks[ICBK].id", M.BANK_UNKNOWN, "ICBK"),
    ("photo sizes", (EXAM, "max_kb = 200", "max_kb = 10"), "photo.max_kb", M.MIN_OVER_MAX, "max_kb = 10"),
    ("no way to pay", (EXAM, '["sandbox"]', "[]"), "fee.providers", M.FEE_WITHOUT_WAY, "providers = []"),
    ("table elsewhere", (EXAM, '"positions.csv"', '"../other.csv"'), "positions.file", M.BAD_FORM, "other.csv"),
    ("column missing", (TABLE, "录用人数", "人数"), "录用人数", M.COLUMN_MISSING, "招考单位"),
    ("column twice", (TABLE, "单位代码", "招考单位"), "招考单位", M.COLUMN_TWICE, "招考单位"),
    ("no number", (TABLE, "工作,2,本科以上", "工作,若干,本科以上"), "录用人数", M.HEADCOUNT, "若干"),
    ("code twice", (TABLE, ",99000011041002,", ",99000011041001,"), "职位代码", M.TWICE, "投资处"),
    ("float as code", (TABLE, ",99000011041002,", ",9.9000011041002E13,"), "职位代码", M.CODE_FORM, "E13"),
    ("cell too many", (TABLE, "一级科员,99000011041002", "一级,科员,99000011041002"), "", M.CELLS_MISCOUNTED, "一级,科员"),
    ("unit empty", (TABLE, "深圳市统计局", ""), "招考单位", M.CELL_EMPTY, "国民经济核算处"),
]


@pytest.mark.parametrize(("edit", "key", "code", "text"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_mistake_is_told_with_its_place(tmp_path: Path, edit: Edit, key: str, code: M, text: str) -> None:
    mistakes = edited(tmp_path, edit).mistakes
    assert (edit[0], key, code) in seen(mistakes)
    told = next(mistake for mistake in mistakes if (mistake.key, mistake.code) == (key, code))
    assert told.line == line_of(tmp_path, edit[0], text)


@pytest.mark.parametrize(
    ("file", "own"),
    [
        (CLAUSES, "说明 二(一)"),
        (EXAM, "hk_macao_permit"),
        (EXAM, "ICBC"),
        (EXAM, "technical"),
        (EXAM, "nanshan"),
        (EXAM, "confirm_last_hour"),
        (AGREEMENTS, "epidemic"),
        (ANSWERS, "op_pay"),
    ],
)
def test_an_id_that_is_there_twice_is_told_at_the_second(tmp_path: Path, file: str, own: str) -> None:
    text = (BUNDLED / file).read_text("utf-8")
    ids = [line.removeprefix('id = "').removesuffix('"') for line in text.splitlines() if line.startswith('id = "')]
    before = ids[ids.index(own) - 1]
    mistakes = edited(tmp_path, (file, f'id = "{own}"', f'id = "{before}"')).mistakes
    assert [mistake.code for mistake in mistakes if mistake.code is M.TWICE] == [M.TWICE]


def test_an_agreement_without_pages_is_told(tmp_path: Path) -> None:
    one_page = 'pages = [{ zh_CN = "我所填属实。", zh_TW = "我所填屬實。", en = "What I fill in is true." }]'
    mistakes = edited(tmp_path, (EXAM, one_page, "pages = []"), pack=TINY).mistakes
    assert seen(mistakes) == [(EXAM, "agreements[pledge].pages", M.EMPTY)]


def test_all_mistakes_are_told_in_one_run(tmp_path: Path) -> None:
    edits = [case[1] for case in CASES if case[0] in {"wrong type", "unknown reason", "papers overlap", "code twice", "no number"}]
    mistakes = edited(tmp_path, *edits).mistakes
    assert {mistake.code for mistake in mistakes} == {M.WRONG_TYPE, M.REASON_UNKNOWN, M.OUT_OF_ORDER, M.TWICE, M.HEADCOUNT}
    assert list(mistakes) == sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line))


def test_a_broken_file_is_told_once_and_the_others_are_still_read(tmp_path: Path) -> None:
    broken = (CLAUSES, "[[clauses]]", "[[clauses]")
    mistakes = edited(tmp_path, broken, (EXAM, "max_kb = 200", "max_kb = 10"), (TABLE, ",2,", ",两,")).mistakes
    assert [mistake.code for mistake in mistakes] == [M.SYNTAX, M.MIN_OVER_MAX, M.HEADCOUNT]


def test_a_section_stands_in_one_file(tmp_path: Path) -> None:
    mistakes = edited(tmp_path, (ANSWERS, "[[answers]]", "[fee]\nminor = 1\n\n[[answers]]")).mistakes
    assert seen(mistakes) == [(ANSWERS, "fee", M.SECTION_TWICE)]


def test_a_key_that_may_have_been_meant_is_named(tmp_path: Path) -> None:
    mistakes = edited(tmp_path, (EXAM, "first_on =", "frist_on = 2020-11-13\nfirst_on =")).mistakes
    assert [mistake.values for mistake in mistakes] == [{"nearest": "first_on"}]


@pytest.mark.parametrize("file", [EXAM, TABLE])
def test_a_file_that_is_not_utf8_is_told(tmp_path: Path, file: str) -> None:
    shutil.copytree(BUNDLED, tmp_path, dirs_exist_ok=True)
    (tmp_path / file).write_bytes((BUNDLED / file).read_text("utf-8").encode("gb18030"))
    assert (file, "", M.NOT_UTF8) in seen(read_pack(tmp_path).mistakes)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path, dirs_exist_ok=True)
    for path in tmp_path.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_pack(tmp_path) == bundled_pack()


@pytest.mark.parametrize(("folder", "code"), [("nowhere", M.FOLDER_MISSING), (".", M.FILE_MISSING)])
def test_no_pack_is_a_mistake_too(tmp_path: Path, folder: str, code: M) -> None:
    assert [mistake.code for mistake in read_pack(tmp_path / folder).mistakes] == [code]


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    mistakes = edited(tmp_path, (EXAM, '"gangwei.csv"', '"posts.csv"'), pack=TINY).mistakes
    assert seen(mistakes) == [("posts.csv", "", M.FILE_MISSING)]


def test_an_empty_table_is_told(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    header = (TINY / "gangwei.csv").read_text("utf-8").splitlines()[0]
    (tmp_path / "gangwei.csv").write_text(header + "\n", "utf-8")
    assert seen(read_pack(tmp_path).mistakes) == [("gangwei.csv", "", M.TABLE_EMPTY)]


def test_a_cell_may_run_over_several_lines() -> None:
    assert tiny_pack().positions[1].columns[-1] == ("备注", "需值班\n含周末")


def test_another_province_reads_with_its_own_zone_columns_and_clauses() -> None:
    exam = tiny_pack().exam
    assert exam.window(WindowName.PAYMENT).closes_at.isoformat() == "2022-03-10T18:00:00+06:00"
    assert (exam.photo, exam.lowest_education, exam.refund_mode) == (None, "bachelor", "manual_finance")
    assert exam.clause_of(Reason.ALREADY_CONFIRMED) == "第4条"
    first = tiny_pack().positions[0]
    assert (first.code, first.unit, first.district) == ("XJ-0001", "示例厅", "乌鲁木齐")


def test_how_money_goes_back_may_be_said_for_one_provider(tmp_path: Path) -> None:
    mode = 'refund_mode = "manual_finance"'
    exam = edited(tmp_path, ("exam.toml", mode, f'{mode}\nrefund_modes = {{ wechat = "auto" }}'), pack=TINY).exam
    assert exam is not None
    assert [exam.refunds_by_itself(name) for name in ("wechat", "alipay")] == [True, False]
