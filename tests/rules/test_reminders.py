"""When a reminder is due, when it no longer is, and whether there is time enough for everyone."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.application import Application
from core.model.exam import Exam, WindowName
from core.model.payment import PaymentVerdict
from core.model.reminders import SMS, TELEGRAM, WEB, Anchor, Quiet, Rates, Remedy, Wanted
from core.rules.reminders.conditions import CONDITIONS, Facts
from core.rules.reminders.due import acts_until, instant_of, reminder_of, still_due, timing_of
from core.rules.reminders.quiet import active_spans, quiet_end, sending_instant
from core.rules.reminders.timetable import RESERVE, timetable
from core.rules.reminders.wishes import CHANNELS, subsets, written
from tests.support.facts import SHENZHEN, agreed, at, confirmed, exam, paid, stashed

NIGHT = Quiet(time(22), time(8))
NOON = Quiet(time(12), time(14))
RATES = Rates({TELEGRAM: 25.0, WEB: 200.0, SMS: 20.0})


def wanted(rule_id: str, **due: int) -> Wanted:
    rule = reminder_of(exam(), rule_id)
    assert rule is not None
    timing = timing_of(rule, exam())
    assert timing is not None
    return Wanted(rule, timing, due)


def moved_exam(closes_at: str) -> Exam:
    window = exam().window(WindowName.REGISTRATION)
    return replace(exam(), windows={**exam().windows, WindowName.REGISTRATION: replace(window, closes_at=at(closes_at))})


@pytest.mark.parametrize(
    ("rule_id", "application", "now", "due"),
    [
        ("unconfirmed-last-day", stashed(), "11-18 09:00:00", True),
        ("unconfirmed-last-day", stashed(), "11-18 14:59:00", True),
        ("unconfirmed-last-day", stashed(), "11-18 14:59:01", False),
        ("unconfirmed-last-hour", stashed(), "11-18 15:00:00", True),
        ("unconfirmed-last-hour", stashed(), "11-18 15:59:01", False),
        ("unconfirmed-last-day", confirmed(), "11-18 09:00:00", False),
        ("unconfirmed-last-day", agreed(), "11-18 09:00:00", False),
        ("unpaid-last-day", confirmed(), "11-20 09:00:00", True),
        ("unpaid-last-day", paid(), "11-20 09:00:00", False),
        ("unpaid-last-day", confirmed(payment=PaymentVerdict.MANUAL_REVIEW), "11-20 09:00:00", False),
        ("verifying", confirmed(payment=PaymentVerdict.VERIFYING), "11-20 18:00:00", True),
        ("form-printable", paid(), "11-16 09:00:00", True),
        ("form-printable", paid(), "11-16 08:59:59", False),
        ("ticket-printable", paid(), "12-07 10:00:00", True),
        ("exam-tomorrow", paid(), "12-12 09:00:00", True),
        ("exam-tomorrow", paid(payment=PaymentVerdict.REFUNDED), "12-12 09:00:00", False),
        ("form-missing", agreed(), "11-16 16:00:00", True),
        ("form-missing", None, "11-16 16:00:00", True),
        ("nothing-chosen", stashed(position_code=None), "11-16 16:00:00", True),
    ],
)
def test_a_reminder_is_due_in_its_status_and_in_time(rule_id: str, application: Application | None, now: str, due: bool) -> None:
    one = wanted(rule_id)
    facts = Facts(application, has_account=True)
    assert still_due(one.rule, exam(), facts, one.timing.window_at, at(now)) is due


def test_what_was_planned_for_a_moved_instant_is_not_due() -> None:
    one, facts = wanted("unconfirmed-last-day"), Facts(stashed(), has_account=True)
    assert not still_due(one.rule, moved_exam("11-19 16:00:00"), facts, one.timing.window_at, at("11-18 09:00:00"))


def test_a_rule_that_the_pack_dropped_is_not_due() -> None:
    assert not still_due(None, exam(), Facts(stashed(), has_account=True), at("11-18 16:00:00"), at("11-18 09:00:00"))


@pytest.mark.parametrize(("rule_id", "due"), [("unconfirmed", False), ("unconfirmed-last-day", True)])
def test_who_switched_reminders_off_hears_the_essential_ones_only(rule_id: str, due: bool) -> None:
    one = wanted(rule_id)
    muted = Facts(stashed(), has_account=True, is_muted=True)
    assert still_due(one.rule, exam(), muted, one.timing.window_at, one.timing.at) is due


def test_exactly_the_last_days_warnings_are_essential() -> None:
    essential = {rule.condition for rule in exam().reminders if rule.essential}
    assert essential == {"unconfirmed", "unpaid"}
    assert all("-last-" in rule.id for rule in exam().reminders if rule.essential)


def test_asked_for_once_more_it_may_come_until_the_window_ends() -> None:
    one, facts = wanted("unconfirmed-last-day"), Facts(stashed(), has_account=True)
    instants = (at("11-18 15:30:00"), at("11-18 16:00:01"))
    due = [still_due(one.rule, exam(), facts, one.timing.window_at, now, again=True) for now in instants]
    assert due == [True, False]


REFUSED = Facts(is_refused=True)


@pytest.mark.parametrize(("facts", "due"), [(REFUSED, True), (replace(REFUSED, has_account=True), False), (Facts(), False)])
def test_help_is_about_to_close_only_for_those_the_bank_refused(facts: Facts, due: bool) -> None:
    one = wanted("help-closing")
    assert still_due(one.rule, exam(), facts, one.timing.window_at, one.timing.at) is due


def test_every_condition_of_the_bundled_rules_is_known_and_every_status_has_a_rule() -> None:
    assert {rule.condition for rule in exam().reminders} == set(CONDITIONS)


def test_what_the_notice_does_not_say_is_told_as_assumed() -> None:
    assert instant_of(Anchor.REGISTRATION_CLOSES, exam())[1]
    assert not instant_of(Anchor.HELP_CLOSES, exam())[1]
    assert instant_of(Anchor.TICKET_PRINT_CLOSES, exam())[1]
    assert not instant_of(Anchor.TICKET_PRINT_OPENS, exam())[1]


def test_what_there_is_to_do_ends_with_the_window() -> None:
    ends = {one: acts_until(wanted(one).rule, exam(), wanted(one).timing) for one in ("form-printable", "exam-tomorrow")}
    assert ends == {"form-printable": at("12-13 16:00:00"), "exam-tomorrow": at("12-13 09:00:00")}


@pytest.mark.parametrize(
    ("now", "quiet", "ends"),
    [
        ("11-17 21:59:59", NIGHT, None),
        ("11-17 22:00:00", NIGHT, "11-18 08:00:00"),
        ("11-18 03:00:00", NIGHT, "11-18 08:00:00"),
        ("11-18 08:00:00", NIGHT, None),
        ("11-18 13:00:00", NOON, "11-18 14:00:00"),
        ("11-18 13:00:00", None, None),
    ],
)
def test_quiet_hours_are_those_of_the_exams_own_clock(now: str, quiet: Quiet | None, ends: str | None) -> None:
    assert quiet_end(at(now), quiet, SHENZHEN) == (at(ends) if ends else None)


def test_quiet_hours_follow_a_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = datetime(2020, 10, 24, 22, 30, tzinfo=berlin).astimezone(UTC)
    ends = quiet_end(night, NIGHT, berlin)
    assert ends == datetime(2020, 10, 25, 7, 0, tzinfo=UTC), "eight o'clock, an hour later than the day before"


@given(st.integers(0, 72 * 60), st.integers(0, 72 * 60))
def test_active_time_holds_no_quiet_minute_and_loses_none(first: int, length: int) -> None:
    begin = at("11-16 00:00:00") + timedelta(minutes=first)
    spans = active_spans(begin, begin + timedelta(minutes=length), NIGHT, SHENZHEN)
    minutes = sum((end - start).total_seconds() for start, end in spans) / 60
    awake = sum(quiet_end(begin + timedelta(minutes=one), NIGHT, SHENZHEN) is None for one in range(length))
    assert minutes == awake
    assert all(quiet_end(start, NIGHT, SHENZHEN) is None for start, _ in spans)


def test_somebody_in_quiet_hours_is_told_afterwards_or_if_essential_at_once() -> None:
    late, until = at("11-17 23:00:00"), at("11-18 07:00:00")
    assert sending_instant(late, at("11-18 09:00:00"), NIGHT, SHENZHEN) == at("11-18 08:00:00")
    assert sending_instant(late, until, NIGHT, SHENZHEN) is None
    assert sending_instant(late, until, NIGHT, SHENZHEN, essential=True) == late


def test_a_million_begin_early_enough_for_the_last_to_be_out_in_time() -> None:
    [slot] = timetable([wanted("unconfirmed-last-day", telegram=1_000_000)], RATES, NIGHT, SHENZHEN, at("11-16 10:00:00"))
    active = active_spans(slot.starts_at, slot.timing.out_by, NIGHT, SHENZHEN)
    assert slot.shares[0].seconds == 40_000
    assert sum((end - begin).total_seconds() for begin, end in active) == pytest.approx(40_000 * RESERVE)
    assert (slot.is_early, slot.unreached, slot.remedies) == (True, 0, ())
    assert slot.ends_at <= slot.timing.out_by


def test_few_begin_at_the_usual_time() -> None:
    [slot] = timetable([wanted("unconfirmed-last-day", telegram=500)], RATES, NIGHT, SHENZHEN, at("11-16 10:00:00"))
    assert (slot.starts_at, slot.ends_at) == (at("11-18 09:00:00"), at("11-18 09:00:20"))


def test_what_cannot_be_done_is_said_with_what_would_help() -> None:
    [slot] = timetable([wanted("unconfirmed-last-hour", telegram=1_000_000)], RATES, NIGHT, SHENZHEN, at("11-16 10:00:00"))
    seconds = (slot.timing.out_by - slot.timing.earliest).total_seconds()
    assert slot.unreached == 1_000_000 - seconds * 25
    assert slot.remedies == (Remedy.SMS, Remedy.MORE_TIME)
    assert slot.by_sms == seconds * 20
    assert slot.more_time == timedelta(seconds=slot.unreached / 25)


def test_who_is_most_endangered_gets_a_place_first() -> None:
    many = [wanted("nothing-chosen-last-day", telegram=1_000_000), wanted("unconfirmed-last-day", telegram=1_000_000)]
    slots = {slot.rule.id: slot for slot in timetable(many, RATES, NIGHT, SHENZHEN, at("11-16 10:00:00"))}
    assert not slots["unconfirmed-last-day"].unreached
    assert slots["nothing-chosen-last-day"].unreached


def test_planning_late_does_not_promise_time_that_is_over() -> None:
    [slot] = timetable([wanted("unconfirmed-last-day", telegram=1_000_000)], RATES, NIGHT, SHENZHEN, at("11-18 13:00:00"))
    assert slot.starts_at == at("11-18 13:00:00")
    assert slot.unreached == 1_000_000 - 3600 * 25


def test_channels_are_written_in_one_way_only() -> None:
    assert written(frozenset(CHANNELS)) is None
    assert written(frozenset()) is None
    assert sorted(subsets()) == sorted({"telegram", "web", "sms", "telegram,web", "telegram,sms", "web,sms"})
