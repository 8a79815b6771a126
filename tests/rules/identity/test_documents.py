"""Numbers of ID documents: what passes, what is mended and told, what is refused and why."""

from datetime import date

import pytest

from core.model.account import Gender
from core.model.decisions import Refused
from core.model.exam import DocumentFormat
from core.model.reasons import Reason
from core.rules.identity.documents import DocumentReading, check_character, read_document
from core.rules.identity.mending import Note

TODAY = date(2020, 11, 16)
RESIDENT = DocumentFormat.RESIDENT_ID


def resident(first_seventeen: str) -> str:
    return first_seventeen + check_character(first_seventeen)


def cyrillic(number: str) -> str:
    return number.replace("X", chr(0x425))


WOMAN = resident("44030619850314122")
ENDS_IN_X = next(number for middle in range(100, 999) if (number := resident(f"44030519960304{middle}")).endswith("X"))


def test_a_published_example_of_the_standard_passes():
    reading = read_document(RESIDENT, "11010519491231002X", TODAY)
    assert isinstance(reading, DocumentReading)
    assert (reading.birth_on, reading.gender, reading.notes) == (date(1949, 12, 31), Gender.FEMALE, ())


def test_a_district_made_after_the_birth_is_no_fault():
    assert read_document(RESIDENT, WOMAN, TODAY) == DocumentReading(WOMAN, WOMAN, date(1985, 3, 14), Gender.FEMALE, ())


def test_an_unknown_region_is_a_remark_and_never_a_refusal():
    reading = read_document(RESIDENT, resident("73030619850314122"), TODAY)
    assert isinstance(reading, DocumentReading)
    assert reading.notes == (Note.REGION_UNKNOWN,)


@pytest.mark.parametrize("region", ["810000", "820000", "830000", "911840", "936156"])
def test_permits_and_the_foreigners_card_have_the_same_form(region: str):
    number = resident(f"{region}19900520177")
    reading = read_document(RESIDENT, number, TODAY)
    assert isinstance(reading, DocumentReading)
    assert (reading.birth_on, reading.gender, reading.notes) == (date(1990, 5, 20), Gender.MALE, ())


@pytest.mark.parametrize(
    ("typed", "notes"),
    [
        (f"  {WOMAN}\n", ()),
        (f"{WOMAN[:6]} {WOMAN[6:14]} {WOMAN[14:]}", (Note.BLANKS,)),
        (f"{WOMAN[:6]}-{WOMAN[6:]}", (Note.BLANKS,)),
        (f"{WOMAN[:6]}\u200b{WOMAN[6:]}", (Note.BLANKS,)),
        (f"{WOMAN[:6]}\u3000{WOMAN[6:]}", (Note.BLANKS,)),
        ("".join(chr(ord(digit) + 0xFEE0) for digit in WOMAN), (Note.FULL_WIDTH,)),
    ],
)
def test_slips_of_the_keyboard_are_mended_and_told(typed: str, notes: tuple[Note, ...]):
    reading = read_document(RESIDENT, typed, TODAY)
    assert isinstance(reading, DocumentReading)
    assert (reading.number, reading.notes) == (WOMAN, notes)


@pytest.mark.parametrize(
    ("last", "notes"),
    [
        ("x", (Note.LOWER_CASE,)),
        ("\uff38", (Note.FULL_WIDTH,)),
        (chr(0x425), (Note.LOOK_ALIKE,)),
        (chr(0x445), (Note.LOWER_CASE, Note.LOOK_ALIKE)),
        (chr(0x2169), (Note.FULL_WIDTH,)),
        ("\u00d7", (Note.LOOK_ALIKE,)),
    ],
)
def test_every_way_to_type_the_last_x_is_understood(last: str, notes: tuple[Note, ...]):
    reading = read_document(RESIDENT, ENDS_IN_X[:17] + last, TODAY)
    assert isinstance(reading, DocumentReading)
    assert (reading.number, reading.notes) == (ENDS_IN_X, notes)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason.DOCUMENT_FORMAT),
        ("440306850314122", Reason.DOCUMENT_FORMAT),
        (WOMAN + "1", Reason.DOCUMENT_FORMAT),
        ("X" + WOMAN[1:], Reason.DOCUMENT_FORMAT),
        ("٤٤٠٣٠٦١٩٨٥٠٣١٤١٢٢٣", Reason.DOCUMENT_FORMAT),
        ("<script>", Reason.DOCUMENT_FORMAT),
        ("4" * 5000, Reason.DOCUMENT_FORMAT),
        (resident("44030618991231122"), Reason.DOCUMENT_BIRTH_DATE),
        (resident("44030618500314122"), Reason.DOCUMENT_BIRTH_DATE),
        (resident("44030620201117122"), Reason.DOCUMENT_BIRTH_DATE),
        (resident("44030619850230122"), Reason.DOCUMENT_BIRTH_DATE),
        (resident("44030600000101122"), Reason.DOCUMENT_BIRTH_DATE),
        (WOMAN[:17] + ("0" if WOMAN[17] != "0" else "1"), Reason.DOCUMENT_CHECKSUM),
        (WOMAN[:8] + WOMAN[9] + WOMAN[8] + WOMAN[10:], Reason.DOCUMENT_CHECKSUM),
    ],
)
def test_what_is_not_a_resident_id_is_refused_with_its_reason(typed: str, reason: Reason):
    assert read_document(RESIDENT, typed, TODAY) == Refused(reason)


def test_somebody_born_today_or_on_the_first_day_of_1900_is_not_refused():
    for number in (resident("44030620201116122"), resident("44030619000101122")):
        assert isinstance(read_document(RESIDENT, number, TODAY), DocumentReading)


@pytest.mark.parametrize(
    ("form", "typed", "number"),
    [
        (DocumentFormat.HK_MACAO_PERMIT, "h12345678", "H12345678"),
        (DocumentFormat.HK_MACAO_PERMIT, chr(0x41C) + "1234567801", "M1234567801"),
        (DocumentFormat.TAIWAN_PERMIT, "1234 5678", "12345678"),
        (DocumentFormat.PASSPORT, "e12345678", "E12345678"),
        (DocumentFormat.PASSPORT, "EA1234567", "EA1234567"),
    ],
)
def test_permits_and_passports_go_by_their_form(form: DocumentFormat, typed: str, number: str):
    reading = read_document(form, typed, TODAY)
    assert isinstance(reading, DocumentReading)
    assert (reading.number, reading.birth_on, reading.gender) == (number, None, None)


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        (DocumentFormat.HK_MACAO_PERMIT, "A12345678"),
        (DocumentFormat.HK_MACAO_PERMIT, "H123456789"),
        (DocumentFormat.TAIWAN_PERMIT, "1234567"),
        (DocumentFormat.PASSPORT, "ABCDEFGH"),
        (DocumentFormat.PASSPORT, "E1"),
        (DocumentFormat.PASSPORT, "E1234567<"),
    ],
)
def test_other_forms_are_refused(form: DocumentFormat, typed: str):
    assert read_document(form, typed, TODAY) == Refused(Reason.DOCUMENT_FORMAT)


def test_a_renewed_permit_is_still_the_same_person():
    first = read_document(DocumentFormat.HK_MACAO_PERMIT, "H1234567800", TODAY)
    renewed = read_document(DocumentFormat.HK_MACAO_PERMIT, "H1234567801", TODAY)
    assert isinstance(first, DocumentReading)
    assert isinstance(renewed, DocumentReading)
    assert first.person == renewed.person == "H12345678"
