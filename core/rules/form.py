"""When a form is complete: photo, every level of education from the lowest one the exam asks for, majors named (说明 二(四))."""

from datetime import date
from itertools import pairwise

from core.model.application import Application, Education, Form, Level
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason

LONGEST = {"school": 60, "major": 60, "household": 60, "address": 120, "email": 100}
REQUIRED = ("political_status", "household", "address")
POLITICAL_STATUSES = ("party_member", "probationary_member", "league_member", "democratic_party", "none")
EARLIEST_YEAR = 1950
LONGEST_BREAK_MONTHS = 3
_LONGEST_MONTH = 20


def shortcomings(application: Application, exam: Exam) -> tuple[Refused, ...]:
    """Everything that keeps the form from being saved as complete, in the order in which it should be mended."""
    found = []
    if exam.photo is not None and application.photo_id is None:
        found.append(Reason.PHOTO_MISSING)
    faults = [Refused(reason, exam.clause_of(reason)) for reason in found]
    for reason, about in (*_education_faults(application.form), *_field_faults(application.form)):
        faults.append(Refused(reason, exam.clause_of(reason), about=about))
    return tuple(faults)


def in_order(educations: tuple[Education, ...]) -> tuple[Education, ...]:
    """Educations by beginning, then by level."""
    return tuple(sorted(educations, key=lambda education: (education.began_on, education.level)))


def breaks(form: Form) -> tuple[tuple[Education, Education], ...]:
    """Pairs of neighbouring educations with more than a summer between them: is one missing there?"""
    ordered = in_order(form.educations)
    return tuple(
        (earlier, later) for earlier, later in pairwise(ordered) if _months(earlier.ended_on, later.began_on) > LONGEST_BREAK_MONTHS
    )


Fault = tuple[Reason, tuple[str, ...]]


def _education_faults(form: Form) -> list[Fault]:
    if not form.educations:
        return [(Reason.EDUCATION_MISSING, ())]
    ordered = in_order(form.educations)
    faults: list[Fault] = [(Reason.EDUCATION_MAJOR_MISSING, (one.school,)) for one in ordered if not one.major.strip()]
    faults += [(Reason.EDUCATION_DATES_REVERSED, (one.school,)) for one in ordered if one.ended_on < one.began_on]
    faults += _missing_levels(ordered)
    faults += [(Reason.EDUCATION_OVERLAPS, (a.school, b.school)) for a, b in pairwise(ordered) if _overlap(a, b)]
    if not form.breaks_confirmed:
        faults += [(Reason.EDUCATION_GAP, (earlier.school, later.school)) for earlier, later in breaks(form)]
    return faults


def _missing_levels(ordered: tuple[Education, ...]) -> list[Fault]:
    levels = {one.level for one in ordered}
    above = max(levels) > Level.BACHELOR
    below = levels & {Level.BACHELOR, Level.JUNIOR_COLLEGE}
    return [(Reason.EDUCATION_LEVEL_MISSING, (Level.BACHELOR.name.lower(),))] if above and not below else []


def _overlap(earlier: Education, later: Education) -> bool:
    return earlier.full_time and later.full_time and _months(later.began_on, earlier.ended_on) > 0


def _months(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month


def _field_faults(form: Form) -> list[Fault]:
    missing = [(Reason.FIELD_MISSING, (name,)) for name in REQUIRED if not str(getattr(form, name)).strip()]
    long = [
        (Reason.FIELD_TOO_LONG, (name, str(limit)))
        for name, limit in LONGEST.items()
        if hasattr(form, name) and len(str(getattr(form, name))) > limit
    ]
    return [*missing, *long]


def read_month(typed: str, *, today: date) -> date | Reason:
    """A month as people type it (``2016-09``, ``2016.9``, ``201609``, ``2016年9月``, in any width) as its first day."""
    if len(typed) > _LONGEST_MONTH:
        return Reason.DATE_UNREADABLE
    digits = "".join(character if character.isdecimal() else " " for character in typed.strip()).split()
    numbers = [str(int(part)) if len(part) < 5 else part for part in digits]
    if len(numbers) == 1 and len(numbers[0]) == 6:
        numbers = [numbers[0][:4], numbers[0][4:]]
    if len(numbers) not in (2, 3) or not 1 <= int(numbers[1]) <= 12:
        return Reason.DATE_UNREADABLE
    year, month = int(numbers[0]), int(numbers[1])
    if not EARLIEST_YEAR <= year <= today.year + 1:
        return Reason.DATE_OUT_OF_RANGE
    return date(year, month, 1)
