"""Majors: which codes of the catalogue a diploma stands for, and whether an entry of a list covers it (guide 9).

Old names, several codes for one name, subjects given too coarsely, majors outside the catalogue, overseas degrees: ask at best.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from core.model.conditions import MajorItem, MajorList
from core.model.eligibility import STAGES, Stage, Study, Verdict, any_of
from core.model.majors import Catalogue
from core.rules.eligibility.vocabulary import Vocabulary, folded

_CODE = re.compile(r"^([A-Z]?)(\d+)")
_FLAGS = re.compile("(?<=[0-9])(?:TK|T|K)$")
GROUP = "#"
_CATEGORY, _CLASS = 2, 4


def bare(code: str) -> str:
    """A code without the letters that only flag it (K, T, TK), narrow and in capitals."""
    return _FLAGS.sub("", folded(code).upper())


def lineage(code: str) -> tuple[str, ...]:
    """The code, and the codes that cover it by prefix: field (2 digits), class (4 digits)."""
    match = _CODE.match(code)
    if not match:
        return (code,)
    letter, digits = match.groups()
    shorter = [letter + digits[:size] for size in (_CATEGORY, _CLASS, len(digits)) if size <= len(digits)]
    return tuple(dict.fromkeys([code, *shorter]))


def aliases(name: str, vocabulary: Vocabulary) -> frozenset[str]:
    """A name as catalogues print it, and without "(including …)" and "(professional master)"."""
    whole = folded(name)
    plain = vocabulary.patterns["major.listed"].sub("", whole)
    return frozenset({whole, plain, vocabulary.patterns["major.professional"].sub("", plain)})


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a diploma's major is in the catalogue.

    ``codes`` cover it, upward; ``below`` may be it, where only the subject is named. ``certain``: one listed major or subject.
    ``anything``: it could stand for whatever a list has, because nobody can say what it is.
    """

    codes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()
    certain: bool = False
    anything: bool = False
    own: frozenset[str] = frozenset()
    direction: str | None = None
    directions: tuple[str, ...] = ()


@dataclass(slots=True)
class Index:
    """A catalogue by names and by codes; without one, codes and names of the table stand for themselves.

    ``missing``: the exam names a catalogue that isn't here; then no major is ruled out. ``items`` remembers entries of lists that
    were read: tables repeat them.
    """

    catalogue: Catalogue | None
    vocabulary: Vocabulary
    by_name: dict[tuple[Stage | None, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    by_old: dict[tuple[Stage | None, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: dict[tuple[Stage | None, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    groups: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    missing: bool = False
    items: dict[tuple[str, tuple[Stage, ...]], MajorItem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.catalogue is None:
            return
        for major in self.catalogue.majors.values():
            for alias in aliases(major.name, self.vocabulary):
                self.by_name[major.stage, alias].add(major.code)
            for old in major.old_names:
                self.by_old[major.stage, folded(old.name)].add(major.code)
        for entry in self.catalogue.classes.values():
            self.classes[entry.stage, folded(entry.name)].add(entry.code)
        for group in self.catalogue.groups.values():
            for member in group.members:
                self.groups[member].add(GROUP + group.code)

    def has(self, code: str) -> bool:
        """Whether the catalogue has that code, as a major, a class or the field of some class."""
        known = self.catalogue
        return known is not None and (code in known.majors or code in known.classes or self.field_of(code) is not None)

    def field_of(self, code: str) -> str | None:
        """The code itself where it is the field (two digits) of a class of the catalogue."""
        match = _CODE.match(code)
        classes = self.catalogue.classes if self.catalogue else {}
        is_short = match is not None and len(match.group(2)) == _CATEGORY
        return code if is_short and any(known.startswith(code) for known in classes) else None

    def covering(self, code: str) -> frozenset[str]:
        """Every code and group that covers ``code``, itself included; its class as the catalogue has it."""
        major = self.catalogue.majors.get(code) if self.catalogue else None
        codes = {*lineage(code), *(lineage(major.class_code) if major and major.class_code else ())}
        return frozenset(codes.union(*(self.groups.get(one, ()) for one in codes)))

    def named(self, stage: Stage, name: str) -> set[str]:
        """The majors of that name at that level."""
        return self.by_name.get((stage, name), set()) | self.by_name.get((None, name), set())

    def formerly(self, stage: Stage, name: str) -> set[str]:
        """The majors that had that name."""
        return self.by_old.get((stage, name), set()) | self.by_old.get((None, name), set())

    def classed(self, stage: Stage, name: str) -> set[str]:
        """The classes of that name."""
        return self.classes.get((stage, name), set()) | self.classes.get((None, name), set())

    def names_of(self, code: str) -> frozenset[str]:
        """What the catalogue calls that code."""
        if self.catalogue is None:
            return frozenset()
        entry = self.catalogue.majors.get(code) or self.catalogue.classes.get(code)
        return aliases(entry.name, self.vocabulary) if entry else frozenset()


def resolve(study: Study, index: Index) -> Resolved:
    """What the diploma's major is. The name on the diploma counts; a code beside it only confirms it."""
    if study.outside_mainland or not (study.major or study.major_code):
        return Resolved(anything=True, direction=study.direction)
    name, direction = _name_and_direction(study)
    if index.catalogue is None:
        return _by_itself(study, name, direction)
    if not name:
        return _by_code(study.major_code or "", direction, index)
    return _in_catalogue(study, name, direction, index)


def _name_and_direction(study: Study) -> tuple[str, str | None]:
    return folded(study.major or ""), folded(study.direction) if study.direction else None


def _by_itself(study: Study, name: str, direction: str | None) -> Resolved:
    code = bare(study.major_code or "")
    codes = frozenset(lineage(code)) if code else frozenset()
    return Resolved(codes, frozenset({name} - {""}), certain=True, own=frozenset({code} - {""}), direction=direction)


def _by_code(code: str, direction: str | None, index: Index) -> Resolved:
    code = bare(code)
    if not index.has(code):
        return Resolved(anything=True, direction=direction)
    return _one(code, index.names_of(code), direction, index)


def _in_catalogue(study: Study, name: str, direction: str | None, index: Index) -> Resolved:
    stage, code = STAGES[study.level], bare(study.major_code or "")
    found = index.named(stage, name) or index.classed(stage, name)
    if code and code in found | index.classed(stage, name):
        return _one(code, frozenset({name}), direction, index)
    if len(found) == 1 and not code:
        return _one(next(iter(found)), frozenset({name}), direction, index)
    possible = found or index.formerly(stage, name)
    if not possible:
        return Resolved(names=frozenset({name}), anything=True, direction=direction)
    codes = [index.covering(one) for one in {*possible, *([code] if code else [])}]
    return Resolved(frozenset().union(*codes), frozenset({name}), _below(possible, index), direction=direction)


def _one(code: str, names: frozenset[str], direction: str | None, index: Index) -> Resolved:
    major = index.catalogue.majors.get(code) if index.catalogue else None
    below = frozenset() if major else _below({code}, index)
    directions = tuple(folded(one) for one in major.directions) if major else ()
    return Resolved(
        index.covering(code), names, below, certain=True, own=frozenset({code}), direction=direction, directions=directions
    )


def _below(codes: set[str], index: Index) -> frozenset[str]:
    """The majors under a class of these; a major has none."""
    known = index.catalogue
    classes = {code for code in codes if known and code in known.classes}
    majors = known.majors.values() if known and classes else ()
    return frozenset(major.code for major in majors if major.class_code in classes)


def judge_majors(majors: MajorList, resolved: Resolved) -> Verdict:
    """Whether a list covers the diploma. A list that isn't there recruits nobody of that level."""
    if majors.unlimited:
        return Verdict.FITS
    if not majors.items:
        return Verdict.DOES_NOT_FIT
    if resolved.anything:
        return Verdict.ASK
    if not majors.vague and _apart(majors, resolved):
        return Verdict.DOES_NOT_FIT
    return any_of(cover(item, resolved) for item in majors.items)


def _apart(majors: MajorList, resolved: Resolved) -> bool:
    return (
        majors.codes.isdisjoint(resolved.codes)
        and majors.names.isdisjoint(resolved.names)
        and majors.codes.isdisjoint(resolved.below)
    )


def cover(item: MajorItem, resolved: Resolved) -> Verdict:
    """Whether one entry covers the diploma's major."""
    by_code, by_name = not item.codes.isdisjoint(resolved.codes), not item.names.isdisjoint(resolved.names)
    if by_code and resolved.certain and not item.doubtful:
        return Verdict.ASK if _names_differ(item, resolved) else narrowed(item, resolved)
    if by_name and resolved.certain and not item.doubtful and not (resolved.own and item.codes):
        return narrowed(item, resolved)
    is_beyond_names = item.broad and not resolved.codes
    if by_code or by_name or item.vague or is_beyond_names or not item.codes.isdisjoint(resolved.below):
        return Verdict.ASK
    return Verdict.DOES_NOT_FIT


def _names_differ(item: MajorItem, resolved: Resolved) -> bool:
    """The same code with another name: one of them comes from another catalogue."""
    return bool(item.names and resolved.names and resolved.own & item.codes) and item.names.isdisjoint(resolved.names)


def narrowed(item: MajorItem, resolved: Resolved) -> Verdict:
    """Directions of study the table takes only, or leaves out (guide 9(3)). A direction that isn't known says ask."""
    if not item.only and not item.without:
        return Verdict.FITS
    direction = resolved.direction
    if direction is None:
        return Verdict.ASK
    if direction in item.without or (item.only and direction not in item.only and not _alike(direction, item.only)):
        return Verdict.DOES_NOT_FIT
    if item.only:
        return Verdict.FITS if direction in item.only else Verdict.ASK
    return Verdict.ASK if _alike(direction, item.without) else Verdict.FITS


def _alike(direction: str, names: frozenset[str]) -> bool:
    return any(direction in name or name in direction for name in names)
