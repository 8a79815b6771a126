"""Ages: dates where they are given; from an age in years only what holds for any day of the exam's year and the one before."""

from datetime import date

from core.model.application import Level
from core.model.conditions import AgeRequired
from core.model.eligibility import Facts, Freshness, Verdict, all_of, any_of, whether
from core.rules.eligibility.studies import Option


def judge_age(condition: AgeRequired, facts: Facts, option: Option) -> Verdict:
    """The birth date against the condition; relaxed for this year's masters and doctors with their highest diploma (guide 5)."""
    born = facts.birth_date
    if born is None:
        return Verdict.ASK
    old_enough = _old_enough(condition, born)
    strict = all_of((old_enough, _young_enough(condition, born, condition.high, condition.born_from)))
    if strict is Verdict.FITS or condition.relaxed_high is None:
        return strict
    relaxed = all_of((old_enough, _young_enough(condition, born, condition.relaxed_high, condition.relaxed_from)))
    concerned = Verdict.ASK if condition.relaxed_unsure else _is_relaxed(facts, option)
    return any_of((strict, all_of((relaxed, concerned))))


def _old_enough(condition: AgeRequired, born: date) -> Verdict:
    """Ages are counted in whole years; the day of reference isn't known, only that it lies in these two years."""
    if condition.born_until is not None:
        return whether(born <= condition.born_until)
    if condition.low is None or condition.year is None:
        return Verdict.FITS if condition.low is None else Verdict.ASK
    if condition.year - born.year - 2 >= condition.low:
        return Verdict.FITS
    return Verdict.DOES_NOT_FIT if condition.year - born.year < condition.low else Verdict.ASK


def _young_enough(condition: AgeRequired, born: date, high: int | None, first: date | None) -> Verdict:
    if first is not None:
        return whether(born >= first)
    if high is None or condition.year is None:
        return Verdict.FITS if high is None else Verdict.ASK
    if condition.year - born.year <= high:
        return Verdict.FITS
    return Verdict.DOES_NOT_FIT if condition.year - born.year - 2 > high else Verdict.ASK


def _is_relaxed(facts: Facts, option: Option) -> Verdict:
    if facts.fresh_graduate not in (None, Freshness.THIS_YEAR):
        return Verdict.DOES_NOT_FIT
    if option.study is None or facts.fresh_graduate is None:
        return Verdict.ASK
    if option.level < Level.MASTER or not option.is_highest:
        return Verdict.DOES_NOT_FIT
    return whether(option.study.full_time)
