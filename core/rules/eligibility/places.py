"""Places: whether a household, an origin or a place of work lies where the table wants it. Coarser than asked is not known."""

from dataclasses import dataclass

from core.model.conditions import HouseholdRequired
from core.model.eligibility import Facts, Verdict, any_of
from core.rules.eligibility.vocabulary import Vocabulary, folded

_COUNTY_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Places:
    """Reads names of places with the vocabulary's suffixes."""

    vocabulary: Vocabulary

    def parts(self, place: str) -> list[str]:
        """Province, city, county as far as they are told."""
        return self.vocabulary.patterns["places.parts"].findall(folded(place))

    def stem(self, part: str) -> str:
        """A name without the word for its kind."""
        return self.vocabulary.patterns["places.suffix"].sub("", part) or part

    def lies_in(self, place: str, wanted: str, prefectures: frozenset[str], within: str = "") -> Verdict:
        """Whether ``place`` lies in ``wanted``; ``prefectures`` are cities of the upper level, ``within`` that of the post."""
        parts, target = self.parts(place), self.parts(wanted)
        if not parts or not target:
            return Verdict.FITS if folded(place) == folded(wanted) and place else Verdict.ASK
        if all(any(self._same(part, one) for part in parts) for one in target):
            return Verdict.FITS
        if within and len(target) == 1 and self.stem(target[0]) not in {*prefectures, within}:
            target = [within, *target]
        return Verdict.DOES_NOT_FIT if self._are_apart(parts, target, prefectures) else Verdict.ASK

    def _same(self, part: str, other: str) -> bool:
        return part == other or (self.stem(part) == self.stem(other) and (part == self.stem(part) or other == self.stem(other)))

    def _are_apart(self, parts: list[str], target: list[str], prefectures: frozenset[str]) -> bool:
        province, wanted_province = self._province(parts), self._province(target)
        if province and wanted_province and not self._same(province, wanted_province):
            return True
        below, wanted = [part for part in parts if part != province], [part for part in target if part != wanted_province]
        if not wanted:
            return bool(province and wanted_province)
        if not below:
            return False
        is_prefecture = self.stem(wanted[0]) in prefectures or len(wanted) > 1
        is_placed = bool(province) or self.stem(below[0]) in prefectures
        return len(parts) >= _COUNTY_DEPTH or (is_prefecture and is_placed and not self._same(below[0], wanted[0]))

    def _province(self, parts: list[str]) -> str | None:
        return parts[0] if parts and self.vocabulary.has("places.province", parts[0]) else None


def judge_household(condition: HouseholdRequired, facts: Facts, places: Places) -> Verdict:
    """One tie to the place is enough; where the sheet says in full what the row says in short, the row alone refuses nobody."""
    verdict = any_of(_ties(condition, facts, places))
    if verdict is Verdict.DOES_NOT_FIT and condition.broader is not None:
        return any_of(
            (verdict, Verdict.ASK if any_of(_ties(condition.broader, facts, places)) is not Verdict.DOES_NOT_FIT else verdict)
        )
    return verdict


def _ties(condition: HouseholdRequired, facts: Facts, places: Places) -> list[Verdict]:
    ties = []
    if condition.by_household:
        ties.append(_lies(facts.household, condition, places))
    if condition.by_origin:
        ties.append(_lies(facts.origin, condition, places))
    if condition.by_family:
        ties.append(_any_lies(facts.family_household, condition, places))
    if condition.by_work:
        there = _any_lies(facts.work_places, condition, places)
        ties.append(Verdict.ASK if there is Verdict.FITS else there)
    return ties


def _lies(place: str | None, condition: HouseholdRequired, places: Places) -> Verdict:
    return places.lies_in(place, condition.place, condition.prefectures, condition.within) if place else Verdict.ASK


def _any_lies(many: tuple[str, ...] | None, condition: HouseholdRequired, places: Places) -> Verdict:
    if many is None:
        return Verdict.ASK
    return any_of(_lies(place, condition, places) for place in many)
