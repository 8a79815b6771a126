"""Loading packs: whole or not at all, version by version."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.errors import NotFound
from core.model.exam import Cells, Exam, Position, WindowName
from core.packs import PackReading
from core.services.exams import Exams, LoadOutcome, packed, unpacked
from core.store.engine import Store
from core.store.queries import audit
from core.store.queries import exams as queries
from core.store.tables.accounts import account
from core.store.tables.applications import application
from tests.support.clock import FixedClock
from tests.support.packs import bundled_pack, tiny_pack


@pytest.fixture
def exams(store: Store, clock: FixedClock) -> Exams:
    return Exams(store, clock)


def with_positions(*positions: Position) -> PackReading:
    return replace(tiny_pack(), positions=positions)


def extended(reading: PackReading, days: int) -> PackReading:
    exam = reading.exam
    registration = exam.window(WindowName.REGISTRATION)
    later = replace(registration, closes_at=registration.closes_at + timedelta(days=days))
    return replace(reading, exam=replace(exam, windows={**exam.windows, WindowName.REGISTRATION: later}))


@pytest.mark.parametrize("reading", [bundled_pack(), tiny_pack()], ids=["bundled", "tiny"])
def test_an_exam_comes_back_from_the_store_as_it_was_read(reading: PackReading) -> None:
    assert unpacked(packed(reading.exam)) == reading.exam


async def test_a_loaded_exam_can_be_had_with_its_positions(store: Store, exams: Exams) -> None:
    report = await exams.load(bundled_pack())
    exam = await store.read(lambda tx: exams.get(tx, "shenzhen-2021"))
    page = await store.read(lambda tx: queries.positions_page(tx, "shenzhen-2021", 2, 3))
    assert (report.outcome, report.version, exam) == (LoadOutcome.LOADED, 1, bundled_pack().exam)
    assert tuple(page) == bundled_pack().positions[2:5]


async def test_the_same_pack_again_makes_no_new_version(store: Store, exams: Exams) -> None:
    await exams.load(tiny_pack())
    report = await exams.load(tiny_pack())
    rows = await store.read(lambda tx: audit.history(tx, "exam", "xinjiang-2022"))
    assert (report.outcome, report.version, len(rows)) == (LoadOutcome.UNCHANGED, 1, 1)


async def test_a_pack_with_mistakes_changes_nothing(store: Store, exams: Exams) -> None:
    await exams.load(tiny_pack())
    report = await exams.load(PackReading(None, (), bundled_pack().mistakes))
    assert report.outcome is LoadOutcome.REFUSED
    assert await store.read(lambda tx: queries.version_number(tx, "xinjiang-2022")) == 1


async def test_an_unknown_exam_is_not_found(store: Store, exams: Exams) -> None:
    with pytest.raises(NotFound):
        await store.read(lambda tx: exams.get(tx, "nowhere"))


async def test_loaded_exams_are_listed_by_the_opening_of_their_registration(store: Store, exams: Exams) -> None:
    await exams.load(tiny_pack())
    await exams.load(bundled_pack())
    current = await store.read(exams.current)
    assert [exam.id for exam in current] == ["shenzhen-2021", "xinjiang-2022"]


async def test_a_new_version_tells_field_by_field_what_changed(store: Store, exams: Exams) -> None:
    await exams.load(tiny_pack())
    report = await exams.load(extended(tiny_pack(), days=2))
    version = await store.read(lambda tx: queries.get_version(tx, "xinjiang-2022", 2))
    assert [change.key for change in report.changes.exam] == ["windows.registration.closes_at"]
    assert version.changes["exam"] == [change.as_json() for change in report.changes.exam]


async def test_what_was_cached_gives_way_to_a_new_version(store: Store, exams: Exams) -> None:
    await exams.load(tiny_pack())
    await store.read(lambda tx: exams.get(tx, "xinjiang-2022"))
    await exams.load(extended(tiny_pack(), days=2))
    exam: Exam = await store.read(lambda tx: exams.get(tx, "xinjiang-2022"))
    assert exam == extended(tiny_pack(), days=2).exam


async def test_a_position_that_is_gone_stays_readable_and_may_come_back(store: Store, exams: Exams, clock: FixedClock) -> None:
    first, *others = tiny_pack().positions
    await exams.load(tiny_pack())
    await exams.load(with_positions(*others))
    gone = await store.read(lambda tx: queries.get_position(tx, "xinjiang-2022", first.code))
    codes = await store.read(lambda tx: queries.position_codes(tx, "xinjiang-2022"))
    report = await exams.load(tiny_pack())
    back = await store.read(lambda tx: queries.get_position(tx, "xinjiang-2022", first.code))
    assert gone == replace(first, withdrawn_at=clock.now())
    assert first.code not in codes
    assert (report.changes.reinstated, back) == ((first.code,), first)


async def test_a_changed_position_is_updated_and_told_by_column(store: Store, exams: Exams) -> None:
    first, *others = tiny_pack().positions
    more = replace(first, headcount=5, columns=Cells.of((name, "5" if name == "人数" else value) for name, value in first.columns))
    await exams.load(tiny_pack())
    report = await exams.load(with_positions(more, *others))
    found = await store.read(lambda tx: queries.get_position(tx, "xinjiang-2022", first.code))
    assert found == more
    assert [change.as_json() for change in report.changes.changed] == [
        {"code": "XJ-0001", "column": "人数", "before": "2", "after": "5"}
    ]


async def test_a_new_version_of_a_running_exam_keeps_its_applications(store: Store, exams: Exams, clock: FixedClock) -> None:
    await exams.load(tiny_pack())
    before = await store.write(lambda tx: _stash(tx, "XJ-0001", clock))
    await exams.load(with_positions(*tiny_pack().positions[1:]))
    after = await store.read(lambda tx: tx.execute(sa.select(application)).one())
    assert after == before


async def test_loading_at_the_same_time_makes_one_version(store: Store, clock: FixedClock) -> None:
    reports = await asyncio.gather(*(Exams(store, clock).load(bundled_pack()) for _ in range(4)))
    assert sorted(report.outcome for report in reports) == ["loaded", "unchanged", "unchanged", "unchanged"]
    assert {report.version for report in reports} == {1}


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("99000011041003", "99000011041002"),
        ("99000011014001", "99000011041001"),
        ("9900011041001", "99000011041001"),
        ("990000110", "99000011041001"),
    ],
    ids=["slip", "swapped", "one digit short", "a beginning"],
)
async def test_the_nearest_codes_are_offered_for_an_unknown_one(
    sqlite_store: Store, clock: FixedClock, typed: str, near: str
) -> None:
    await Exams(sqlite_store, clock).load(bundled_pack())
    codes = await sqlite_store.read(lambda tx: queries.nearest_codes(tx, "shenzhen-2021", typed))
    assert near in codes
    assert len(codes) <= 3


async def test_nothing_is_offered_where_nothing_is_near(sqlite_store: Store, clock: FixedClock) -> None:
    await Exams(sqlite_store, clock).load(bundled_pack())
    assert await sqlite_store.read(lambda tx: queries.nearest_codes(tx, "shenzhen-2021", "12345678")) == []


def _stash(tx: sa.Connection, code: str, clock: FixedClock) -> sa.Row[tuple[object, ...]]:
    texts = (
        "username",
        "username_key",
        "password_hash",
        "name",
        "document_type",
        "document_index",
        "gender",
        "phone_index",
        "bank",
    )
    sealed = {"document_sealed": b"x", "phone_sealed": b"x", "card_last4": "0000", "birth_on": date(1996, 3, 4)}
    instants = {"verified_at": clock.now(), "created_at": clock.now()}
    tx.execute(account.insert().values(id=1, **dict.fromkeys(texts, "x"), **sealed, **instants))
    values = {"account_id": 1, "exam": "xinjiang-2022", "created_at": clock.now(), "accepted": {}, "form": {}}
    tx.execute(application.insert().values(**values, position_code=code, stashed_at=clock.now()))
    return tx.execute(sa.select(application)).one()
