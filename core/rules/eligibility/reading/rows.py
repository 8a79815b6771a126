"""A row of a position table, and what stands above it, as typed conditions. Every distinct cell is read once.

Columns are known by their meanings; a column whose name sounds like a condition and which nobody knows has to be asked about.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from core.model.account import Gender
from core.model.application import Level
from core.model.conditions import (
    AgeRequired,
    Conditions,
    GenderRequired,
    GrassrootsRequired,
    HouseholdRequired,
    LevelRequired,
    MixedCondition,
    NotFreshRequired,
    NotUnderstood,
    OrdinaryStudy,
    PersonCondition,
    PolicePost,
    StudyCondition,
)
from core.rules.eligibility.majors import Index
from core.rules.eligibility.reading.above import Above
from core.rules.eligibility.reading.ages import dated
from core.rules.eligibility.reading.levels import read_degrees, read_levels
from core.rules.eligibility.reading.lists import read_major_columns
from core.rules.eligibility.reading.phrases import Duty, Narrowing, Read, fresh_of, in_raw_words, read_phrase, read_phrases
from core.rules.eligibility.reading.setting import Setting
from core.rules.eligibility.reading.stating import read_both
from core.rules.eligibility.vocabulary import folded

_FREE = ("political_status", "gender", "ethnicity", "household", "age", "certificate", "service_programme", "other", "remark")
_MAJORS = ("major_graduate", "major_bachelor", "major_junior", "major")
_GENDERS = {"\u7537": Gender.MALE, "\u5973": Gender.FEMALE}

Cells = Mapping[str, Sequence[tuple[str, str]]]
Found = TypeVar("Found")


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one table. ``setting`` holds what is the same for all; ``above`` is what stands above the header."""

    index: Index
    setting: Setting
    above: Above
    _kept: dict[Hashable, object] = field(default_factory=dict)

    def read(self, cells: Cells) -> Conditions:
        """The conditions of one row. ``cells``: for each meaning the columns' names and values."""
        setting = self._place(cells)
        stated = self._once(("above", setting.district), lambda: self.above.read(setting))
        broader = next((one for one in stated if isinstance(one, HouseholdRequired)), None)
        setting = self._once(("broader", id(setting)), lambda: replace(setting, broader=broader)) if broader else setting
        reads = [*stated, *self._levels(cells), *self._fresh(cells, setting), *self._grassroots(cells), *self._free(cells, setting)]
        reads += self._post(cells)
        reads += self._age_of_everyone(reads)
        narrowings = tuple(folded(read.words) for read in reads if isinstance(read, Narrowing))
        return _sorted([*reads, *self._majors(cells, narrowings)])

    def _once(self, key: Hashable, read: Callable[[], Found]) -> Found:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = read()
        return found  # type: ignore[return-value]  # kept under the key of that reader

    def _place(self, cells: Cells) -> Setting:
        district = next((value for _, value in cells.get("district", ()) if value), "")
        text = folded("".join(value for key in ("unit", "division", "title", "district") for _, value in cells.get(key, ())))
        classes = self._once(("law", text), lambda: replace(self.setting, text=text).law_classes())
        key = ("setting", district, classes)
        return self._once(key, lambda: replace(self.setting, district=district, text=text))

    def _levels(self, cells: Cells) -> Sequence[Read]:
        education, degree, both = (_joined(cells, key) for key in ("education", "degree", "education_and_degree"))
        known = tuple(key in cells for key in ("education", "degree", "education_and_degree"))
        return self._once(("levels", education, degree, both, known), lambda: self._read_levels(education, degree, both, known))

    def _read_levels(self, education: str, degree: str, both: str, known: tuple[bool, ...]) -> list[Read]:
        vocabulary, found = self.index.vocabulary, list[Read]()
        if known[0]:
            found += read_levels(education, vocabulary) or [NotUnderstood(education, "education")]
        levels = next((one.levels for one in found if isinstance(one, LevelRequired)), frozenset[Level]())
        if known[1]:
            found.append(read_degrees(degree, levels, vocabulary) or NotUnderstood(degree, "degree"))
        if known[2]:
            found += read_both(folded(both), self.setting) or read_levels(both, vocabulary) or [NotUnderstood(both, "education")]
        if not any(known) and not self.above.states_education:
            found.append(NotUnderstood("", "education"))
        return found

    def _fresh(self, cells: Cells, setting: Setting) -> Sequence[Read]:
        if "fresh_graduate" not in cells:
            return ()
        words = _joined(cells, "fresh_graduate")
        return self._once(("fresh", words), lambda: self._read_fresh(words, setting))

    def _read_fresh(self, words: str, setting: Setting) -> list[Read]:
        vocabulary, text = self.index.vocabulary, folded(words)
        if vocabulary.has("open", text):
            return []
        if vocabulary.has("values.yes", text) or vocabulary.has("phrases.fresh_other", text):
            return [fresh_of(words, setting)]
        return [NotFreshRequired(words) if vocabulary.has("values.social", text) else NotUnderstood(words, "fresh_graduate")]

    def _grassroots(self, cells: Cells) -> Sequence[Read]:
        found: list[Read] = []
        for header, value in cells.get("grassroots", ()):
            found += self._once(("roots", header, value), lambda: self._roots(header, value))  # noqa: B023 - called at once
        return found

    def _roots(self, header: str, value: str) -> list[Read]:
        vocabulary, text, name = self.index.vocabulary, folded(value), folded(header)
        if vocabulary.has("values.grassroots_none", text):
            return []
        source = name if vocabulary.has("values.grassroots_yes", text) else text
        years = vocabulary.match("phrases.grassroots_years", source)
        words = f"{name}: {value}"
        return [GrassrootsRequired(words, self.setting.number(years["years"])) if years else NotUnderstood(words, "grassroots")]

    def _free(self, cells: Cells, setting: Setting) -> list[Read]:
        found: list[Read] = []
        for meaning in (*_FREE, "unknown"):
            for header, value in cells.get(meaning, ()):
                if value:
                    key = (meaning, header if meaning in {"household", "unknown"} else "", value, id(setting))
                    found += self._once(key, lambda: self._column(meaning, header, value, setting))  # noqa: B023 - called at once
        return found + self._advice(cells)

    def _column(self, meaning: str, header: str, value: str, setting: Setting) -> Sequence[Read]:
        text = folded(value)
        if self.index.vocabulary.has("open", text):
            return ()
        if meaning == "unknown":
            return (NotUnderstood(f"{header}: {value}"),)
        if meaning == "gender" and text in _GENDERS:
            return (GenderRequired(value, _GENDERS[text]),)
        if meaning in {"other", "remark", "political_status", "gender", "ethnicity"}:
            return read_phrases(value, setting)
        return [_of_column(in_raw_words(read, value), meaning) for read in read_phrase(text, setting)]

    def _advice(self, cells: Cells) -> list[Read]:
        """A recommendation in the description of the post: "fit for men"."""
        found: list[Read] = []
        for _, value in cells.get("duties", ()):
            match = self.index.vocabulary.match("phrases.gender_advised", value)
            if match:
                gender = _GENDERS[match["gender"]]
                found.append(self._once(("advice", match[0]), lambda: GenderRequired(match[0], gender, advised=True)))  # noqa: B023 - called at once
        return found

    def _age_of_everyone(self, reads: Sequence[Read]) -> Sequence[Read]:
        """What the notice asks of everyone, where the row says nothing of age itself."""
        everyone = self.setting.terms.everyone
        if everyone is None or any(isinstance(read, AgeRequired) for read in reads):
            return ()
        return self._once(("age",), lambda: [dated(everyone, self.setting.terms, self.setting.year)])

    def _post(self, cells: Cells) -> list[Read]:
        """What posts of a kind demand, whatever the row says (guide 1, 16)."""
        vocabulary, found = self.index.vocabulary, list[Read]()
        post = vocabulary.match("posts.ordinary", "".join(value for key in ("title", "kind") for _, value in cells.get(key, ())))
        if post:
            found.append(self._once(("post", post[0]), lambda: OrdinaryStudy(post[0])))
        unit = _joined(cells, "unit")
        if vocabulary.has("posts.police_units", unit):
            found.append(self._once(("police",), self._police))
        return found

    def _police(self) -> PolicePost:
        classes = self.index.catalogue.classes.values() if self.index.catalogue else ()
        pattern = "posts.police_majors"
        return PolicePost("", frozenset(one.code for one in classes if self.index.vocabulary.has(pattern, folded(one.name))))

    def _majors(self, cells: Cells, narrowings: tuple[str, ...]) -> Sequence[Read]:
        texts = tuple((key, _joined(cells, key)) for key in _MAJORS if key in cells)
        if not texts:
            return [NotUnderstood(words, "major") for words in narrowings]
        return self._once(("majors", texts, narrowings), lambda: read_major_columns(texts, narrowings, self.index))


def _joined(cells: Cells, meaning: str) -> str:
    columns = cells.get(meaning)
    if not columns:
        return ""
    return columns[0][1] if len(columns) == 1 else "\n".join(value for _, value in columns if value)


def _of_column(read: Read, meaning: str) -> Read:
    """Words of a column that nobody understood belong to what the column is about."""
    return NotUnderstood(read.words, meaning) if isinstance(read, NotUnderstood) else read


def _sorted(reads: Sequence[Read]) -> Conditions:
    study: list[StudyCondition | MixedCondition] = []
    person: list[PersonCondition] = []
    for read in reads:
        if isinstance(read, Duty | Narrowing):
            continue
        if isinstance(read, PersonCondition):
            person.append(read)
        else:
            study.append(read)
    return Conditions(tuple(study), tuple(person), tuple(read.words for read in reads if isinstance(read, Duty)))
