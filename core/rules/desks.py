"""Whether a desk answers now (说明 三(五)): split hours, days off, make-up Saturdays; an unknown calendar is said so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.model.exam import Desk

IsWorkingDay = Callable[[date], bool | None]
_AHEAD_DAYS = 30


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


def _spans(desk: Desk, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Spans of hours that aren't over, working days or not, in order."""
    first = max(now.date(), desk.first_on or now.date())
    for ahead in range(_AHEAD_DAYS):
        day = first + timedelta(days=ahead)
        if desk.last_on is not None and day > desk.last_on:
            return
        for hours in desk.hours:
            closes = datetime.combine(day, hours.closes, now.tzinfo)
            if closes > now:
                yield datetime.combine(day, hours.opens, now.tzinfo), closes
