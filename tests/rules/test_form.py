"""When a form is complete (说明 二(四))."""

from dataclasses import replace
from datetime import date

import pytest

from core.model.application import Degree, Education, Form, Level
from core.model.reasons import Reason
from core.rules.form import read_month, shortcomings
from tests.support.facts import BACHELOR, COMPLETE, exam, stashed

MASTER = replace(BACHELOR, level=Level.MASTER, degree=Degree.MASTER, began_on=date(2018, 9, 1), ended_on=date(2021, 6, 1))
COLLEGE = replace(BACHELOR, level=Level.JUNIOR_COLLEGE, degree=Degree.NONE, began_on=date(2011, 9, 1), ended_on=date(2014, 6, 1))


def faults(form: Form, photo_id: str | None = "p") -> list[tuple[Reason, tuple[str, ...]]]:
    return [(one.reason, one.about) for one in shortcomings(stashed(form=form, photo_id=photo_id), exam())]


def with_educations(*educations: Education, **changes: object) -> Form:
    return replace(COMPLETE, educations=educations, **changes)


def test_a_complete_form_lacks_nothing() -> None:
    assert faults(COMPLETE) == []
    assert faults(with_educations(COLLEGE, BACHELOR, MASTER)) == []


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (with_educations(), (Reason.EDUCATION_MISSING, ())),
        (with_educations(MASTER), (Reason.EDUCATION_LEVEL_MISSING, ("bachelor",))),
        (with_educations(replace(BACHELOR, major=" ")), (Reason.EDUCATION_MAJOR_MISSING, ("深圳大学",))),
        (with_educations(replace(BACHELOR, ended_on=date(2013, 6, 1))), (Reason.EDUCATION_DATES_REVERSED, ("深圳大学",))),
        (
            with_educations(BACHELOR, replace(MASTER, began_on=date(2018, 3, 1))),
            (Reason.EDUCATION_OVERLAPS, ("深圳大学", "深圳大学")),
        ),
        (with_educations(BACHELOR, replace(MASTER, began_on=date(2018, 10, 1))), (Reason.EDUCATION_GAP, ("深圳大学", "深圳大学"))),
        (replace(COMPLETE, household=" "), (Reason.FIELD_MISSING, ("household",))),
        (replace(COMPLETE, political_status=""), (Reason.FIELD_MISSING, ("political_status",))),
        (replace(COMPLETE, address="字" * 121), (Reason.FIELD_TOO_LONG, ("address", "120"))),
    ],
)
def test_each_shortcoming_is_named(form: Form, expected: tuple[Reason, tuple[str, ...]]) -> None:
    assert faults(form) == [expected]


def test_a_missing_photo_comes_first() -> None:
    assert faults(with_educations(), photo_id=None)[0][0] is Reason.PHOTO_MISSING


def test_a_summer_between_two_studies_is_no_break() -> None:
    assert faults(with_educations(BACHELOR, MASTER)) == []


def test_a_break_the_candidate_vouches_for_is_accepted() -> None:
    later = replace(MASTER, began_on=date(2020, 9, 1), ended_on=date(2023, 6, 1))
    assert faults(with_educations(BACHELOR, later, breaks_confirmed=True)) == []


def test_part_time_study_may_overlap() -> None:
    beside = replace(MASTER, full_time=False, began_on=date(2017, 9, 1), ended_on=date(2020, 6, 1))
    assert faults(with_educations(BACHELOR, beside)) == []


def test_an_exam_without_photo_profile_wants_no_photo() -> None:
    plain = replace(exam(), photo=None)
    assert shortcomings(stashed(photo_id=None), plain) == ()


@pytest.mark.parametrize("typed", ["2016-09", "2016.9", "201609", "2016年9月", "２０１６－０９", " 2016/09/01 ", "2016 9"])
def test_a_month_is_read_as_people_type_it(typed: str) -> None:
    assert read_month(typed, today=date(2020, 11, 16)) == date(2016, 9, 1)


@pytest.mark.parametrize("typed", ["", "September", "2016", "2016-13", "16-9-1-2", "9" * 50, "²016-09"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    assert read_month(typed, today=date(2020, 11, 16)) in (Reason.DATE_UNREADABLE, Reason.DATE_OUT_OF_RANGE)


@pytest.mark.parametrize("typed", ["1016-09", "2061-09", "20160-09"])
def test_a_year_that_cannot_be_is_refused(typed: str) -> None:
    assert read_month(typed, today=date(2020, 11, 16)) is Reason.DATE_OUT_OF_RANGE
