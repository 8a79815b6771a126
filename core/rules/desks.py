"""Whether a desk answers now (说明 三(五)): split hours, days off, make-up Saturdays; an unknown calendar is said so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.model.exam import Desk, Exam

IsWorkingDay = Callable[[date], bool | None]
_AHEAD_DAYS = 30
_LONGEST_DAYS = 400


class DeskPhase(StrEnum):
    """How a desk stands."""

    OPEN = "open"
    CLOSED = "closed"
    OVER = "over"
    CALENDAR_UNKNOWN = "calendar_unknown"


@dataclass(frozen=True, slots=True)
class DeskState:
    """``at`` is when an open desk closes, or a closed one opens next."""

    phase: DeskPhase
    at: datetime | None = None


def desk_state(desk: Desk, now: datetime, is_working_day: IsWorkingDay) -> DeskState:
    """How the desk stands at ``now``, told in the exam's zone; ``is_working_day`` says ``None`` for an unknown calendar."""
    if desk.last_on is not None and now.date() > desk.last_on:
        return DeskState(DeskPhase.OVER)
    for opens, closes in _spans(desk, now):
        works = is_working_day(opens.date()) if desk.working_days else True
        if works is None:
            return DeskState(DeskPhase.CALENDAR_UNKNOWN)
        if works and opens <= now < closes:
            return DeskState(DeskPhase.OPEN, closes)
        if works and opens > now:
            return DeskState(DeskPhase.CLOSED, opens)
    return DeskState(DeskPhase.OVER)


def working_time_after(desk: Desk, start: datetime, minutes: int, is_working_day: IsWorkingDay) -> datetime | None:
    """The instant when the desk has been open for ``minutes`` since ``start`` (in the exam's zone).

    ``None`` where that is never, or isn't known: no hours, the last day comes first, or the calendar of that year isn't known.
    """
    left = timedelta(minutes=minutes)
    for opens, closes in _spans(desk, start):
        works = is_working_day(opens.date()) if desk.working_days else True
        if works is None:
            return None
        begins = max(opens, start)
        if works and closes - begins >= left:
            return begins + left
        left -= closes - begins if works else timedelta(0)
    return None


def working_time_between(desk: Desk, start: datetime, until: datetime, is_working_day: IsWorkingDay) -> timedelta | None:
    """How long the desk was open between two instants (in the exam's zone); ``None`` where the calendar isn't known."""
    spent = timedelta(0)
    for opens, closes in _spans(desk, start, _LONGEST_DAYS):
        if opens >= until:
            break
        works = is_working_day(opens.date()) if desk.working_days else True
        if works is None:
            return None
        spent += min(closes, until) - max(opens, start) if works else timedelta(0)
    return spent


def desk_for(exam: Exam, scope: str) -> Desk | None:
    """The desk that is there for ``scope``; the pack's first where none names it, ``None`` where the pack has none at all."""
    fitting = (desk for desk in exam.desks if scope in desk.scopes)
    return next(fitting, exam.desks[0] if exam.desks else None)


def desk_named(exam: Exam, desk_id: str | None) -> Desk | None:
    """The desk of that id."""
    return next((desk for desk in exam.desks if desk.id == desk_id), None)


def next_desk(exam: Exam, desk_id: str | None) -> Desk | None:
    """Where a case goes that this desk hasn't answered in time; ``None`` at the end of the line, where supervisors take it."""
    desk = desk_named(exam, desk_id)
    return desk_named(exam, desk.escalates_to) if desk else None


def _spans(desk: Desk, now: datetime, days: int = _AHEAD_DAYS) -> Iterator[tuple[datetime, datetime]]:
    """Spans of hours that aren't over, working days or not, in order."""
    first = max(now.date(), desk.first_on or now.date())
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        if desk.last_on is not None and day > desk.last_on:
            return
        for hours in desk.hours:
            closes = datetime.combine(day, hours.closes, now.tzinfo)
            if closes > now:
                yield datetime.combine(day, hours.opens, now.tzinfo), closes
