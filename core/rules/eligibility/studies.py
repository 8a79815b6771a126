"""What a diploma must hold: level, degree, major, ordinary study, freshness. All of it on one and the same diploma (guide 3, 5)."""

from dataclasses import dataclass

from core.model.application import Degree, Level
from core.model.conditions import (
    DegreeRequired,
    FirstDegreeRequired,
    FreshRequired,
    LevelRequired,
    MajorRequired,
)
from core.model.eligibility import STAGES, Facts, Freshness, Study, StudyForm, Verdict, all_of, any_of, whether
from core.rules.eligibility.majors import Index, Resolved, judge_majors, resolve
from core.rules.eligibility.vocabulary import folded

_RANK = {Degree.NONE: 0, Degree.BACHELOR: 1, Degree.MASTER: 2, Degree.DOCTOR: 3}
_GOES_WITH = {Level.BACHELOR: Degree.BACHELOR, Level.MASTER: Degree.MASTER, Level.DOCTOR: Degree.DOCTOR}
_NOT_ORDINARY = {StudyForm.IN_SERVICE, StudyForm.SELF_TAUGHT, StudyForm.ADULT, StudyForm.ONLINE}
_FRESH_YEARS = 2


@dataclass(frozen=True, slots=True)
class Option:
    """A diploma to apply with; ``study`` is ``None`` for a level of which nothing is known. ``is_highest`` of the known ones."""

    level: Level
    study: Study | None
    resolved: Resolved
    is_highest: bool
    serves: Verdict = Verdict.FITS


def options_of(facts: Facts, index: Index) -> tuple[Option, ...]:
    """Every diploma, and every level that may or may not be there."""
    listed = {study.level for study in facts.studies}
    highest = max(listed, default=None)
    known = [
        Option(study.level, study, resolve(study, index), study.level == highest, serves(study, facts)) for study in facts.studies
    ]
    if facts.studies_complete:
        return tuple(known)
    unknown = [Option(level, None, Resolved(anything=True), False, Verdict.ASK) for level in Level if level not in listed]
    return (*known, *unknown)


def serves(study: Study, facts: Facts) -> Verdict:
    """Whether the diploma may be applied with at all (guide 5, 11).

    An unfinished one serves this year's graduates only; whoever studies abroad may not apply with any other diploma either.
    """
    if any(other.outside_mainland and other.in_progress for other in facts.studies):
        return Verdict.DOES_NOT_FIT
    if study.in_progress:
        return _unfinished(facts)
    enrolled = [other for other in facts.studies if other.in_progress and other.full_time is not False]
    return Verdict.FITS if not enrolled or facts.fresh_graduate is Freshness.THIS_YEAR else Verdict.ASK


def _unfinished(facts: Facts) -> Verdict:
    if facts.fresh_graduate is None:
        return Verdict.ASK
    return whether(facts.fresh_graduate is Freshness.THIS_YEAR)


def judge_level(condition: LevelRequired, option: Option) -> Verdict:
    """The level is one of those recruited, and the diploma may serve."""
    if option.level not in condition.levels:
        return Verdict.DOES_NOT_FIT
    return option.serves


def judge_degree(condition: DegreeRequired, option: Option) -> Verdict:
    """The degree of the same diploma; its field is no basis (guide 3)."""
    degree = option.study.degree if option.study else None
    if len(condition.degrees) == len(Degree):
        return Verdict.FITS
    if degree is None:
        return Verdict.ASK
    if condition.matching:
        return whether(_GOES_WITH.get(option.level) is degree)
    if degree in condition.degrees:
        return Verdict.FITS
    lowest = min(map(_RANK.__getitem__, condition.degrees), default=0)
    return Verdict.ASK if condition.higher_open and _RANK[degree] > lowest else Verdict.DOES_NOT_FIT


def judge_major(condition: MajorRequired, option: Option) -> Verdict:
    """The list of the diploma's level."""
    majors = condition.lists.get(STAGES[option.level])
    return judge_majors(majors, option.resolved) if majors else Verdict.ASK


def judge_ordinary(option: Option) -> Verdict:
    """Ordinary higher education, not on the job. Part-time graduate studies by the state's plan count as well (guide 1)."""
    study = option.study
    if study is None or study.outside_mainland:
        return Verdict.ASK
    if study.study_form in _NOT_ORDINARY:
        return Verdict.DOES_NOT_FIT
    if study.study_form is StudyForm.PART_TIME or (study.full_time is False and study.study_form is None):
        return Verdict.ASK if study.level >= Level.MASTER else Verdict.DOES_NOT_FIT
    return Verdict.FITS if study.full_time or study.study_form is StudyForm.FULL_TIME else Verdict.ASK


def judge_fresh(condition: FreshRequired, facts: Facts, option: Option) -> Verdict:
    """Fresh graduates apply with their highest diploma, from ordinary higher education, and without employment (guide 4, 5)."""
    told = _told_fresh(condition, facts)
    if told is Verdict.DOES_NOT_FIT:
        return told
    if option.study is None:
        return Verdict.ASK
    if not option.is_highest:
        return Verdict.DOES_NOT_FIT
    ordinary = judge_ordinary(option)
    if option.study.outside_mainland:
        ordinary = whether(not condition.years) if facts.fresh_graduate is Freshness.THIS_YEAR else Verdict.FITS
    employed = Verdict.ASK if facts.employed else Verdict.FITS
    return all_of((told, ordinary, employed, _in_time(condition, facts, option.study)))


def _told_fresh(condition: FreshRequired, facts: Facts) -> Verdict:
    if facts.fresh_graduate is None:
        return Verdict.ASK
    if not condition.years:
        return whether(facts.fresh_graduate is not Freshness.NO)
    if condition.year is None or condition.years == {condition.year}:
        return whether(facts.fresh_graduate is Freshness.THIS_YEAR)
    if facts.fresh_graduate is Freshness.THIS_YEAR:
        return whether(condition.year in condition.years)
    return Verdict.ASK


def _in_time(condition: FreshRequired, facts: Facts, study: Study) -> Verdict:
    """Where the date of the diploma speaks against what was said, it has to be asked."""
    if study.graduated_on is None or condition.year is None:
        return Verdict.FITS
    earliest = condition.year - (0 if facts.fresh_graduate is Freshness.THIS_YEAR else _FRESH_YEARS)
    return Verdict.FITS if earliest <= study.graduated_on.year <= condition.year else Verdict.ASK


def judge_first_degree(condition: FirstDegreeRequired, facts: Facts, option: Option) -> Verdict:
    """The bachelor's study in that major with a degree in that field, whatever came later."""
    if condition.graduates_only and option.level <= Level.BACHELOR:
        return Verdict.FITS
    bachelors = [study for study in facts.studies if study.level is Level.BACHELOR]
    if not bachelors:
        return Verdict.DOES_NOT_FIT if facts.studies_complete else Verdict.ASK
    return any_of(_first_degree(condition, study) for study in bachelors)


def _first_degree(condition: FirstDegreeRequired, study: Study) -> Verdict:
    if study.outside_mainland or study.in_progress:
        return Verdict.ASK
    major = whether(folded(study.major) == condition.major if study.major else None)
    if condition.field is None:
        return major
    degree = whether(study.degree is Degree.BACHELOR if study.degree else None)
    field = whether(folded(study.degree_field).removesuffix("\u5b66\u58eb") == condition.field if study.degree_field else None)
    return all_of((major, degree, field))
