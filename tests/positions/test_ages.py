"""Ages in years mean what the exam's pack says in dates; without such dates only what holds on any day of the year is told."""

from datetime import date

import pytest

from core.model.application import Level
from core.model.eligibility import ConditionKind, Facts, Freshness, Study, Verdict
from core.model.exam import AgeDates, AgeSpan, Cells, Position, Terms
from core.services.eligibility import judge_table
from core.services.tables import compile_table

AGES = (
    AgeDates(18, born_until=date(2012, 11, 18)),
    AgeDates(35, born_from=date(1994, 11, 13)),
    AgeDates(40, born_from=date(1989, 11, 13)),
)
EVERYONE = AgeSpan("18至35周岁", 18, 35, 40)
MASTER = Study(Level.MASTER, full_time=True)


def verdict(facts: Facts, said: str, terms: Terms) -> Verdict | None:
    """The verdict on age for one position, ``None`` where age isn't asked."""
    columns = (("职位代码", "1001"), ("学历", "大专以上"), ("学位", "不限"), ("其他要求", said))
    row = Position("1001", "甲局", "科员", 1, "", "大专以上", "不限", Cells.of(columns))
    judged = judge_table(compile_table([row], None, terms), facts)[0].conditions
    return next((one.verdict for one in judged if one.kind is ConditionKind.AGE), None)


@pytest.mark.parametrize(
    ("born", "said", "expected"),
    [
        (date(1994, 11, 13), "35周岁以下", Verdict.FITS),
        (date(1994, 11, 12), "35周岁以下", Verdict.DOES_NOT_FIT),
        (date(2012, 11, 18), "18周岁以上", Verdict.FITS),
        (date(2012, 11, 19), "18周岁以上", Verdict.DOES_NOT_FIT),
        (date(2000, 1, 1), "18至35周岁", Verdict.FITS),
        (date(2000, 1, 1), "28周岁以下", Verdict.DOES_NOT_FIT),
        (date(2002, 1, 1), "28周岁以下", Verdict.ASK),
        (None, "35周岁以下", Verdict.ASK),
    ],
)
def test_years_mean_the_dates_of_the_pack_and_what_it_leaves_out_stays_in_years(
    born: date | None, said: str, expected: Verdict
) -> None:
    assert verdict(Facts(birth_date=born), said, Terms(2031, AGES)) is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(birth_date=date(1994, 11, 13)), Verdict.FITS),
        (Facts(birth_date=date(2012, 11, 19)), Verdict.DOES_NOT_FIT),
        (Facts(birth_date=date(1990, 1, 1), fresh_graduate=Freshness.NO, studies=(MASTER,)), Verdict.DOES_NOT_FIT),
        (Facts(birth_date=date(1990, 1, 1), fresh_graduate=Freshness.THIS_YEAR, studies=(MASTER,)), Verdict.FITS),
        (Facts(birth_date=date(1989, 11, 12), fresh_graduate=Freshness.THIS_YEAR, studies=(MASTER,)), Verdict.DOES_NOT_FIT),
    ],
)
def test_the_age_asked_of_everyone_holds_where_a_row_is_silent(facts: Facts, expected: Verdict) -> None:
    assert verdict(facts, "", Terms(2031, AGES, EVERYONE)) is expected


def test_a_row_of_its_own_words_is_not_judged_by_the_age_of_everyone() -> None:
    terms = Terms(2031, AGES, EVERYONE)
    assert verdict(Facts(birth_date=date(1990, 1, 1)), "40周岁以下", terms) is Verdict.FITS


def test_age_is_not_asked_where_neither_table_nor_pack_says_anything() -> None:
    assert verdict(Facts(birth_date=date(1950, 1, 1)), "", Terms(2031, AGES)) is None
