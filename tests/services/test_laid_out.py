"""Favourites, filters, answers and a comparison, over log-in, other devices, restarts and newer tables."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from core.model.application import Status
from core.model.decisions import Refused
from core.model.eligibility import Verdict
from core.model.exam import WindowName
from core.model.reasons import Reason
from core.model.wishes import Facet
from core.packs import read_pack
from core.services.matching import Tab
from core.store.queries import chats
from core.store.queries.outbox import kinds_told
from core.store.tables.outbox import outbox
from tests.support.facts import at, exam
from tests.support.houses import TestHouse, house_on
from tests.support.packs import BUNDLED, bundled_pack

CODES = [position.code for position in bundled_pack().positions]
FIRST, SECOND, THIRD, FOURTH = CODES[:4]


@pytest_asyncio.fixture
async def anywhere(database_url: str) -> AsyncIterator[TestHouse]:
    """On each kind of database, for what is written in ways of their own."""
    async with house_on(database_url) as opened:
        await opened.exams.load(read_pack(BUNDLED))
        yield opened


@pytest_asyncio.fixture
async def house(sqlite_url: str) -> AsyncIterator[TestHouse]:
    async with house_on(sqlite_url) as opened:
        await opened.exams.load(read_pack(BUNDLED))
        yield opened


async def guest(house: TestHouse) -> int:
    """A chat that nobody has logged in at."""
    store, now = house.house.store, house.house.clock.now()
    return (await store.write(lambda tx: chats.add_chat(tx, "web", 999, "en", now))).id


async def log_in(house: TestHouse, chat_id: int, account_id: int | None) -> None:
    now = house.house.clock.now()
    await house.house.store.write(lambda tx: chats.bind(tx, chat_id, account_id, now))


async def new_table(house: TestHouse, *, without: str = "", changed: str = "") -> None:
    """A newer table that drops one position and changes another."""
    rows = [row for row in bundled_pack().positions if row.code != without]
    rows = [replace(row, headcount=row.headcount + 7, columns=_more(row.columns)) if row.code == changed else row for row in rows]
    await house.exams.import_table(exam().id, rows, "newer.xls")


def _more(columns: object) -> object:
    kind = type(columns)
    pairs = [(name, "99" if name == "录用人数" else value) for name, value in columns]  # type: ignore[attr-defined]
    return kind.of(pairs) if hasattr(kind, "of") else tuple(pairs)


async def letters(house: TestHouse) -> list[tuple[str, dict[str, str]]]:
    rows = await house.house.store.read(lambda tx: tx.execute(outbox.select().order_by(outbox.c.id)).all())
    return [(row.kind, row.about) for row in rows if "position" in row.kind or "favourites" in row.kind]


async def test_what_a_guest_marks_and_lays_out_goes_with_them_into_their_account_and_to_other_devices(anywhere: TestHouse) -> None:
    person, chat = (await anywhere.make(1, Status.FORM_COMPLETE))[0], await guest(anywhere)
    elsewhere, services = await anywhere.chat_of(person), anywhere.services
    await services.favourites.toggle(chat, FIRST)
    await services.filtering.toggle(chat, Facet.EDUCATION, "bachelor")
    await services.comparing.add(chat, FIRST)
    await log_in(anywhere, chat, person.account_id)
    assert await services.favourites.codes(chat) == [FIRST]
    await services.favourites.toggle(chat, SECOND)
    await services.comparing.add(chat, SECOND)
    assert await services.favourites.codes(elsewhere) == [FIRST, SECOND]
    assert await services.comparing.codes(elsewhere) == (FIRST, SECOND)
    assert (await services.filtering.facets(elsewhere)).wish.of(Facet.EDUCATION) == ("bachelor",)  # type: ignore[union-attr]
    await log_in(anywhere, chat, None)
    assert (await services.favourites.codes(chat), await services.comparing.codes(chat)) == ([], ())


async def test_marks_are_taken_away_by_the_same_press_and_have_an_end(house: TestHouse) -> None:
    chat, favourites = await guest(house), house.services.favourites
    for code in CODES[:50]:
        await favourites.toggle(chat, code)
    full = await favourites.toggle(chat, CODES[50])
    assert isinstance(full, Refused)
    assert full.reason is Reason.FAVOURITES_FULL
    await favourites.toggle(chat, FIRST)
    assert len(await favourites.codes(chat)) == 49
    assert isinstance(await favourites.toggle(chat, "nowhere"), Refused)


async def test_at_most_three_stand_side_by_side_and_a_withdrawn_one_stays_readable(house: TestHouse) -> None:
    chat, comparing = await house.chat_of((await house.make(1, Status.FORM_COMPLETE))[0]), house.services.comparing
    for code in (FIRST, SECOND, THIRD, FIRST):
        await comparing.add(chat, code)
    full = await comparing.add(chat, FOURTH)
    assert isinstance(full, Refused)
    assert full.reason is Reason.COMPARISON_FULL
    await new_table(house, without=SECOND)
    compared = await comparing.compared(chat)
    assert [one.position.code for one in compared] == [FIRST, SECOND, THIRD]
    assert [one.position.withdrawn_at is not None for one in compared] == [False, True, False]
    assert [one.judgement is None for one in compared] == [False, True, False]
    await comparing.remove(chat, SECOND)
    assert await comparing.codes(chat) == (FIRST, THIRD)


async def test_a_changed_table_is_told_once_to_each_who_chose_or_marked_a_position(anywhere: TestHouse) -> None:
    marker, chooser = (await anywhere.make(1, Status.FORM_COMPLETE))[0], (await anywhere.make(1, Status.FORM_COMPLETE))[0]
    marking, choosing, stranger = await anywhere.chat_of(marker), await anywhere.chat_of(chooser), await guest(anywhere)
    for chat in (marking, choosing, stranger):
        for code in (FIRST, SECOND, THIRD):
            await anywhere.services.favourites.toggle(chat, code)
    await anywhere.services.choosing.stash(choosing, FIRST)
    await new_table(anywhere, without=FIRST, changed=SECOND)
    told = await letters(anywhere)
    both = ", ".join(sorted((FIRST, SECOND)))
    assert sorted(kind for kind, _ in told) == ["favourites_changed", "favourites_changed", "position_withdrawn_too"]
    assert {about["codes"] for kind, about in told} == {both, SECOND}
    assert await anywhere.services.favourites.codes(marking) == [FIRST, SECOND, THIRD]


async def test_a_day_before_closing_those_who_marked_and_put_nothing_aside_are_told_once(anywhere: TestHouse) -> None:
    closes_at = exam().window(WindowName.REGISTRATION).closes_at
    assert closes_at is not None
    undecided, decided = await anywhere.make(2, Status.FORM_COMPLETE)
    await anywhere.make(1, Status.FORM_COMPLETE)
    for person in (undecided, decided):
        await anywhere.services.favourites.toggle(await anywhere.chat_of(person), FIRST)
    await anywhere.services.choosing.stash(await anywhere.chat_of(decided), SECOND)
    assert await anywhere.services.favourites.tell_of_closing() == 0
    anywhere.house.clock.set(at("11-18 12:00:00"))  # type: ignore[attr-defined]
    assert [await anywhere.services.favourites.tell_of_closing() for _ in range(2)] == [1, 0]
    kinds = await anywhere.house.store.read(lambda tx: kinds_told(tx, undecided.account_id))
    assert "favourites_closing" in kinds
    anywhere.house.clock.set(closes_at)  # type: ignore[attr-defined]
    assert await anywhere.services.favourites.tell_of_closing() == 0


async def test_filters_outlive_a_restart_and_a_table_without_their_values(sqlite_url: str) -> None:
    async with house_on(sqlite_url) as before:
        await before.exams.load(read_pack(BUNDLED))
        person = (await before.make(1, Status.FORM_COMPLETE))[0]
        chat = await before.chat_of(person)
        await before.services.filtering.toggle(chat, Facet.UNIT, bundled_pack().positions[0].unit)
        await before.services.matching.answer(chat, "fresh_graduate", "no")
    async with house_on(sqlite_url) as after:
        seen = await after.services.matching.overview(chat, Tab.ALL, 0)
        assert seen is not None
        assert {one.position.unit for one in seen.listed} == {bundled_pack().positions[0].unit}
        assert seen.question is None or seen.question.field != "fresh_graduate"
        others = [row for row in bundled_pack().positions if row.unit != bundled_pack().positions[0].unit]
        await after.exams.import_table(exam().id, others, "newer.xls")
        assert (await after.services.matching.overview(chat, Tab.ALL, 0)).listed == ()  # type: ignore[union-attr]
        options = await after.services.filtering.options(chat, Facet.UNIT, 0)
        assert options is not None
        assert [(one.value, one.count) for one in options.options if one.is_chosen] == [(bundled_pack().positions[0].unit, 0)]
        await after.services.filtering.clear(chat)
        assert (await after.services.filtering.facets(chat)).found == len(others)  # type: ignore[union-attr]


async def test_numbers_of_lists_and_values_agree_with_what_they_lead_to(house: TestHouse) -> None:
    chat, services = await house.chat_of((await house.make(1, Status.FORM_COMPLETE))[0]), house.services
    seen = await services.matching.overview(chat, None, 0)
    assert seen is not None
    assert seen.counts[Tab.ALL] == len(CODES)
    assert sum(count for _, count in seen.tallies[Facet.DISTRICT]) == seen.counts[seen.tab]
    options = await services.filtering.options(chat, Facet.DISTRICT, 0)
    assert options is not None
    for option in options.options[:3]:
        await services.filtering.toggle(chat, Facet.DISTRICT, option.value)
        left = await services.filtering.facets(chat)
        assert left is not None
        assert left.found == option.count
        assert (left.fits or 0) + (left.ask or 0) <= left.found
        await services.filtering.toggle(chat, Facet.DISTRICT, option.value)


async def test_answers_count_on_single_positions_too_and_guests_have_the_whole_table(house: TestHouse) -> None:
    chat, services = await house.chat_of((await house.make(1, Status.FORM_COMPLETE))[0]), house.services
    question = await services.matching.question(chat)
    assert question is not None
    before = [await services.matching.look(chat, code) for code in CODES]
    await services.matching.answer(
        chat, question.field, {"fresh_graduate": "no", "grassroots_years": "0"}.get(question.field, "none")
    )
    after = [await services.matching.look(chat, code) for code in CODES]
    asking = [sum(one is not None and one.overall is Verdict.ASK for one in found) for found in (before, after)]
    assert asking[1] < asking[0]
    await services.matching.forget_answers(chat)
    assert [await services.matching.look(chat, code) for code in CODES] == before
    seen = await services.matching.overview(await guest(house), Tab.FITS, 0)
    assert seen is not None
    assert (seen.is_known, seen.tab, set(seen.counts)) == (False, Tab.ALL, {Tab.ALL})


@pytest.mark.parametrize("field", ["name", "", "certificates; drop"])
async def test_an_answer_nobody_asked_for_changes_nothing(house: TestHouse, field: str) -> None:
    chat = await guest(house)
    await house.services.matching.answer(chat, field, "x")
    assert (await house.services.filtering.facets(chat)).wish.as_json() == {"chosen": {}, "words": []}  # type: ignore[union-attr]
