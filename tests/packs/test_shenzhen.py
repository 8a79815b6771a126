"""The bundled pack says what the notice says, and marks as assumed what it doesn't."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.model.exam import DocumentFormat, Window, WindowName
from core.model.reasons import Reason
from core.rules.identity.bins import _table
from core.rules.positions import normalised_code
from core.rules.windows import is_open
from tests.support.packs import bundled_pack

EXAM = bundled_pack().exam
ZONE = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=ZONE)


WINDOWS = {
    WindowName.REGISTRATION: Window(at(11, 13, 9), at(11, 18, 16), None, assumed=True),
    WindowName.REGISTRATION_HELP: Window(None, at(11, 17, 18), "指南 二(一)", assumed=False),
    WindowName.PAYMENT: Window(at(11, 13, 9), at(11, 20, 16), None, assumed=True),
    WindowName.FORM_PRINT: Window(at(11, 16, 9), at(12, 13, 16), "说明 二(七)", assumed=False),
    WindowName.TICKET_PRINT: Window(at(12, 7, 10), at(12, 13, 16), "说明 二(八)", assumed=False, closes_assumed=True),
}


@pytest.mark.parametrize("name", list(WindowName))
def test_windows_are_those_of_the_notice_or_assumed(name: WindowName) -> None:
    assert EXAM.windows[name] == WINDOWS[name]


def test_what_the_notice_is_silent_about_is_assumed() -> None:
    assumed = [*EXAM.document_types, *EXAM.papers, *EXAM.venues, EXAM.photo]
    assert all(part.assumed for part in assumed)
    assert (EXAM.fee_assumed, EXAM.roster_assumed, EXAM.table_is_sample) == (True, True, True)


def test_the_twelve_banks_stand_in_the_order_of_the_notice() -> None:
    names = "建设银行 工商银行 中国银行 农业银行 招商银行 平安银行 深圳农村商业银行 邮储银行 交通银行 中信银行 光大银行 民生银行"
    assert " ".join(bank.name.in_("zh_CN") for bank in EXAM.banks) == names


def test_every_bank_can_be_told_by_its_cards() -> None:
    assert {bank.id for bank in EXAM.banks} == {known.bank for known in _table().values()}


def test_the_desks_have_their_numbers_hours_and_days() -> None:
    use, technical = EXAM.desks
    hours = ["09:00:00-12:00:00", "14:00:00-17:30:00"]
    assert (use.phone, use.mail, technical.phone) == ("0755-88100099", "ksykwb@hrss.sz.gov.cn", "0755-88892919")
    for desk in EXAM.desks:
        assert [f"{span.opens}-{span.closes}" for span in desk.hours] == hours
        assert (desk.first_on, desk.last_on, desk.working_days) == (date(2020, 11, 13), date(2020, 12, 11), True)


def test_a_mail_needs_four_things() -> None:
    assert [need.in_("zh_CN") for need in EXAM.desks[0].mail_needs] == ["姓名", "身份证号", "联系电话", "事由"]


CLAUSES = {
    "说明 二(三)": [Reason.AGREEMENTS_NOT_READ, Reason.AGREEMENTS_NOT_ACCEPTED],
    "说明 二(四)": [Reason.PHOTO_MISSING, Reason.EDUCATION_MISSING, Reason.EDUCATION_LEVEL_MISSING, Reason.EDUCATION_MAJOR_MISSING],
    "说明 二(五)1": [Reason.POSITION_UNKNOWN],
    "说明 二(五)2": [Reason.REGISTRATION_CLOSED],
    "说明 二(五)3": [Reason.ABANDONED_UNCONFIRMED],
    "说明 二(五)4": [Reason.ALREADY_CONFIRMED],
    "说明 二(六)": [Reason.NOT_CONFIRMED, Reason.PAYMENT_NOT_OPEN, Reason.PAYMENT_OVER, Reason.ABANDONED_UNPAID],
    "说明 二(七)": [Reason.NOT_PAID, Reason.FORM_PRINT_NOT_OPEN, Reason.FORM_PRINT_OVER],
    "说明 二(八)": [Reason.TICKET_NOT_OPEN],
    "说明 三(一)": [Reason.BANK_MISMATCH],
    "指南 二(一)": [Reason.DOCUMENT_USED],
    "指南 三(三)": [Reason.BANK_UNKNOWN, Reason.CARD_IS_CREDIT],
}


@pytest.mark.parametrize(("clause", "reasons"), CLAUSES.items())
def test_a_refusal_names_the_clause_it_rests_on(clause: str, reasons: list[Reason]) -> None:
    assert [EXAM.clause_of(reason) for reason in reasons] == [clause] * len(reasons)


def test_every_clause_of_the_notice_is_there() -> None:
    numbers = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
    instructions = ["一", *(f"二({n})" for n in numbers[:5]), *(f"二(五){n}" for n in range(1, 6))]
    instructions += [*(f"二({n})" for n in numbers[5:8]), *(f"三({n})" for n in numbers[:5])]
    guide = ["一", *(f"二({n})" for n in numbers[:4]), *(f"三({n})" for n in numbers)]
    expected = [*(f"说明 {n}" for n in instructions), *(f"指南 {n}" for n in guide)]
    assert [clause.id for clause in EXAM.clauses] == expected


def test_there_are_four_kinds_of_documents() -> None:
    assert [kind.format for kind in EXAM.document_types] == list(DocumentFormat)


def test_both_agreements_have_pages_for_a_phone() -> None:
    assert [(agreement.id, len(agreement.pages)) for agreement in EXAM.agreements] == [("integrity", 4), ("epidemic", 3)]
    lengths = [len(words) for agreement in EXAM.agreements for page in agreement.pages for words in page.by_locale.values()]
    assert max(lengths) < 600


def test_the_demo_opens_on_a_monday_while_registration_and_form_printing_are_open() -> None:
    first = EXAM.moments[0].at
    assert first == at(11, 16, 10)
    assert is_open(EXAM.windows[WindowName.REGISTRATION], first)
    assert is_open(EXAM.windows[WindowName.FORM_PRINT], first)


def test_the_sample_table_is_varied_and_says_that_it_is_a_sample() -> None:
    positions = bundled_pack().positions
    assert len(positions) >= 64
    assert all(dict(row.columns)["备注"] == "示例" for row in positions)
    assert {row.education for row in positions} == {"本科以上", "本科", "研究生", "大专以上", "大专、本科"}
    assert len(Counter(row.district for row in positions)) >= 10


def test_every_code_has_fourteen_digits_and_begins_with_its_unit() -> None:
    for row in bundled_pack().positions:
        assert len(row.code) == 14
        assert row.code.startswith(dict(row.columns)["单位代码"])
        assert normalised_code(row.code) == row.code
