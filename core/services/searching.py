"""Finds positions by what they ask for and by free words. What a position's words don't say for sure is no match.

Every filter is a set of places kept as the bits of one number: filters are joined by "and", and known ones are remembered.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from core.model.account import Gender
from core.model.application import Level
from core.model.conditions import Condition, DegreeRequired, FreshRequired, GenderRequired, LevelRequired
from core.model.eligibility import STAGES, Freshness, Study
from core.model.exam import Position
from core.packs.searching import one_spelling
from core.packs.tables.candidates import Terms, terms_of
from core.rules.eligibility.majors import resolve
from core.rules.eligibility.vocabulary import folded
from core.services.bitmaps import bits_of, places_of
from core.services.tables import CompiledTable

_REMEMBERED = 512
_FEW = 4
Wanted = tuple[Hashable, Callable[[], int]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; ``None`` and 0 ask for nothing. Words are those in which candidates give their facts."""

    education: str | None = None
    degree: str | None = None
    major: str | None = None
    level: str | None = None
    gender: str | None = None
    district: str | None = None
    unit: str | None = None
    fresh_graduate: str | None = None
    headcount: int = 0
    text: str | None = None


def filters_in(text: str) -> Filters:
    """Free text as filters: words for education, fresh graduates and gender are understood, the others are looked for."""
    filters, others = Filters(), []
    for term in text.split():
        terms = terms_of(term)
        if terms.level is not None and filters.education is None:
            filters = replace(filters, education=term)
        elif terms.fresh_graduate is not None:
            filters = replace(filters, fresh_graduate=term)
        elif terms.gender is not None:
            filters = replace(filters, gender=term)
        else:
            others.append(term)
    return replace(filters, text=" ".join(others) or None)


@dataclass(slots=True)
class Searcher:
    """Searches one table. Built once for each version."""

    table: CompiledTable
    _texts: dict[str, list[str]] = field(default_factory=dict)
    _kept: dict[Hashable, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = self.table.positions
        self._texts = {
            "district": [plain(row.district) for row in rows],
            "unit": [plain(row.unit) for row in rows],
            "all": [_text(row) for row in rows],
        }

    def find(self, filters: Filters) -> list[int]:
        """The places of positions that match all of it, in the table's order."""
        return places_of(self.bits(filters))

    def count(self, filters: Filters) -> int:
        """How many match."""
        return self.bits(filters).bit_count()

    def bits(self, filters: Filters) -> int:
        """The matching places as bits."""
        found = self.table.bitmaps.everything
        for key, matches in self._of_facts(filters):
            found &= self._once(key, matches)
        for key, words in self._of_words(filters):
            found &= self._saying(key, words, found)
        return found

    def recruiting(self, level: Level) -> int:
        """Positions that recruit that level for sure."""
        return self._once(("level", level), lambda: self._level(Terms(level=level)))

    def taking(self, gender: Gender) -> int:
        """Positions that refuse nobody of that gender."""
        return self._once(("taking", gender), lambda: self._gender(Terms(gender=gender)))

    def for_fresh(self) -> int:
        """Positions for fresh graduates only."""
        return self.table.bitmaps.having(FreshRequired)

    def for_others(self) -> int:
        """Positions that aren't for fresh graduates only."""
        return self._fresh(Terms(fresh_graduate=Freshness.NO))

    def wanting(self, least: int) -> int:
        """Positions that want at least so many people."""
        return self._once(("headcount", least), partial(self._headcount, least))

    def covering(self, major: str) -> int:
        """Positions whose list, of whatever level, names or covers that major (name or code), or takes any."""
        return self._once(("major", major, None), partial(self._major, Filters(major=major)))

    def saying(self, word: str, among: int) -> int:
        """Positions that say this word anywhere, of those ``among`` at least."""
        return self._saying("all", plain(word), among)

    def _of_facts(self, filters: Filters) -> Iterator[Wanted]:
        if filters.education:
            yield ("education", filters.education), partial(self._level, terms_of(filters.education))
        if filters.degree:
            yield ("degree", filters.degree), partial(self._degree, terms_of(filters.degree))
        if filters.gender:
            yield ("gender", filters.gender), partial(self._gender, terms_of(filters.gender))
        if filters.fresh_graduate:
            yield ("fresh", filters.fresh_graduate), partial(self._fresh, terms_of(filters.fresh_graduate))
        if filters.major:
            yield ("major", filters.major, filters.education), partial(self._major, filters)
        if filters.headcount:
            yield ("headcount", filters.headcount), partial(self._headcount, filters.headcount)

    def _of_words(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """Columns and the words to be found there."""
        for key, words in (("district", filters.district), ("unit", filters.unit), ("all", filters.level)):
            if words:
                yield key, plain(words)
        for term in (filters.text or "").split():
            yield "all", plain(term)

    def _level(self, terms: Terms) -> int:
        """Positions that recruit that level for sure."""
        having, level = self.table.bitmaps.having, terms.level
        against = having(LevelRequired, lambda one: isinstance(one, LevelRequired) and level not in one.levels)
        return having(LevelRequired) & ~against

    def _degree(self, terms: Terms) -> int:
        having, degree = self.table.bitmaps.having, terms.degree
        against = having(DegreeRequired, lambda one: isinstance(one, DegreeRequired) and degree not in one.degrees)
        return having(DegreeRequired) & ~against

    def _gender(self, terms: Terms) -> int:
        if terms.gender is None:
            return 0
        bitmaps, gender = self.table.bitmaps, terms.gender
        return bitmaps.everything & ~bitmaps.having(GenderRequired, lambda one: _refuses(one, gender))

    def _fresh(self, terms: Terms) -> int:
        """Positions for fresh graduates; for somebody who is none, those that aren't."""
        bitmaps, fresh = self.table.bitmaps, terms.fresh_graduate
        if fresh is None:
            return 0
        if fresh is Freshness.NO:
            return bitmaps.everything & ~bitmaps.having(FreshRequired)
        by_rule = fresh is Freshness.BY_RULE
        return bitmaps.having(FreshRequired, lambda one: isinstance(one, FreshRequired) and not (by_rule and one.years))

    def _major(self, filters: Filters) -> int:
        """Positions whose list of the level names or covers the major; of any level where none is named."""
        name, level = folded(filters.major or ""), terms_of(filters.education or "").level
        found = 0
        for stage, lists in self.table.bitmaps.majors.items():
            levels = [one for one, of in STAGES.items() if of is stage]
            if level is None or level in levels:
                is_code = name.isascii()
                study = Study(levels[0], major=None if is_code else name, major_code=name.upper() if is_code else None)
                against, unclear = lists.judge(stage, resolve(study, self.table.index))
                found |= (lists.listed | lists.unlimited) & ~against & ~unclear
        return found

    def _headcount(self, least: int) -> int:
        rows = self.table.positions
        return bits_of((place for place, row in enumerate(rows) if row.headcount >= least), len(rows))

    def _saying(self, key: str, words: str, among: int) -> int:
        """Positions with these words; where few are left, only those are looked through, and nothing is remembered."""
        texts = self._texts[key]
        if (key, words) not in self._kept and among.bit_count() * _FEW < len(texts):
            return bits_of([place for place in places_of(among) if words in texts[place]], len(texts))
        return self._once((key, words), lambda: bits_of([at for at, text in enumerate(texts) if words in text], len(texts)))

    def _once(self, key: Hashable, matches: Callable[[], int]) -> int:
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= _REMEMBERED:
                self._kept.clear()
            known = self._kept[key] = matches()
        return known


def search(table: CompiledTable, filters: Filters) -> list[int]:
    """The places of positions that match, for a single question."""
    return Searcher(table).find(filters)


def _refuses(condition: Condition, gender: Gender) -> bool:
    return isinstance(condition, GenderRequired) and not condition.advised and condition.gender is not gender


def plain(text: str) -> str:
    """One spelling without blanks, as words are compared here."""
    return "".join(one_spelling(text).split())


def _text(position: Position) -> str:
    return plain(" ".join([position.code, *(value for _, value in position.columns)]))
