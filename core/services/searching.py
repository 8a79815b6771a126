"""Finds positions by what they ask for and by free words. What a position's words don't say for sure is no match.

Every filter is a set of places kept as the bits of one number: filters are joined by "and", and known ones are remembered.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from functools import partial

from core.model.application import Degree, Level
from core.model.conditions import Conditions, DegreeRequired, FreshRequired, GenderRequired, LevelRequired, MajorRequired
from core.model.eligibility import STAGES, Facts, Freshness, Gender, Stage, Study, Verdict
from core.model.exam import Position
from core.packs.tables.candidates import degree_named, read_facts
from core.rules.eligibility.majors import judge_majors, resolve
from core.rules.eligibility.persons import judge_person
from core.rules.eligibility.places import Places
from core.rules.eligibility.vocabulary import folded
from core.services.tables import CompiledTable

_REMEMBERED = 512


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


@dataclass(slots=True)
class Searcher:
    """Searches one table. Built once for each version."""

    table: CompiledTable
    _texts: list[str] = field(default_factory=list)
    _kept: dict[Hashable, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._texts = [_text(position) for position in self.table.positions]

    def find(self, filters: Filters) -> list[int]:
        """The places of positions that match all of it, in the table's order."""
        return list(_places(self.bits(filters)))

    def count(self, filters: Filters) -> int:
        """How many match."""
        return self.bits(filters).bit_count()

    def bits(self, filters: Filters) -> int:
        """The matching places as bits."""
        found = (1 << len(self.table.positions)) - 1
        for key, matches in self._wanted(filters):
            found &= self._once(key, matches)
            if not found:
                break
        return found

    def _wanted(self, filters: Filters) -> Iterator[tuple[Hashable, Callable[[], int]]]:
        read = read_facts(
            {
                "gender": filters.gender,
                "fresh_graduate": filters.fresh_graduate,
                "educations": [{"level": filters.education or ""}],
            }
        )
        yield from self._of_facts(filters, read)
        if filters.major:
            name, stages = folded(filters.major), self._stages(filters, read)
            yield ("major", name, stages), lambda: self._by_kind(lambda row: self._takes_major(row, name, stages))
        if filters.headcount:
            yield ("headcount", filters.headcount), lambda: self._by_position(lambda row: row.headcount >= filters.headcount)
        yield from self._of_words(filters)

    def _of_facts(self, filters: Filters, read: Facts) -> Iterator[tuple[Hashable, Callable[[], int]]]:
        if filters.education:
            level = read.studies[0].level if read.studies else None
            yield ("education", level), lambda: self._by_kind(lambda row: _takes_level(row, level))
        if filters.degree:
            degree = degree_named(filters.degree)
            yield ("degree", degree), lambda: self._by_kind(lambda row: _takes_degree(row, degree))
        if filters.gender:
            places = Places(self.table.index.vocabulary)
            yield ("gender", read.gender), lambda: self._by_kind(lambda row: _takes_gender(row, read, places))
        if filters.fresh_graduate:
            yield ("fresh", read.fresh_graduate), lambda: self._by_kind(lambda row: _takes_fresh(row, read.fresh_graduate))

    def _of_words(self, filters: Filters) -> Iterator[tuple[Hashable, Callable[[], int]]]:
        for key, words in (("district", filters.district), ("unit", filters.unit), ("level", filters.level)):
            if words:
                yield (key, folded(words)), partial(self._by_position, _saying(key, folded(words)))
        for term in (filters.text or "").split():
            plain = folded(term).lower()
            yield ("text", plain), partial(self._by_text, plain)

    def _stages(self, filters: Filters, read: Facts) -> tuple[Stage, ...]:
        return (STAGES[read.studies[0].level],) if filters.education and read.studies else tuple(Stage)

    def _takes_major(self, row: Conditions, name: str, stages: tuple[Stage, ...]) -> bool:
        required = next((one for one in row.study if isinstance(one, MajorRequired)), None)
        if required is None:
            return False
        levels = {stage: level for level, stage in STAGES.items() if stage in stages}
        is_code = name.isascii()
        for stage, level in levels.items():
            study = Study(level, major=None if is_code else name, major_code=name.upper() if is_code else None)
            majors = required.lists.get(stage)
            if majors and judge_majors(majors, resolve(study, self.table.index)) is Verdict.FITS:
                return True
        return False

    def _once(self, key: Hashable, matches: Callable[[], int]) -> int:
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= _REMEMBERED:
                self._kept.clear()
            known = self._kept[key] = matches()
        return known

    def _by_kind(self, takes: Callable[[Conditions], bool]) -> int:
        good = [takes(row) for row in self.table.distinct]
        return _bits([good[kind] for kind in self.table.kinds])

    def _by_position(self, takes: Callable[[Position], bool]) -> int:
        return _bits([takes(position) for position in self.table.positions])

    def _by_text(self, term: str) -> int:
        return _bits([term in text for text in self._texts])


def search(table: CompiledTable, filters: Filters) -> list[int]:
    """The places of positions that match, for a single question."""
    return Searcher(table).find(filters)


def _bits(flags: list[bool]) -> int:
    """Flags as one number, the first one lowest."""
    return int("".join(["1" if flag else "0" for flag in reversed(flags)]) or "0", 2)


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _text(position: Position) -> str:
    return " ".join([position.code, position.unit, position.title, *(value for _, value in position.columns)]).lower()


def _saying(key: str, words: str) -> Callable[[Position], bool]:
    if key == "district":
        return lambda row: words in folded(row.district)
    if key == "unit":
        return lambda row: words in folded(row.unit)
    return lambda row: words in folded(row.title) or any(words in folded(value) for _, value in row.columns)


def _takes_level(row: Conditions, level: Level | None) -> bool:
    required = [one.levels for one in row.study if isinstance(one, LevelRequired)]
    return level is not None and bool(required) and all(level in levels for levels in required)


def _takes_degree(row: Conditions, degree: Degree | None) -> bool:
    required = [one.degrees for one in row.study if isinstance(one, DegreeRequired)]
    return degree is not None and bool(required) and all(degree in degrees for degrees in required)


def _takes_gender(row: Conditions, read: Facts, places: Places) -> bool:
    required = [one for one in row.person if isinstance(one, GenderRequired) and not one.advised]
    return isinstance(read.gender, Gender) and all(judge_person(one, read, places) is Verdict.FITS for one in required)


def _takes_fresh(row: Conditions, fresh: Freshness | None) -> bool:
    required = [one for one in row.study if isinstance(one, FreshRequired)]
    if fresh is None or fresh is Freshness.NO:
        return fresh is not None and not required
    return bool(required) and all(fresh is Freshness.THIS_YEAR or not one.years for one in required)
