"""Which instant matters to whom, and how near it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.application import Status
from core.model.tickets import Urgency
from core.rules.urgency import matters_at, queue_key, urgency_of
from tests.support.facts import at, exam

NOW = at("11-16 10:00:00")


@pytest.mark.parametrize(
    ("status", "now", "until"),
    [
        (Status.NONE, "11-16 10:00:00", "11-18 16:00:00"),
        (Status.STASHED, "11-18 15:59:59", "11-18 16:00:00"),
        (Status.CONFIRMED, "11-16 10:00:00", "11-20 16:00:00"),
        (Status.PAID, "11-21 10:00:00", "12-13 16:00:00"),
        (Status.FORM_PRINTABLE, "11-21 10:00:00", "12-13 16:00:00"),
        (Status.TICKET_PRINTABLE, "12-08 10:00:00", "12-13 09:00:00"),
        (Status.ABANDONED_UNCONFIRMED, "11-21 10:00:00", None),
        (Status.REFUNDED, "11-21 10:00:00", None),
    ],
)
def test_the_window_that_matters(status: Status, now: str, until: str | None) -> None:
    assert matters_at(status, exam(), at(now)) == (at(until) if until else None)


def test_without_an_account_the_end_of_help_comes_first() -> None:
    assert matters_at(Status.NONE, exam(), NOW, has_account=False) == at("11-17 18:00:00")


def test_money_in_doubt_matters_until_the_roster_is_frozen() -> None:
    frozen = at("11-25 18:00:00")
    pack = replace(exam(), roster_frozen_at=frozen)
    assert matters_at(Status.VERIFYING, pack, NOW) == frozen
    assert matters_at(Status.STASHED, pack, NOW, is_money=True) == frozen


@pytest.mark.parametrize(
    ("left", "urgency"),
    [
        (timedelta(hours=2), Urgency.CRITICAL),
        (timedelta(hours=2, seconds=1), Urgency.HIGH),
        (timedelta(days=1), Urgency.HIGH),
        (timedelta(days=3), Urgency.NORMAL),
        (timedelta(days=3, seconds=1), Urgency.LOW),
        (None, Urgency.LOW),
    ],
)
def test_how_urgent(left: timedelta | None, urgency: Urgency) -> None:
    assert urgency_of(NOW + left if left is not None else None, NOW) is urgency


def test_the_nearest_end_goes_first_then_the_answer_owed_first_then_who_came_first() -> None:
    hour, week = NOW + timedelta(hours=1), NOW + timedelta(days=7)
    keys = [
        queue_key(week, NOW, 1, NOW),
        queue_key(hour, week, 2, NOW),
        queue_key(hour, hour, 4, NOW),
        queue_key(hour, hour, 3, NOW),
    ]
    assert [key[-1] for key in sorted(keys)] == [3, 4, 2, 1]
