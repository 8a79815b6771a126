"""The demo's clock runs, stands, and goes where it is told."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from gateways.sandbox.clock import MovableClock

NOON = datetime(2020, 11, 18, 12, 0, tzinfo=UTC)


def test_it_begins_at_the_present_unless_told_otherwise() -> None:
    before = time.time()
    now = MovableClock().now()
    assert before - 1 <= now.timestamp() <= time.time() + 1
    assert now.tzinfo is UTC


def test_a_running_clock_goes_on_from_its_start() -> None:
    clock = MovableClock(NOON)
    time.sleep(0.02)
    assert NOON + timedelta(milliseconds=20) <= clock.now() < NOON + timedelta(seconds=30)
    assert clock.is_running


def test_setting_it_stops_it_there_in_utc() -> None:
    clock = MovableClock(NOON)
    clock.set(datetime(2020, 11, 18, 15, 0, tzinfo=timezone(timedelta(hours=8))))
    time.sleep(0.01)
    assert clock.now() == datetime(2020, 11, 18, 7, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert not clock.is_running


def test_it_runs_on_from_where_it_stood() -> None:
    clock = MovableClock(NOON, running=False)
    time.sleep(0.03)
    clock.run()
    assert NOON <= clock.now() < NOON + timedelta(milliseconds=25)


def test_it_stops_where_it_is() -> None:
    clock = MovableClock(NOON)
    clock.stop()
    stopped = clock.now()
    time.sleep(0.01)
    assert clock.now() == stopped >= NOON


def test_it_can_be_set_back() -> None:
    clock = MovableClock(NOON)
    clock.set(NOON - timedelta(days=400))
    clock.run()
    assert clock.now() < NOON


@pytest.mark.parametrize("make", [lambda: MovableClock(datetime(2020, 1, 1)), lambda: MovableClock(NOON).set(datetime(2020, 1, 1))])
def test_a_naive_instant_is_refused(make: object) -> None:
    with pytest.raises(ValueError, match="aware"):
        make()  # type: ignore[operator]


def test_threads_never_see_half_a_move() -> None:
    clock = MovableClock(NOON, running=False)
    seen: set[datetime] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(clock.now().replace(minute=0, second=0, microsecond=0))

    reader = threading.Thread(target=read)
    reader.start()
    for hours in (1, 2) * 200:
        clock.set(NOON + timedelta(hours=hours))
        clock.run()
    stop.set()
    reader.join()
    assert seen <= {NOON + timedelta(hours=hours) for hours in (0, 1, 2)}
