"""A candidate's facts from JSON: what isn't there, or can't be understood, is not known. A list that is there is complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from core.model.account import Gender
from core.model.application import Degree, Level
from core.model.eligibility import ConditionKind, Facts, Freshness, Politics, Programme, Study, StudyForm
from core.packs.tables.words import words
from core.rules.eligibility.persons import programmes_of
from core.rules.eligibility.vocabulary import folded

Json = Mapping[str, Any]
Kind = TypeVar("Kind", bound=StrEnum)


@cache
def _names() -> Mapping[str, Mapping[str, Any]]:
    return {section: {folded(name): value for name, value in names.items()} for section, names in words("candidates").items()}


def read_facts(given: Json) -> Facts:
    """The facts of one candidate, as the contract of the command names them."""
    programmes = _texts(given.get("service_programmes"))
    known = {name: Programme(value) for name, value in _names()["programme"].items()}
    return Facts(
        birth_date=_date(given.get("birth_date")),
        gender=_named("gender", given.get("gender"), Gender),
        ethnicity=_text(given.get("ethnicity")),
        political_status=_named("political_status", given.get("political_status"), Politics),
        democratic_party=_text(given.get("democratic_party")),
        household=_text(given.get("household")),
        household_since=_date(given.get("household_since")),
        origin=_text(given.get("origin")),
        family_household=_texts(given.get("family_household")),
        work_places=_texts(given.get("work_places")),
        grassroots_years=_number(given.get("grassroots_years")),
        fresh_graduate=_named("fresh_graduate", given.get("fresh_graduate"), Freshness),
        employed=_flag(given.get("employed")),
        certificates=_texts(given.get("certificates")),
        service_programmes=programmes,
        known_programmes=programmes_of(programmes or (), known),
        hong_kong_macao=_flag(given.get("hong_kong_macao")),
        disabled=_flag(given.get("disabled")),
        relatives_in_unit=_flag(given.get("relatives_in_unit")),
        studies=_studies(given.get("educations")),
    )


def _studies(given: object) -> tuple[Study, ...]:
    entries = given if isinstance(given, Sequence) and not isinstance(given, str) else ()
    studies = [_study(entry) for entry in entries if isinstance(entry, Mapping)]
    return tuple(study for study in studies if study is not None)


def _study(given: Json) -> Study | None:
    level = _names()["level"].get(folded(_text(given.get("level")) or ""))
    if level is None:
        return None
    form = _named("study_form", given.get("study_form"), StudyForm)
    full_time = _flag(given.get("full_time"))
    return Study(
        level=Level(level),
        full_time=full_time if full_time is not None or form is None else form is StudyForm.FULL_TIME,
        study_form=form,
        degree=_named("degree", given.get("degree"), Degree),
        degree_field=_text(given.get("degree_field")),
        major=_text(given.get("major")),
        major_code=_text(given.get("major_code")),
        direction=_text(given.get("direction")),
        outside_mainland=given.get("outside_mainland") is True,
        in_progress=given.get("in_progress") is True,
        graduated_on=_date(given.get("graduated_on")),
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What a single word may mean."""

    level: Level | None = None
    degree: Degree | None = None
    gender: Gender | None = None
    fresh_graduate: Freshness | None = None


def terms_of(word: str) -> Terms:
    """The meanings a candidate's word can have; none of them where it is an ordinary word."""
    level = _names()["level"].get(folded(word))
    return Terms(
        None if level is None else Level(level),
        _named("degree", word, Degree),
        _named("gender", word, Gender),
        _named("fresh_graduate", word, Freshness),
    )


def _named(section: str, given: object, kind: type[Kind]) -> Kind | None:
    value = _names()[section].get(folded(given)) if isinstance(given, str) else None
    return None if value is None else kind(value)


def _text(given: object) -> str | None:
    text = given.strip() if isinstance(given, str) else ""
    return text or None


def _texts(given: object) -> tuple[str, ...] | None:
    if not isinstance(given, Sequence) or isinstance(given, str):
        return None
    return tuple(text for entry in given if (text := _text(entry)))


def _flag(given: object) -> bool | None:
    return given if isinstance(given, bool) else None


def _number(given: object) -> float | None:
    return float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None


def _date(given: object) -> date | None:
    try:
        return date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None


_SECTIONS = {
    ConditionKind.EDUCATION: ("level", "study_form"),
    ConditionKind.DEGREE: ("degree",),
    ConditionKind.GENDER: ("gender",),
    ConditionKind.POLITICAL_STATUS: ("political_status",),
    ConditionKind.FRESH_GRADUATE: ("fresh_graduate",),
}


def datum_words(kind: ConditionKind, datum: str | None) -> str | None:
    """A datum in the words in which candidates give it."""
    for section in _SECTIONS.get(kind, ()):
        names = words("candidates")[section].items()
        found = next((str(name) for name, value in names if datum in {str(value), _level_name(section, value)}), None)
        if found:
            return found
    return datum


def _level_name(section: str, value: object) -> str | None:
    return Level(value).name.lower() if section == "level" and isinstance(value, int) else None
