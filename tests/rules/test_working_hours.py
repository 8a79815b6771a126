"""Hours of desks across holidays, make-up Saturdays, lunch, first and last day; an unknown year is said so, never guessed."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from core.model.exam import Desk, Hours, Text
from core.rules.desks import DeskPhase, desk_for, desk_state, next_desk, working_time_after, working_time_between
from core.services.working_days import is_working_day
from tests.support.facts import SHENZHEN, exam

SPANS = (Hours(time(9), time(12)), Hours(time(14), time(17, 30)))
ALWAYS = Desk("use", Text({"zh_CN": "咨询"}), ("use",), "1", None, SPANS, None, None, "说明 三(五)")
AUTUMN = replace(ALWAYS, first_on=date(2020, 11, 13), last_on=date(2020, 12, 11))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHENZHEN)


@pytest.mark.parametrize(
    ("desk", "now", "phase", "at"),
    [
        # National Day 2020: 1 to 8 October off, Sunday 27 September and Saturday 10 October worked
        (ALWAYS, "2020-09-27 09:30", DeskPhase.OPEN, "2020-09-27 12:00"),
        (ALWAYS, "2020-09-30 17:29", DeskPhase.OPEN, "2020-09-30 17:30"),
        (ALWAYS, "2020-09-30 17:30", DeskPhase.CLOSED, "2020-10-09 09:00"),
        (ALWAYS, "2020-10-01 10:00", DeskPhase.CLOSED, "2020-10-09 09:00"),
        (ALWAYS, "2020-10-08 23:59", DeskPhase.CLOSED, "2020-10-09 09:00"),
        (ALWAYS, "2020-10-10 10:00", DeskPhase.OPEN, "2020-10-10 12:00"),
        (ALWAYS, "2020-10-11 10:00", DeskPhase.CLOSED, "2020-10-12 09:00"),
        # make-up weekends of 2021
        (ALWAYS, "2021-02-07 15:00", DeskPhase.OPEN, "2021-02-07 17:30"),
        (ALWAYS, "2021-02-20 15:00", DeskPhase.OPEN, "2021-02-20 17:30"),
        (ALWAYS, "2021-04-25 15:00", DeskPhase.OPEN, "2021-04-25 17:30"),
        (ALWAYS, "2021-05-08 15:00", DeskPhase.OPEN, "2021-05-08 17:30"),
        (ALWAYS, "2021-09-18 15:00", DeskPhase.OPEN, "2021-09-18 17:30"),
        (ALWAYS, "2021-09-26 15:00", DeskPhase.OPEN, "2021-09-26 17:30"),
        (ALWAYS, "2021-10-09 15:00", DeskPhase.OPEN, "2021-10-09 17:30"),
        (ALWAYS, "2021-10-16 15:00", DeskPhase.CLOSED, "2021-10-18 09:00"),
        # lunch
        (AUTUMN, "2020-11-16 11:59", DeskPhase.OPEN, "2020-11-16 12:00"),
        (AUTUMN, "2020-11-16 12:00", DeskPhase.CLOSED, "2020-11-16 14:00"),
        (AUTUMN, "2020-11-16 14:00", DeskPhase.OPEN, "2020-11-16 17:30"),
        # first and last day
        (AUTUMN, "2020-11-02 10:00", DeskPhase.CLOSED, "2020-11-13 09:00"),
        (AUTUMN, "2020-11-13 08:59", DeskPhase.CLOSED, "2020-11-13 09:00"),
        (AUTUMN, "2020-12-11 17:29", DeskPhase.OPEN, "2020-12-11 17:30"),
        (AUTUMN, "2020-12-11 17:30", DeskPhase.OVER, None),
        (AUTUMN, "2020-12-12 10:00", DeskPhase.OVER, None),
        # a year whose holidays nobody has announced
        (ALWAYS, "2099-03-02 10:00", DeskPhase.CALENDAR_UNKNOWN, None),
        # every day of the week
        (replace(ALWAYS, working_days=False), "2020-10-01 10:00", DeskPhase.OPEN, "2020-10-01 12:00"),
    ],
)
def test_how_a_desk_stands(desk: Desk, now: str, phase: DeskPhase, at: str | None) -> None:
    state = desk_state(desk, local(now), is_working_day)
    assert (state.phase, state.at) == (phase, local(at) if at else None)


@pytest.mark.parametrize(
    ("start", "minutes", "at"),
    [
        ("2020-11-16 09:00", 30, "2020-11-16 09:30"),
        ("2020-11-16 11:45", 30, "2020-11-16 14:15"),
        ("2020-11-16 12:30", 30, "2020-11-16 14:30"),
        ("2020-11-16 11:30", 30, "2020-11-16 12:00"),
        ("2020-11-20 17:15", 30, "2020-11-23 09:15"),
        ("2020-11-16 09:00", 390, "2020-11-16 17:30"),
        ("2020-11-16 09:00", 391, "2020-11-17 09:01"),
        ("2020-11-01 09:00", 60, "2020-11-13 10:00"),
        ("2020-12-11 17:15", 30, None),
        ("2020-12-20 10:00", 30, None),
    ],
)
def test_when_an_answer_is_owed(start: str, minutes: int, at: str | None) -> None:
    assert working_time_after(AUTUMN, local(start), minutes, is_working_day) == (local(at) if at else None)


def test_across_national_day_an_answer_is_owed_after_it() -> None:
    assert working_time_after(ALWAYS, local("2020-09-30 17:00"), 60, is_working_day) == local("2020-10-09 09:30")


def test_nothing_is_promised_in_a_year_whose_calendar_is_unknown() -> None:
    assert working_time_after(ALWAYS, local("2099-03-02 10:00"), 30, is_working_day) is None
    assert working_time_between(ALWAYS, local("2099-03-02 10:00"), local("2099-03-03 10:00"), is_working_day) is None


@pytest.mark.parametrize(
    ("start", "until", "minutes"),
    [
        ("2020-11-16 11:00", "2020-11-16 15:00", 120),
        ("2020-11-20 17:00", "2020-11-23 09:30", 60),
        ("2020-09-30 17:00", "2020-10-09 10:00", 90),
        ("2020-11-16 12:00", "2020-11-16 14:00", 0),
        ("2020-11-16 10:00", "2020-11-16 10:00", 0),
    ],
)
def test_how_long_a_candidate_waited_in_hours_of_the_desk(start: str, until: str, minutes: int) -> None:
    assert working_time_between(ALWAYS, local(start), local(until), is_working_day) == timedelta(minutes=minutes)


def test_a_scope_has_its_desk_and_an_unknown_one_the_first() -> None:
    found = [desk_for(exam(), scope) for scope in ("use", "technical", "astrology")]
    assert [desk.id if desk else None for desk in found] == ["use", "technical", "use"]
    assert desk_for(replace(exam(), desks=()), "use") is None


def test_the_line_of_desks_ends() -> None:
    after = next_desk(exam(), "use")
    assert after is not None
    assert after.id == "technical"
    assert next_desk(exam(), "technical") is None


def test_an_unknown_year_is_not_guessed() -> None:
    assert is_working_day(date(2020, 10, 10)) is True
    assert is_working_day(date(2003, 12, 31)) is None
    assert is_working_day(date(2099, 1, 4)) is None
