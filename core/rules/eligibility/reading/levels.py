"""Cells of education and degree: exactly these levels, or these and above."""

from core.model.application import Degree, Level
from core.model.conditions import DegreeRequired, LevelRequired, OrdinaryStudy
from core.rules.eligibility.reading.splitting import split_outside
from core.rules.eligibility.vocabulary import Vocabulary, folded

_LEVELS = {
    "junior": frozenset({Level.JUNIOR_COLLEGE}),
    "bachelor": frozenset({Level.BACHELOR}),
    "graduate": frozenset({Level.MASTER, Level.DOCTOR}),
    "master": frozenset({Level.MASTER}),
    "doctor": frozenset({Level.DOCTOR}),
}
_DEGREES = {"bachelor": Degree.BACHELOR, "master": Degree.MASTER, "doctor": Degree.DOCTOR}
_ORDER = (Degree.NONE, Degree.BACHELOR, Degree.MASTER, Degree.DOCTOR)
_HIGHEST_OF = {Level.BACHELOR: Degree.BACHELOR, Level.MASTER: Degree.MASTER, Level.DOCTOR: Degree.DOCTOR}


def read_levels(words: str, vocabulary: Vocabulary) -> tuple[LevelRequired | OrdinaryStudy, ...]:
    """The levels a cell names; nothing where it can't be read."""
    text = folded(words)
    if vocabulary.has("open", text):
        return (LevelRequired(words, frozenset(Level)),)
    found = [_levels(piece, vocabulary) for piece in split_outside(text, vocabulary.patterns["education.split"])]
    if not found or None in found:
        return ()
    required = LevelRequired(words, frozenset().union(*(levels for levels in found if levels)))
    ordinary = (OrdinaryStudy(words, full_time_only=True),) if vocabulary.has("education.full_time", text) else ()
    return (required, *ordinary)


def _levels(piece: str, vocabulary: Vocabulary) -> frozenset[Level] | None:
    patterns = vocabulary.patterns
    plain = patterns["education.prefix"].sub("", patterns["education.only"].sub("", piece))
    base = patterns["education.above"].sub("", plain)
    levels = next((levels for name, levels in _LEVELS.items() if vocabulary.has(f"education.{name}", base)), None)
    if levels is None or base == plain:
        return levels
    return frozenset(level for level in Level if level >= min(levels))


def read_degrees(words: str, levels: frozenset[Level], vocabulary: Vocabulary) -> DegreeRequired | None:
    """The degrees a cell names. Beside levels that come with higher degrees, whether those serve too isn't said."""
    text = folded(words)
    if vocabulary.has("open", text):
        return DegreeRequired(words, frozenset(Degree))
    if vocabulary.has("degree.matching", text):
        return DegreeRequired(words, frozenset(), matching=True)
    found = [_degrees(piece, vocabulary) for piece in split_outside(text, vocabulary.patterns["degree.split"])]
    if not found or None in found:
        return None
    degrees = frozenset().union(*(one for one in found if one))
    highest = max(map(_ORDER.index, degrees))
    is_open = any(_ORDER.index(_HIGHEST_OF[level]) > highest for level in levels if level in _HIGHEST_OF)
    return DegreeRequired(words, degrees, higher_open=is_open)


def _degrees(piece: str, vocabulary: Vocabulary) -> frozenset[Degree] | None:
    base = vocabulary.patterns["degree.above"].sub("", piece)
    degree = next((degree for name, degree in _DEGREES.items() if vocabulary.has(f"degree.{name}", base)), None)
    if degree is None:
        return None
    return frozenset({degree}) if base == piece else frozenset(_ORDER[_ORDER.index(degree) :])
