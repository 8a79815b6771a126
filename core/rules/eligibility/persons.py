"""What the person must be, whatever the diploma: gender, political status, people, grassroots years, programmes, yes and no."""

from typing import assert_never

from core.model.conditions import (
    EthnicityRequired,
    FactRequired,
    GenderRequired,
    GrassrootsRequired,
    HouseholdRequired,
    NotFreshRequired,
    NotUnderstood,
    PersonCondition,
    PoliticalRequired,
    ProgrammeRequired,
)
from core.model.eligibility import Facts, Freshness, Politics, Programme, Verdict, any_of, whether
from core.rules.eligibility.places import Places, judge_household
from core.rules.eligibility.vocabulary import folded

_SETTLED_YEARS = 3
_NOT_FRESH = {Freshness.THIS_YEAR: Verdict.DOES_NOT_FIT, Freshness.BY_RULE: Verdict.ASK, Freshness.NO: Verdict.FITS}


def judge_person(condition: PersonCondition, facts: Facts, places: Places) -> Verdict:
    """The verdict of one condition of the person."""
    match condition:
        case GenderRequired() | PoliticalRequired() | EthnicityRequired() | GrassrootsRequired():
            return _plain(condition, facts, places)
        case HouseholdRequired():
            return judge_household(condition, facts, places)
        case ProgrammeRequired():
            return judge_programme(condition, facts, places)
        case FactRequired():
            return _fact(condition, facts)
        case NotFreshRequired():
            return _NOT_FRESH[facts.fresh_graduate] if facts.fresh_graduate else Verdict.ASK
        case NotUnderstood():
            return Verdict.ASK
        case _:
            assert_never(condition)


def _plain(
    condition: GenderRequired | PoliticalRequired | EthnicityRequired | GrassrootsRequired, facts: Facts, places: Places
) -> Verdict:
    match condition:
        case GenderRequired():
            fits = whether(facts.gender is condition.gender if facts.gender else None)
            return Verdict.ASK if condition.advised and fits is Verdict.DOES_NOT_FIT else fits
        case PoliticalRequired():
            return judge_politics(condition, facts)
        case EthnicityRequired():
            return _ethnicity(condition, facts, places)
        case GrassrootsRequired():
            return whether(None if facts.grassroots_years is None else facts.grassroots_years >= condition.years)
        case _:
            assert_never(condition)


def judge_politics(condition: PoliticalRequired, facts: Facts) -> Verdict:
    """Political status; of the democratic parties perhaps one only. A negation takes in everybody else."""
    status = facts.political_status
    if status is None or status in condition.unsure:
        return Verdict.ASK
    if status is Politics.DEMOCRATIC and condition.party and status in condition.accepted:
        return whether(_is_of(facts.democratic_party, condition.party) if facts.democratic_party else None)
    return whether(status in condition.accepted)


def _is_of(party: str, names: tuple[str, ...]) -> bool:
    return any(folded(party).startswith(name) for name in names)


def _ethnicity(condition: EthnicityRequired, facts: Facts, places: Places) -> Verdict:
    if facts.ethnicity is None:
        return Verdict.ASK
    names = places.vocabulary.names["ethnicities"]
    own = next((name for name in names["names"] if folded(facts.ethnicity) in {name, name[:-1]}), None)
    if own is None:
        return Verdict.ASK
    return whether(own != names["majority"] if condition.minority else own in condition.names)


def judge_programme(condition: ProgrammeRequired, facts: Facts, places: Places) -> Verdict:
    """Who served may apply in the city of service, of household (for three years) or origin, or in the province's posts."""
    if facts.service_programmes is None:
        return Verdict.ASK
    if facts.known_programmes.isdisjoint(condition.programmes):
        is_open = condition.open_ended and bool(facts.service_programmes)
        return Verdict.ASK if is_open or len(facts.known_programmes) < len(facts.service_programmes) else Verdict.DOES_NOT_FIT
    if condition.provincial or condition.place is None:
        return Verdict.FITS if condition.provincial else Verdict.ASK
    origin = places.lies_in(facts.origin, condition.place, frozenset()) if facts.origin else Verdict.ASK
    return any_of((origin, _settled(condition, facts, places), Verdict.ASK))


def _settled(condition: ProgrammeRequired, facts: Facts, places: Places) -> Verdict:
    if not facts.household or not condition.place or facts.household_since is None or condition.year is None:
        return Verdict.ASK
    if facts.household_since.year >= condition.year - _SETTLED_YEARS:
        return Verdict.ASK
    return places.lies_in(facts.household, condition.place, frozenset())


def _fact(condition: FactRequired, facts: Facts) -> Verdict:
    known = facts.hong_kong_macao if condition.fact == "hong_kong_macao" else facts.disabled
    if known and condition.detailed:
        return Verdict.ASK
    return whether(known)


def programmes_of(listed: tuple[str, ...], names: dict[str, Programme]) -> frozenset[Programme]:
    """The programmes that are known by their names."""
    return frozenset(names[folded(name)] for name in listed if folded(name) in names)
