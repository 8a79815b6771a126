"""Reminders from the rule to the chat: planned once, checked again, moved with the deadline, and buttons that work."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.ticks import tick_once
from core.model.application import Status
from core.model.decisions import Refused
from core.model.exam import Exam, WindowName
from core.packs import PackReading, read_pack
from core.services.made_up import MadeUp
from core.services.reminders import Again
from core.store.queries import applications, chats
from core.store.queries.outbox import tell
from core.store.tables.chats import chat
from core.store.tables.outbox import outbox
from tests.support.clock import FixedClock
from tests.support.facts import at, exam
from tests.support.houses import TestHouse, house_on
from tests.support.packs import BUNDLED

LAST_DAY, LAST_HOUR = at("11-18 09:00:00"), at("11-18 15:00:00")


async def people(house: TestHouse, *statuses: Status) -> list[MadeUp]:
    await house.exams.load(read_pack(BUNDLED))
    return [(await house.make(1, status))[0] for status in statuses]


async def reminded(house: TestHouse, clock: FixedClock, now: datetime) -> None:
    """Plan and send at ``now``, with every page open."""
    clock.set(now)
    await house.house.store.write(lambda tx: tx.execute(chat.update().values(seen_at=now)))
    await house.services.reminders.planning.plan(now)
    await house.house.push.drain()


async def letters(house: TestHouse) -> list[Any]:
    query = sa.select(outbox).where(outbox.c.kind.in_(("reminder", "window_moved"))).order_by(outbox.c.id)
    return list(await house.house.store.read(lambda tx: tx.execute(query).all()))


async def said(house: TestHouse, person: MadeUp) -> list[dict[str, Any]]:
    messages = await house.house.web_chats.messages(person.chat_id)
    return [one for one in messages if "remind:go" in str(one.get("reply_markup"))]


def moved(closes_at: datetime) -> Exam:
    window = exam().window(WindowName.REGISTRATION)
    return replace(exam(), windows={**exam().windows, WindowName.REGISTRATION: replace(window, closes_at=closes_at)})


async def test_each_in_the_status_is_planned_once_and_nobody_else(database_url: str, clock: FixedClock) -> None:
    async with house_on(database_url, clock) as house:
        stashed, confirmed = await people(house, Status.STASHED, Status.CONFIRMED)
        for _ in range(3):
            await reminded(house, clock, LAST_DAY)
        assert [(one.account_id, one.rule, one.outcome) for one in await letters(house)] == [
            (stashed.account_id, "unconfirmed-last-day", "sent")
        ]
        assert [len(await said(house, person)) for person in (stashed, confirmed)] == [1, 0]


async def test_who_confirms_between_planning_and_sending_hears_nothing(database_url: str, clock: FixedClock) -> None:
    async with house_on(database_url, clock) as house:
        [person] = await people(house, Status.STASHED)
        clock.set(LAST_DAY)
        await house.services.reminders.planning.plan(LAST_DAY)
        assert person.application_id is not None
        await house.house.store.write(lambda tx: applications.save(tx, person.application_id, confirmed_at=LAST_DAY))
        await house.house.push.drain()
        assert [one.outcome for one in await letters(house)] == ["not_due"]
        assert not await said(house, person)


async def test_a_moved_deadline_replaces_what_waits_and_is_told_once(database_url: str, clock: FixedClock) -> None:
    async with house_on(database_url, clock) as house:
        await people(house, Status.STASHED, Status.CONFIRMED)
        clock.set(LAST_DAY)
        await house.services.reminders.planning.plan(LAST_DAY)
        later = exam().window(WindowName.REGISTRATION).closes_at + timedelta(days=1)  # type: ignore[operator]
        await house.exams.load(PackReading(moved(later), read_pack(BUNDLED).positions, ()))
        for hour in (0, 1):
            await reminded(house, clock, LAST_DAY + timedelta(hours=hour))
        found = [(one.kind, one.rule, one.outcome) for one in await letters(house)]
        assert found.count(("reminder", "unconfirmed-last-day", "replaced")) == 1
        assert [kind for kind, *_ in found].count("window_moved") == 1, "who has confirmed isn't concerned"
        await reminded(house, clock, LAST_DAY + timedelta(days=1))
        assert [one.outcome for one in await letters(house) if one.rule == "unconfirmed-last-day"] == ["replaced", "sent"]


async def test_going_back_to_the_first_deadline_revives_what_was_replaced(sqlite_url: str, clock: FixedClock) -> None:
    async with house_on(sqlite_url, clock) as house:
        [person] = await people(house, Status.STASHED)
        clock.set(LAST_DAY)
        await house.services.reminders.planning.plan(LAST_DAY)
        first = exam().window(WindowName.REGISTRATION).closes_at
        assert first is not None
        for closes_at in (first + timedelta(days=1), first):
            await house.exams.load(PackReading(moved(closes_at), read_pack(BUNDLED).positions, ()))
            await house.services.reminders.planning.plan(LAST_DAY)
        await house.house.push.drain()
        waiting = [one.kind for one in await letters(house) if one.outcome != "replaced"]
        assert waiting == ["reminder", "window_moved"]
        assert len(await said(house, person)) == len(waiting)


@pytest.mark.parametrize(("now", "count"), [(at("11-16 16:00:00"), 0), (LAST_DAY, 1)])
async def test_switched_off_only_the_last_days_warning_comes(sqlite_url: str, clock: FixedClock, now: datetime, count: int) -> None:
    async with house_on(sqlite_url, clock) as house:
        [person] = await people(house, Status.STASHED)
        await house.services.reminders.wishing.mute(await house.chat_id(person), muted=True)
        await reminded(house, clock, now)
        assert len(await said(house, person)) == count


async def test_own_quiet_hours_put_a_reminder_off_until_they_end(sqlite_url: str, clock: FixedClock) -> None:
    async with house_on(sqlite_url, clock) as house:
        [person] = await people(house, Status.CONFIRMED)
        await house.services.reminders.wishing.keep_quiet(await house.chat_id(person), "day")
        await reminded(house, clock, at("11-19 09:00:00"))
        assert not await said(house, person)
        await reminded(house, clock, at("11-19 12:00:00"))
        assert len(await said(house, person)) == 1


async def test_once_more_in_two_hours_comes_once_and_only_while_it_helps(sqlite_url: str, clock: FixedClock) -> None:
    async with house_on(sqlite_url, clock) as house:
        [person] = await people(house, Status.STASHED)
        await reminded(house, clock, LAST_DAY)
        [letter] = await letters(house)
        chat_id = await house.chat_id(person)
        answers = [await house.services.reminders.telling.again(chat_id, letter.id) for _ in range(3)]
        assert answers == [Again(LAST_DAY + timedelta(hours=2))] * 3
        await reminded(house, clock, LAST_DAY + timedelta(hours=2))
        assert len(await said(house, person)) == 2
        clock.set(LAST_HOUR)
        assert isinstance(await house.services.reminders.telling.again(chat_id, letter.id), Refused)


async def test_somebody_elses_reminder_cannot_be_pressed(sqlite_url: str, clock: FixedClock) -> None:
    async with house_on(sqlite_url, clock) as house:
        _, other = await people(house, Status.STASHED, Status.NONE)
        await reminded(house, clock, LAST_DAY)
        letter = next(one for one in await letters(house) if one.rule == "unconfirmed-last-day")
        chat_id = await house.chat_id(other)
        assert await house.services.reminders.telling.again(chat_id, letter.id) is None
        assert await house.services.reminders.telling.target(chat_id, letter.id) is None


WORDS = {"zh_CN": "还没有确认", "zh_TW": "還沒有確認", "en": "isn't confirmed"}


@pytest.mark.parametrize("locale", WORDS)
async def test_the_demos_tick_tells_it_in_the_readers_language(sqlite_url: str, clock: FixedClock, locale: str) -> None:
    async with house_on(sqlite_url, clock) as house:
        [person] = await people(house, Status.STASHED)
        await house.speak(person.chat_id, locale)
        clock.set(LAST_HOUR)
        await tick_once(house.house)
        [message] = await said(house, person)
        assert WORDS[locale] in message["text"]
        assert "16:00" in message["text"]
        assert all("{" not in button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row)


async def test_the_button_opens_the_step_however_often_it_is_pressed(sqlite_url: str, clock: FixedClock) -> None:
    async with house_on(sqlite_url, clock) as house:
        [person] = await people(house, Status.STASHED)
        await house.dispatcher.emit_startup()
        await reminded(house, clock, LAST_DAY)
        [message] = await said(house, person)
        button = message["reply_markup"]["inline_keyboard"][0][0]
        for _ in range(2):
            await house.house.web.press(person.chat_id, message["message_id"], button["callback_data"])
        newest = (await house.house.web_chats.messages(person.chat_id))[-1]
        assert "99000" in newest["text"], "the read-back stands last"
        application = await house.house.store.read(lambda tx: applications.get_application(tx, person.application_id or 0))
        assert application is not None
        assert application.confirmed_at is None


async def test_whom_the_bank_refused_hears_before_help_closes_and_nobody_else(database_url: str, clock: FixedClock) -> None:
    async with house_on(database_url, clock) as house:
        [other] = await people(house, Status.NONE)
        opened = await house.house.web_chats.open(None, "zh_CN")
        refused = await house.house.store.read(lambda tx: chats.find_chat(tx, "web", opened.native_id))
        assert refused is not None
        await house.house.store.write(
            lambda tx: tell(tx, dedupe_key="no", kind="bank_refused", now=clock.now(), chat_id=refused.id)
        )
        await house.house.push.drain()
        for _ in range(2):
            await reminded(house, clock, at("11-16 18:00:00"))
        rules = [(one.rule, one.chat_id, one.outcome) for one in await letters(house) if one.rule == "help-closing"]
        assert rules == [("help-closing", refused.id, "sent")]
        assert {one.rule for one in await letters(house) if one.account_id == other.account_id} == {"form-missing"}


async def test_chosen_channels_narrow_all_but_the_last_days_warnings(sqlite_url: str, clock: FixedClock) -> None:
    async with house_on(sqlite_url, clock) as house:
        [person] = await people(house, Status.STASHED)
        wishing, chat_id = house.services.reminders.wishing, await house.chat_id(person)
        for channel in ("web", "sms"):
            await wishing.use_channel(chat_id, channel, wanted=False)
        for now in (at("11-16 16:00:00"), LAST_DAY):
            await reminded(house, clock, now)
        assert [(one.rule, one.about.get("channels")) for one in await letters(house)] == [
            ("unconfirmed", "telegram"),
            ("unconfirmed-last-day", None),
        ]
        assert len(await said(house, person)) == 1
