"""Gender and birth date beside a document number."""

from datetime import date

import pytest

from core.model.account import Gender
from core.model.decisions import Refused
from core.model.exam import DocumentFormat
from core.model.reasons import Reason
from core.rules.identity.documents import DocumentReading, read_document
from core.rules.identity.persons import PersonFaults, read_date, read_person

TODAY = date(2020, 11, 16)
BORN = date(1949, 12, 31)


def document(form: DocumentFormat = DocumentFormat.RESIDENT_ID, number: str = "11010519491231002X") -> DocumentReading:
    reading = read_document(form, number, TODAY)
    assert isinstance(reading, DocumentReading)
    return reading


@pytest.mark.parametrize(("gender", "birth"), [("", ""), ("female", "1949-12-31"), (" female ", ""), ("", "19491231")])
def test_a_resident_id_fills_what_was_left_empty(gender: str, birth: str):
    assert read_person(document(), gender, birth, TODAY) == (Gender.FEMALE, BORN)


def test_what_was_typed_must_not_contradict_the_number():
    faults = read_person(document(), "male", "1949-12-30", TODAY)
    assert faults == PersonFaults(Refused(Reason.GENDER_DIFFERS), Refused(Reason.BIRTH_DATE_DIFFERS))


def test_a_passport_says_neither_so_both_must_be_typed():
    passport = document(DocumentFormat.PASSPORT, "E12345678")
    assert read_person(passport, "", "", TODAY) == PersonFaults(Refused(Reason.GENDER_MISSING), Refused(Reason.BIRTH_DATE_FORMAT))
    assert read_person(passport, "male", "1990/5/1", TODAY) == (Gender.MALE, date(1990, 5, 1))


@pytest.mark.parametrize("birth", ["2020-11-17", "1899-12-31", "1990-02-30", "yesterday", "90-1-1", "٢٠٠٠-٠١-٠١"])
def test_an_impossible_birth_date_is_refused(birth: str):
    passport = document(DocumentFormat.PASSPORT, "E12345678")
    assert read_person(passport, "male", birth, TODAY) == PersonFaults(None, Refused(Reason.BIRTH_DATE_FORMAT))


@pytest.mark.parametrize("gender", ["divers", "男", "MALE", "\x00"])
def test_an_unknown_gender_asks_to_choose(gender: str):
    assert read_person(document(), gender, "", TODAY) == PersonFaults(Refused(Reason.GENDER_MISSING), None)


@pytest.mark.parametrize("typed", ["1996-03-04", "1996/3/4", "1996.03.04", "19960304", "1996年3月4日", "１９９６－０３－０４"])
def test_a_day_may_be_written_in_any_usual_way(typed: str):
    assert read_date(typed) == date(1996, 3, 4)
