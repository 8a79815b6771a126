"""A deadline that the authority moves: seen before it is done, right everywhere at once, and kept when the pack is loaded again."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from core.model.application import Status
from core.model.decisions import Refused
from core.model.exam import WindowName
from core.model.reasons import Reason
from core.services.running.deadlines import Deadlines, Move, Preview, WasMoved
from core.store.queries.audit import history
from tests.support.facts import at
from tests.support.houses import TestHouse, house_on
from tests.support.packs import bundled_pack

EXAM = "shenzhen-2021"
REGISTRATION = (at("11-13 09:00:00"), at("11-18 16:00:00"))
LONGER = Move(EXAM, WindowName.REGISTRATION, REGISTRATION[0], at("11-19 16:00:00"), "系统故障")


@pytest_asyncio.fixture
async def house(database_url: str) -> AsyncIterator[TestHouse]:
    """Two candidates have stashed, one has confirmed, one has paid."""
    async with house_on(database_url) as house:
        await house.exams.load(bundled_pack())
        for count, status in ((2, Status.STASHED), (1, Status.CONFIRMED), (1, Status.PAID)):
            await house.make(count, status)
        yield house


def deadlines(house: TestHouse) -> Deadlines:
    return Deadlines(house.house.store, house.house.clock, house.exams)


async def test_a_preview_says_who_is_concerned_and_changes_nothing(house: TestHouse) -> None:
    house.house.clock.set(at("11-18 17:00:00"))  # type: ignore[attr-defined]
    seen = await deadlines(house).preview(LONGER)
    assert isinstance(seen, Preview)
    assert seen.told == 2
    assert seen.statuses["abandoned_unconfirmed"] == (2, 0)
    assert seen.statuses["stashed"] == (0, 2)
    exam = await house.house.store.read(lambda tx: house.exams.get(tx, EXAM))
    assert exam.window(WindowName.REGISTRATION).closes_at == REGISTRATION[1]


async def test_a_moved_deadline_holds_and_is_recorded_with_its_reason(house: TestHouse) -> None:
    assert isinstance(await deadlines(house).move(LONGER, "staff:1"), WasMoved)
    exam = await house.house.store.read(lambda tx: house.exams.get(tx, EXAM))
    window = exam.window(WindowName.REGISTRATION)
    assert (window.closes_at, window.assumed) == (LONGER.closes_at, False)
    rows = await house.house.store.read(lambda tx: history(tx, "exam", EXAM))
    assert [(row.actor, row.after["why"]) for row in rows if row.what == "window_moved" and row.after] == [("staff:1", "系统故障")]


async def test_a_moved_deadline_outlives_the_pack_being_loaded_again(house: TestHouse) -> None:
    await deadlines(house).move(LONGER, "staff:1")
    await house.exams.load(bundled_pack())
    exam = await house.house.store.read(lambda tx: house.exams.get(tx, EXAM))
    assert exam.window(WindowName.REGISTRATION).closes_at == LONGER.closes_at


async def test_a_pack_that_tells_another_deadline_itself_counts(house: TestHouse) -> None:
    await deadlines(house).move(LONGER, "staff:1")
    reading = bundled_pack()
    assert reading.exam is not None
    own = replace(reading.exam.window(WindowName.REGISTRATION), closes_at=at("11-20 12:00:00"))
    await house.exams.load(
        replace(reading, exam=replace(reading.exam, windows={**reading.exam.windows, WindowName.REGISTRATION: own}))
    )
    exam = await house.house.store.read(lambda tx: house.exams.get(tx, EXAM))
    assert (exam.window(WindowName.REGISTRATION).closes_at, dict(exam.moved)) == (at("11-20 12:00:00"), {})


@pytest.mark.parametrize(
    ("move", "reason"),
    [
        (replace(LONGER, closes_at=REGISTRATION[1]), Reason.WINDOW_UNCHANGED),
        (replace(LONGER, opens_at=None, closes_at=None), Reason.WINDOW_WITHOUT_ENDS),
        (replace(LONGER, closes_at=at("11-12 09:00:00")), Reason.WINDOW_BACKWARDS),
        (replace(LONGER, closes_at=at("11-15 09:00:00")), Reason.WINDOW_IN_THE_PAST),
        (replace(LONGER, closes_at=at("11-21 09:00:00")), Reason.WINDOW_OUT_OF_ORDER),
        (replace(LONGER, why="  "), Reason.WINDOW_MOVED_WITHOUT_REASON),
    ],
)
async def test_what_makes_no_sense_is_refused_and_nothing_changes(house: TestHouse, move: Move, reason: Reason) -> None:
    refused = await deadlines(house).move(move, "staff:1")
    assert isinstance(refused, Refused)
    assert refused.reason is reason
    exam = await house.house.store.read(lambda tx: house.exams.get(tx, EXAM))
    assert not exam.moved
