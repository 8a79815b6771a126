"""Desks: split hours, weekends, holidays, make-up Saturdays, first and last day, and calendars nobody knows."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from core.model.exam import Desk
from core.rules.desks import DeskPhase, desk_state
from core.services.working_days import is_working_day
from tests.support.facts import exam

TECHNICAL = next(desk for desk in exam().desks if desk.id == "technical")
ALL_YEAR = replace(TECHNICAL, first_on=None, last_on=None)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=exam().tz)


@pytest.mark.parametrize(
    ("desk", "now", "phase", "then"),
    [
        (TECHNICAL, "2020-11-16T09:00:00", DeskPhase.OPEN, "2020-11-16T12:00:00"),
        (TECHNICAL, "2020-11-16T11:59:59", DeskPhase.OPEN, "2020-11-16T12:00:00"),
        (TECHNICAL, "2020-11-16T12:00:00", DeskPhase.CLOSED, "2020-11-16T14:00:00"),
        (TECHNICAL, "2020-11-16T17:29:59", DeskPhase.OPEN, "2020-11-16T17:30:00"),
        (TECHNICAL, "2020-11-13T17:30:00", DeskPhase.CLOSED, "2020-11-16T09:00:00"),
        (TECHNICAL, "2020-11-14T10:00:00", DeskPhase.CLOSED, "2020-11-16T09:00:00"),
        (TECHNICAL, "2020-11-01T10:00:00", DeskPhase.CLOSED, "2020-11-13T09:00:00"),
        (TECHNICAL, "2020-12-11T17:30:00", DeskPhase.OVER, None),
        (TECHNICAL, "2020-12-12T09:00:00", DeskPhase.OVER, None),
        (ALL_YEAR, "2020-10-01T10:00:00", DeskPhase.CLOSED, "2020-10-09T09:00:00"),
        (ALL_YEAR, "2020-10-10T10:00:00", DeskPhase.OPEN, "2020-10-10T12:00:00"),
        (ALL_YEAR, "2031-03-03T10:00:00", DeskPhase.CALENDAR_UNKNOWN, None),
        (replace(ALL_YEAR, working_days=False), "2031-03-02T10:00:00", DeskPhase.OPEN, "2031-03-02T12:00:00"),
    ],
)
def test_a_desk_is_open_closed_over_or_unknown(desk: Desk, now: str, phase: DeskPhase, then: str | None):
    state = desk_state(desk, at(now), is_working_day)
    assert (state.phase, state.at) == (phase, at(then) if then else None)


def test_an_unknown_year_is_not_guessed():
    assert is_working_day(date(2020, 10, 10)) is True
    assert is_working_day(date(2003, 12, 31)) is None
    assert is_working_day(date(2099, 1, 4)) is None
