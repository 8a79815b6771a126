"""Ages: two dates where they are given; from an age in years only what holds for any day of the exam's year and the one before."""

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
    if condition.born_from or condition.born_until:
        return whether((condition.born_from or born) <= born <= (condition.born_until or born))
    strict = _within(condition, born, condition.high)
    if strict is Verdict.FITS or condition.relaxed_high is None:
        return strict
    relaxed = _within(condition, born, condition.relaxed_high)
    concerned = Verdict.ASK if condition.relaxed_unsure else _is_relaxed(facts, option)
    return any_of((strict, all_of((relaxed, concerned))))


def _within(condition: AgeRequired, born: date, high: int | None) -> Verdict:
    """Ages are counted in whole years; the day of reference isn't known, only that it lies in these two years."""
    if condition.year is None:
        return Verdict.ASK
    youngest, oldest = condition.year - born.year - 2, condition.year - born.year
    low, top = condition.low or 0, 200 if high is None else high
    if low <= youngest and oldest <= top:
        return Verdict.FITS
    return Verdict.DOES_NOT_FIT if oldest < low or youngest > top else Verdict.ASK


def _is_relaxed(facts: Facts, option: Option) -> Verdict:
    if option.study is None or facts.fresh_graduate is None:
        return Verdict.ASK
    if facts.fresh_graduate is not Freshness.THIS_YEAR or option.level < Level.MASTER or not option.is_highest:
        return Verdict.DOES_NOT_FIT
    return whether(option.study.full_time)
