"""A letter that matters finds its reader: the chat that was heard last, the next one, the phone; else people are told to call."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest_asyncio
import sqlalchemy as sa

from bot.channels.telegram import telegram_bot
from core.model.application import Status
from core.services.letters.calling import CallList
from core.store.engine import Tx
from core.store.queries import chats, outbox, outbox_claims
from core.store.queries.outbox import Letter, Terms
from core.store.tables.outbox import letter_try
from core.store.tables.outbox import outbox as letters
from tests.channels.stages import hang_up
from tests.support.bot_api import TOKEN, BotApi
from tests.support.bot_api.faults import Break
from tests.support.clock import FixedClock
from tests.support.facts import exam
from tests.support.houses import TestHouse, house_on
from tests.support.packs import bundled_pack

TELEGRAM = 7001
REFUNDED = "The money was sent back to you."


@dataclass
class World:
    """A candidate with a web chat (left alone for a day) and a chat in Telegram."""

    house: TestHouse
    api: BotApi
    clock: FixedClock
    account_id: int
    web: int
    texts: list[str]

    async def tell(self, key: str = "k", **terms: object) -> None:
        now = self.clock.now()
        chosen = Terms(cascade=True, **terms)  # type: ignore[arg-type]
        await self.house.house.store.write(
            lambda tx: outbox.tell(tx, dedupe_key=key, kind="payment_refunded", now=now, account_id=self.account_id, terms=chosen)
        )
        await self.house.house.push.drain()

    async def later(self, **by: float) -> None:
        self.clock.forward(**by)
        await self.house.house.push.drain()

    def heard_on_telegram(self) -> int:
        return sum(REFUNDED in message.get("text", "") for message in self.api.screen(TELEGRAM))

    async def heard_on_the_page(self) -> int:
        messages = await self.house.house.web_chats.messages(self.web)
        return sum(message.get("text") == REFUNDED for message in messages)

    async def tries(self) -> list[tuple[str, str]]:
        def look(tx: Tx) -> list[tuple[str, str]]:
            rows = tx.execute(letter_try.select().order_by(letter_try.c.id))
            return [(row.channel, row.outcome) for row in rows]

        return await self.house.house.store.read(look)

    async def outcome(self) -> str | None:
        def look(tx: Tx) -> str | None:
            return tx.execute(letters.select().order_by(letters.c.id.desc())).first().outcome  # type: ignore[union-attr]

        return await self.house.house.store.read(look)

    async def unreachable(self) -> bool:
        chat = await self.house.house.store.read(lambda tx: chats.find_chat(tx, "telegram", TELEGRAM))
        assert chat
        return chat.unreachable_at is not None


class Phone:
    """Takes short messages."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> None:
        self.texts.append(text)


@asynccontextmanager
async def _world(url: str, clock: FixedClock, **settings: object) -> AsyncIterator[World]:
    async with BotApi(clock) as api:
        bot = telegram_bot(TOKEN, api.base_url)
        async with house_on(url, clock, bot, telegram_chat_per_second=1000.0, **settings) as house:
            await house.exams.load(bundled_pack())
            person = (await house.make(1, Status.CONFIRMED))[0]
            await house.speak(person.chat_id, "en")
            clock.forward(days=1)
            met = await house.services.chats.meet("telegram", TELEGRAM, "en")
            await house.house.store.write(lambda tx: chats.bind(tx, met.chat.id, person.account_id, clock.now()))
            api.person(TELEGRAM)
            await house.house.push.drain()
            texts: list[str] = []
            house.house.letters._sms = Phone(texts)
            yield World(house, api, clock, person.account_id, person.chat_id, texts)
        await hang_up(bot)


@pytest_asyncio.fixture
async def world(sqlite_url: str, clock: FixedClock) -> AsyncIterator[World]:
    async with _world(sqlite_url, clock) as made:
        yield made


async def test_the_chat_that_was_heard_last_is_told_and_no_other(world: World) -> None:
    await world.tell()
    assert world.heard_on_telegram() == 1
    assert await world.heard_on_the_page() == 0
    assert (await world.tries(), await world.outcome()) == ([("telegram", "sent")], "sent")


async def test_who_has_the_page_open_is_told_there(world: World) -> None:
    world.clock.forward(minutes=1)
    await world.house.house.web_chats.seen(world.web)
    await world.tell()
    assert (world.heard_on_telegram(), await world.heard_on_the_page()) == (0, 1)


async def test_where_the_bot_is_blocked_the_page_gets_it_and_the_phone_is_told(world: World) -> None:
    world.api.person(TELEGRAM, has_blocked=True)
    await world.tell()
    assert await world.heard_on_the_page() == 1
    assert await world.tries() == [("telegram", "blocked"), ("web", "left"), ("sms", "sent")]
    assert "Please look into your chat" in world.texts[0]
    assert await world.unreachable()


async def test_a_chat_that_speaks_again_is_told_again(world: World) -> None:
    world.api.person(TELEGRAM, has_blocked=True)
    await world.tell()
    world.api.person(TELEGRAM, has_blocked=False)
    await world.house.services.chats.meet("telegram", TELEGRAM, "en")
    assert not await world.unreachable()
    await world.tell("again")
    assert world.heard_on_telegram() == 1


async def test_whom_nothing_reaches_people_call(database_url: str, clock: FixedClock) -> None:
    async with _world(database_url, clock, sms_letters_a_day=0) as world:
        world.api.faults.refuse("sendMessage", 400, "Bad Request: chat not found")
        await world.tell()
        assert await world.outcome() == "unreached"
        assert await world.tries() == [("telegram", "blocked"), ("web", "left")]


async def test_short_messages_cost_no_more_than_is_allowed(database_url: str, clock: FixedClock) -> None:
    async with _world(database_url, clock, sms_letters_a_day=2) as world:
        world.api.person(TELEGRAM, has_blocked=True)
        for number in range(4):
            await world.tell(str(number))
        assert len(world.texts) == 2
        world.clock.forward(days=1, minutes=1)
        await world.tell("next day")
        assert len(world.texts) == 3


async def test_what_comes_too_late_is_not_told(world: World) -> None:
    await world.tell(useful_until=world.clock.now())
    assert (world.heard_on_telegram(), await world.tries(), await world.outcome()) == (0, [], "too_late")


async def test_an_answer_that_never_arrives_is_unknown_and_it_is_told_again(world: World) -> None:
    world.api.faults.drop("sendMessage", Break.AFTER)
    await world.tell()
    await world.later(minutes=1)
    assert world.heard_on_telegram() == 2
    assert (await world.tries(), await world.outcome()) == ([("telegram", "unknown"), ("telegram", "sent")], "sent")


async def test_a_long_pause_postpones_the_letter(world: World) -> None:
    world.api.faults.ban("sendMessage", 90)
    await world.tell(lane="bulk")
    assert (await world.tries(), await world.outcome()) == ([("telegram", "held")], None)


async def test_a_letter_without_a_reason_is_not_told(world: World) -> None:
    class Nobody:
        async def still_due(self, letter: Letter) -> bool:
            return False

        async def quiet_until(self, letter: Letter) -> None:
            raise AssertionError

    world.house.house.push._reminding = Nobody()
    await world.tell(rule="confirm")
    assert (world.heard_on_telegram(), await world.outcome()) == (0, "not_due")


async def test_a_reminder_waits_for_the_morning(world: World) -> None:
    class Asleep:
        async def still_due(self, letter: Letter) -> bool:
            return True

        async def quiet_until(self, letter: Letter) -> datetime | None:
            return None if world.clock.now() >= morning else morning

    morning = world.clock.now() + timedelta(hours=8)
    world.house.house.push._reminding = Asleep()
    await world.tell(rule="confirm")
    assert (world.heard_on_telegram(), await world.tries(), await world.outcome()) == (0, [], None)
    await world.later(hours=8)
    assert world.heard_on_telegram() == 1


async def test_a_try_that_died_is_told_again_and_the_books_say_unknown(world: World) -> None:
    store, now = world.house.house.store, world.clock.now()

    def die(tx: Tx) -> None:
        outbox.tell(tx, dedupe_key="d", kind="payment_refunded", now=now, account_id=world.account_id, terms=Terms(cascade=True))
        claimed = outbox_claims.claim(tx, now=now, lease=timedelta(minutes=4), limit=1)
        chat = chats.find_chat(tx, "telegram", TELEGRAM)
        assert chat
        outbox_claims.begin_tries(tx, [outbox_claims.BegunTry(claimed[0].id, "telegram", chat.id, now, claimed[0].tries)])

    await store.write(die)
    await world.later(minutes=5)
    assert world.heard_on_telegram() == 1
    assert await world.tries() == [("telegram", "unknown"), ("telegram", "sent")]


async def test_a_letter_to_everybody_is_told_in_each_chat_once(world: World) -> None:
    now = world.clock.now()
    world.api.faults.drop("sendMessage", Break.BEFORE)
    await world.house.house.store.write(
        lambda tx: outbox.tell(tx, dedupe_key="all", kind="payment_refunded", now=now, account_id=world.account_id)
    )
    await world.house.house.push.drain()
    await world.later(minutes=1)
    await asyncio.sleep(0)
    assert (world.heard_on_telegram(), await world.heard_on_the_page()) == (1, 1)
    assert await world.outcome() == "sent"


async def test_telegram_says_who_has_blocked_the_bot(world: World) -> None:
    for status, unreachable in (("kicked", True), ("member", False)):
        update = {"update_id": 1, "my_chat_member": membership(status)}
        await world.house.dispatcher.feed_raw_update(world.house.house.bots["telegram"], update)
        assert await world.unreachable() is unreachable


def membership(status: str) -> dict[str, object]:
    user, bot = ({"id": number, "is_bot": number == 42, "first_name": "x"} for number in (TELEGRAM, 42))
    until = {"until_date": 0} if status == "kicked" else {}
    chat = {"id": TELEGRAM, "type": "private", "first_name": "x"}
    old, new = {"status": "member", "user": bot}, {"status": status, "user": bot} | until
    return {"chat": chat, "from": user, "date": 1, "old_chat_member": old, "new_chat_member": new}


async def test_the_office_reads_whom_to_call(database_url: str, clock: FixedClock) -> None:
    async with _world(database_url, clock, sms_letters_a_day=0) as world:
        world.api.person(TELEGRAM, has_blocked=True)
        await world.tell()
        house = world.house.house
        calls = CallList(house.store, clock, house.vault, house.exams)
        hidden, shown = [await calls.of_exam(exam().id, reveals=reveals, actor="operator") for reveals in (False, True)]
        assert [("*" in one.phone, "*" in one.name) for one in (*hidden, *shown)] == [(True, True), (False, False)]
        seen = sa.text("select actor from audit where what = 'phone_shown'")
        assert await house.store.read(lambda tx: tx.execute(seen).scalars().all()) == ["operator"]
