"""Phrases of places and peoples: household and origin, posts for those who served, minorities."""

import re

from core.model.conditions import EthnicityRequired, HouseholdRequired, NotUnderstood, ProgrammeRequired
from core.model.eligibility import Programme
from core.rules.eligibility.reading.setting import Setting

_OR = re.compile("[\u3001,/]|\u6216\u8005?|\u548c")


def read_household(phrase: str, setting: Setting) -> HouseholdRequired | NotUnderstood | None:
    """Household or origin in a named place, or in the city of the post itself."""
    vocabulary = setting.vocabulary
    if not vocabulary.has("phrases.household_words", phrase):
        return None
    if vocabulary.has("phrases.seat_households", phrase):
        return _of_seat(phrase, setting)
    match = vocabulary.match("phrases.household", phrase)
    if not match or vocabulary.has("phrases.relative_place", match["place"]):
        return NotUnderstood(phrase, "household")
    return HouseholdRequired(
        phrase,
        match["place"],
        by_household=vocabulary.has("phrases.residence_words", match["ties"]),
        by_origin=vocabulary.has("phrases.origin_words", match["ties"]),
        prefectures=setting.prefectures,
        within=_stem(setting),
        broader=setting.broader,
    )


def _of_seat(phrase: str, setting: Setting) -> HouseholdRequired | NotUnderstood:
    vocabulary, seat = setting.vocabulary, setting.seat
    if seat is None or vocabulary.has("phrases.relative_place", seat):
        return NotUnderstood(phrase, "household")
    return HouseholdRequired(
        phrase,
        seat,
        by_household=vocabulary.has("phrases.residence_words", phrase),
        by_origin=vocabulary.has("phrases.origin_words", phrase),
        by_family=vocabulary.has("phrases.family_words", phrase),
        by_work=vocabulary.has("phrases.work_words", phrase),
        prefectures=setting.prefectures | {_stem(setting)},
    )


def _stem(setting: Setting) -> str:
    return "" if setting.provincial else setting.vocabulary.patterns["places.suffix"].sub("", setting.district)


def read_service(phrase: str, setting: Setting) -> ProgrammeRequired | NotUnderstood | None:
    """Posts for those who served in a programme. Veterans placed by the state are another thing: ask."""
    vocabulary = setting.vocabulary
    if not vocabulary.has("phrases.service", phrase):
        return NotUnderstood(phrase, "service_programme") if vocabulary.has("phrases.veteran", phrase) else None
    named = {name for words, names in vocabulary.names["services"].items() if words in phrase for name in names}
    return ProgrammeRequired(
        phrase,
        frozenset(map(Programme, named)),
        open_ended=vocabulary.has("phrases.service_basic", phrase) or vocabulary.has("phrases.veteran", phrase),
        place=setting.seat,
        provincial=setting.provincial,
        year=setting.year,
    )


def read_ethnicity(phrase: str, setting: Setting) -> EthnicityRequired | None:
    """One or several peoples, or any minority."""
    vocabulary = setting.vocabulary
    if not vocabulary.has("phrases.ethnicity_words", phrase):
        return None
    if vocabulary.has("phrases.minority", phrase):
        return EthnicityRequired(phrase, frozenset(), minority=True)
    known = vocabulary.names["ethnicities"]["names"]
    named = frozenset(filter(None, _OR.split(phrase)))
    return EthnicityRequired(phrase, named) if named <= set(known) else None
