"""A change, and a dead phone's replacement, that the bank answers later: the old value stays until then, and the result is told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.model.account import Change, PagePurpose
from core.rules.identity.waiting import KEPT_FOR
from core.services.accounts import Outcome, PageDone, Proved, TypedChange, TypedPassword, TypedPhone
from core.services.accounts.maintaining import _PURPOSES
from core.store.queries.applications import begin_application, save
from core.store.queries.recoveries import Wanted, get_recovery
from core.store.tables.accounts import bank_wait
from tests.support.accounts import ANSWERS, CARD, NEW_PASSWORD, PASSWORD, PHONE, House, Person, resident
from tests.support.facts import exam

ME = Person()
NEW_PHONE = "13900000000"
NAME = TypedChange(Change.NAME, PASSWORD, "CCB", CARD, name="张三丰")
NUMBER = TypedChange(Change.PHONE, PASSWORD, "CCB", CARD, phone=NEW_PHONE)
OTHER_CARD = TypedChange(Change.CARD, PASSWORD, "CCB", "6217000010000055551")
DEAD = TypedPhone(ME.name, "resident_id", ME.document_number, "CCB", CARD, NEW_PHONE)


async def owner(house: House) -> int:
    chat_id = await house.chat()
    await house.register(chat_id, ME)
    return chat_id


async def wish(house: House, chat_id: int, typed: TypedChange) -> None:
    house.bank.answer_next("unreachable")
    page = await house.page(chat_id, _PURPOSES[typed.change])
    assert await house.accounts.maintaining.change(page, typed) == PageDone(chat_id, Outcome.WAITING)


async def lost(house: House, typed: TypedPhone = DEAD) -> int:
    """Somebody's recovery whose phone is dead and whose bank doesn't answer."""
    owner_chat = await owner(house)
    await house.set_questions(owner_chat)
    house.clock.forward(minutes=5)
    chat_id = await house.chat(2)
    await house.begin_reset(chat_id, ME.username)
    house.bank.answer_next("unreachable")
    page = await house.page(chat_id, PagePurpose.REPLACE_PHONE)
    assert await house.accounts.replacing_phone.replace(page, typed) == PageDone(chat_id, Outcome.WAITING)
    return chat_id


async def later(house: House, told: str | None = None, minutes: int = 1) -> int:
    house.bank.forget()
    if told:
        house.bank.answer_next(told)
    house.clock.forward(minutes=minutes)
    return await house.accounts.ask_bank_again()


async def news(house: House) -> list[tuple[str, int | None]]:
    """What was told since the questions were set."""
    return [letter for letter in await house.letters() if letter[0] != "questions_changed"]


async def account(house: House) -> tuple[str, str, str]:
    kept = await house.accounts.account(1)
    return kept.identity.name, kept.phone, kept.card_last4


async def kept(house: House) -> list[sa.Row]:
    return list(await house.store.read(lambda tx: tx.execute(sa.select(bank_wait)).all()))


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        (NAME, ("张三丰", PHONE, "1234")),
        (NUMBER, ("张三", NEW_PHONE, "1234")),
        (OTHER_CARD, ("张三", PHONE, "5551")),
    ],
)
async def test_a_later_yes_makes_the_change_and_tells_it(house: House, typed: TypedChange, becomes: tuple[str, str, str]):
    chat_id = await owner(house)
    await wish(house, chat_id, typed)
    waiting = await house.accounts.maintaining.waiting(chat_id)
    assert waiting is not None
    assert (waiting.change, waiting.until) == (typed.change, house.clock.now() + KEPT_FOR)
    assert await account(house) == ("张三", PHONE, "1234")
    assert await later(house) == 1
    assert await account(house) == becomes
    assert await house.letters() == [(f"{typed.change.value}_changed", chat_id)]
    assert await kept(house) == []


@pytest.mark.parametrize(("told", "letter"), [("name_differs", "bank_refused"), ("card_invalid", "change_card_refused")])
async def test_a_later_no_changes_nothing_and_leads_on(house: House, told: str, letter: str):
    chat_id = await owner(house)
    await wish(house, chat_id, NAME)
    assert await later(house, told) == 1
    assert await house.letters() == [(letter, chat_id)]
    assert await account(house) == ("张三", PHONE, "1234")


async def test_after_the_named_time_a_change_is_forgotten_and_that_is_told(house: House):
    chat_id = await owner(house)
    await wish(house, chat_id, NAME)
    for _ in range(12):
        await later(house, "unreachable", minutes=15)
    assert await kept(house) == []
    assert await house.letters() == [("change_gave_up", chat_id)]


async def test_a_change_waits_sealed(house: House):
    await wish(house, await owner(house), NUMBER)
    (row,) = await kept(house)
    assert all(secret.encode() not in row.question_sealed for secret in (CARD, NEW_PHONE, resident()))
    assert CARD not in str(row)


async def test_who_confirmed_a_position_meanwhile_keeps_the_old_data(house: House):
    chat_id = await owner(house)
    await wish(house, chat_id, NAME)
    now = house.clock.now()
    begun = await house.store.write(lambda tx: begin_application(tx, 1, exam().id, now))
    await house.store.write(lambda tx: save(tx, begun.id, confirmed_at=now, payment="awaiting_payment", payment_at=now))
    await later(house)
    assert await account(house) == ("张三", PHONE, "1234")
    assert await house.letters() == [("change_too_late", chat_id)]


async def test_a_slower_change_never_takes_a_quicker_one_back(house: House):
    chat_id = await owner(house)
    await wish(house, chat_id, NAME)
    page = await house.page(chat_id, PagePurpose.CHANGE_PHONE)
    await house.accounts.maintaining.change(page, NUMBER)
    await later(house)
    assert await account(house) == ("张三", NEW_PHONE, "1234")
    assert await house.letters() == [("phone_changed", chat_id), ("change_gave_up", chat_id)]


@pytest.mark.parametrize("how", ["withdrawn", "logged out", "another password", "reset"])
async def test_a_change_that_nobody_stands_behind_any_more_is_forgotten(house: House, how: str):
    chat_id = await owner(house)
    await house.set_questions(chat_id)
    await wish(house, chat_id, NUMBER)
    if how == "withdrawn":
        await house.accounts.maintaining.withdraw(chat_id)
    if how == "logged out":
        await house.accounts.log_out(chat_id)
    if how == "another password":
        typed = TypedPassword(PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
        await house.accounts.secrets.change_password(await house.page(chat_id, PagePurpose.CHANGE_PASSWORD), typed)
    if how == "reset":
        elsewhere = await house.chat(2)
        await house.begin_reset(elsewhere, ME.username)
        await house.answer(elsewhere, ANSWERS)
        await house.reset(elsewhere)
    assert await kept(house) == []
    await later(house)
    assert await account(house) == ("张三", PHONE, "1234")


async def test_a_dead_phone_is_replaced_later_and_leads_back_to_the_recovery(house: House):
    chat_id = await lost(house)
    house.clock.forward(minutes=50)
    assert await house.accounts.replacing_phone.asking_until(chat_id) is not None
    assert await later(house) == 1
    assert (await account(house))[1] == NEW_PHONE
    assert await news(house) == [("phone_changed", 1), ("back_to_password", chat_id)]
    await house.give_document(chat_id, Person(phone=NEW_PHONE))
    assert await house.accounts.resetting.enter_code(chat_id, house.code(NEW_PHONE)) == Proved()


async def test_a_later_answer_tells_nobody_whether_there_is_an_account(house: House):
    chat_id = await lost(house, TypedPhone(ME.name, "resident_id", resident(9), "CCB", CARD, NEW_PHONE))
    await later(house)
    assert (await account(house))[1] == PHONE
    assert await news(house) == [("back_to_password", chat_id)]


@pytest.mark.parametrize(("told", "letter"), [("phone_differs", "bank_refused"), ("card_invalid", "dead_phone_card_refused")])
async def test_a_later_no_keeps_the_dead_phone(house: House, told: str, letter: str):
    chat_id = await lost(house)
    await later(house, told)
    assert (await account(house))[1] == PHONE
    assert await news(house) == [(letter, chat_id)]


async def test_a_recovery_that_is_over_replaces_no_phone(house: House):
    chat_id = await lost(house)
    await house.answer(chat_id, ANSWERS)
    await house.reset(chat_id)
    await later(house)
    assert (await account(house))[1] == PHONE
    assert ("dead_phone_gave_up", chat_id) in await news(house)


async def test_waiting_for_the_bank_never_prolongs_what_was_proved(house: House):
    chat_id = await lost(house)
    await house.answer(chat_id, ANSWERS)
    house.bank.answer_next("unreachable")
    await house.accounts.replacing_phone.replace(await house.page(chat_id, PagePurpose.REPLACE_PHONE), DEAD)
    ends_at = house.clock.now() + timedelta(minutes=15)
    row = await house.store.read(lambda tx: get_recovery(tx, chat_id, house.clock.now(), Wanted.PASSWORD, lock=False))
    assert row is not None
    assert row.expires_at <= ends_at
