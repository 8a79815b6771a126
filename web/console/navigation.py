"""Where one can go in the console, by what one may do there. ``key`` is the second key of the shortcut ``g`` + key."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.model.staff import Right, Role
from core.rules.staffing import may
from locales.words import T


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation."""

    path: str
    label: str
    right: Right
    key: str = ""


ENTRIES: tuple[Entry, ...] = (
    Entry("/console/cases", T("Cases"), Right.CASES, "q"),
    Entry("/console/candidates", T("Candidates"), Right.CANDIDATES, "c"),
    Entry("/console/payments", T("Payments"), Right.MONEY, "p"),
    Entry("/console/overview", T("Overview"), Right.OVERVIEW, "o"),
    Entry("/console/exam", T("Exam"), Right.EXAM, "e"),
    Entry("/console/answers", T("Answers"), Right.ANSWERS, "w"),
    Entry("/console/running", T("Running the exam"), Right.EXAM, "x"),
    Entry("/console/replies", T("Ready replies"), Right.CASES, "r"),
    Entry("/console/audit", T("Audit"), Right.AUDIT, "a"),
    Entry("/console/profile", T("My account"), Right.OWN_PROFILE, "m"),
)


def entries_for(roles: Iterable[Role]) -> list[Entry]:
    """What somebody with these roles sees."""
    held = frozenset(roles)
    return [entry for entry in ENTRIES if may(held, entry.right)]
