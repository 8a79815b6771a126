"""Education, degree and majors stated in words, as sheets state them above their header."""

from collections.abc import Sequence

from core.model.application import Level
from core.model.conditions import Condition, LevelRequired, MajorList, MajorRequired
from core.model.eligibility import Stage
from core.rules.eligibility.reading.levels import read_degrees, read_levels
from core.rules.eligibility.reading.setting import Setting


def read_stated(phrase: str, setting: Setting) -> Sequence[Condition] | None:
    """A level, a degree, both at once, or any major."""
    vocabulary = setting.vocabulary
    if vocabulary.has("phrases.major_open", phrase):
        return [MajorRequired(phrase, {stage: MajorList(phrase, unlimited=True) for stage in Stage})]
    levels = read_levels(phrase, vocabulary)
    if levels:
        return levels
    degree = read_degrees(phrase, frozenset(), vocabulary)
    if degree:
        return [degree]
    return read_both(phrase, setting)


def read_both(phrase: str, setting: Setting) -> Sequence[Condition] | None:
    """Education and degree in one phrase."""
    match = setting.vocabulary.match("education_and_degree.both", phrase)
    if not match:
        return None
    levels = read_levels(match["education"], setting.vocabulary)
    allowed = next((one.levels for one in levels if isinstance(one, LevelRequired)), frozenset[Level]())
    degree = read_degrees(match["degree"], allowed, setting.vocabulary)
    return [*levels, degree] if levels and degree else None
