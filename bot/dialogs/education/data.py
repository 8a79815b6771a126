"""The education being typed, until it is whole."""

from dataclasses import dataclass
from datetime import date

from core.model.application import Degree, Education, Level


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers so far. ``index`` is the place of the education being changed, ``None`` for a new one; dates are ISO."""

    index: int | None = None
    level: int = 0
    outside: bool = False
    school: str = ""
    major: str = ""
    degree: str = ""
    full_time: bool = True
    began: str = ""
    ended: str = ""


def whole(draft: Draft) -> Education:
    """The education the answers make."""
    return Education(
        level=Level(draft.level),
        school=draft.school,
        major=draft.major,
        degree=Degree(draft.degree),
        outside_mainland=draft.outside,
        full_time=draft.full_time,
        began_on=date.fromisoformat(draft.began),
        ended_on=date.fromisoformat(draft.ended),
    )
