"""What each condition is about, and the candidate's datum it is held against."""

from collections.abc import Mapping

from core.model import conditions as asked
from core.model.conditions import Condition
from core.model.eligibility import ConditionKind, Facts
from core.rules.eligibility.studies import Option

KINDS: Mapping[type, ConditionKind] = {
    asked.LevelRequired: ConditionKind.EDUCATION,
    asked.OrdinaryStudy: ConditionKind.EDUCATION,
    asked.DegreeRequired: ConditionKind.DEGREE,
    asked.MajorRequired: ConditionKind.MAJOR,
    asked.FirstDegreeRequired: ConditionKind.EDUCATION,
    asked.FreshRequired: ConditionKind.FRESH_GRADUATE,
    asked.NotFreshRequired: ConditionKind.FRESH_GRADUATE,
    asked.GrassrootsRequired: ConditionKind.GRASSROOTS,
    asked.PoliticalRequired: ConditionKind.POLITICAL_STATUS,
    asked.GenderRequired: ConditionKind.GENDER,
    asked.EthnicityRequired: ConditionKind.ETHNICITY,
    asked.HouseholdRequired: ConditionKind.HOUSEHOLD,
    asked.CertificateRequired: ConditionKind.CERTIFICATE,
    asked.LawRequired: ConditionKind.CERTIFICATE,
    asked.ProgrammeRequired: ConditionKind.SERVICE_PROGRAMME,
    asked.AgeRequired: ConditionKind.AGE,
    asked.FactRequired: ConditionKind.OTHER,
    asked.PolicePost: ConditionKind.OTHER,
}


def kind_of(condition: Condition) -> ConditionKind:
    """The name of a condition."""
    if isinstance(condition, asked.NotUnderstood):
        return ConditionKind(condition.kind)
    return KINDS[type(condition)]


def datum_of(condition: Condition, facts: Facts, option: Option | None) -> str | None:
    """The datum, in the model's own names; ``None`` where it isn't known."""
    study = option.study if option else None
    match condition:
        case asked.LevelRequired() | asked.FirstDegreeRequired():
            return study.level.name.lower() if study else None
        case asked.DegreeRequired():
            return study.degree.value if study and study.degree else None
        case asked.MajorRequired():
            return " ".join(filter(None, (study.major, study.major_code))) or None if study else None
        case asked.OrdinaryStudy():
            return study.study_form.value if study and study.study_form else _said(study.full_time if study else None)
        case _:
            return _of_person(kind_of(condition), condition, facts)


def _of_person(kind: ConditionKind, condition: Condition, facts: Facts) -> str | None:
    if isinstance(condition, asked.FactRequired):
        return _said(facts.hong_kong_macao if condition.fact == "hong_kong_macao" else facts.disabled)
    known: Mapping[ConditionKind, object] = {
        ConditionKind.FRESH_GRADUATE: facts.fresh_graduate,
        ConditionKind.GRASSROOTS: facts.grassroots_years,
        ConditionKind.POLITICAL_STATUS: facts.democratic_party or facts.political_status,
        ConditionKind.GENDER: facts.gender,
        ConditionKind.ETHNICITY: facts.ethnicity,
        ConditionKind.HOUSEHOLD: _listed((facts.household, facts.origin)),
        ConditionKind.CERTIFICATE: _listed(facts.certificates),
        ConditionKind.SERVICE_PROGRAMME: _listed(facts.service_programmes),
        ConditionKind.AGE: facts.birth_date,
    }
    value = known.get(kind)
    return None if value is None else str(value)


def _listed(values: tuple[str | None, ...] | None) -> str | None:
    """Several words as one; an empty list says that there is nothing."""
    if values is None or (values and not any(values)):
        return None
    return " / ".join(filter(None, values))


def _said(known: bool | None) -> str | None:
    return None if known is None else str(known).lower()
