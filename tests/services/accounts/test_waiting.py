"""A bank that doesn't answer is asked again behind the candidate's back; what was typed is kept sealed and for a named time."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from core.model.account import PagePurpose
from core.rules.identity.waiting import KEPT_FOR
from core.services.accounts import Outcome, PageDone, Registered
from core.store.tables.accounts import bank_wait
from tests.support.accounts import CARD, PHONE, House, Person, resident

ME = Person()


async def waiting(house: House, told: str = "unreachable") -> int:
    """A registration whose bank didn't answer."""
    chat_id = await house.chat()
    await house.up_to_bank(chat_id, ME)
    house.bank.answer_with(told, name=None, card=None, times=None)
    page = await house.page(chat_id, PagePurpose.REGISTER_BANK)
    assert await house.accounts.give_bank_data(page, ME.bank_data) == PageDone(chat_id, Outcome.WAITING)
    return chat_id


async def ask_later(house: House, told: str | None = None, **span: float) -> int:
    house.bank.forget()
    if told:
        house.bank.answer_with(told, name=None, card=None, times=None)
    house.clock.forward(**(span or {"minutes": 1}))
    return await house.accounts.ask_bank_again()


async def kept(house: House) -> list:
    return list(await house.store.read(lambda tx: tx.execute(sa.select(bank_wait)).all()))


@pytest.mark.parametrize("told", ["unreachable", "retry"])
async def test_a_later_yes_sends_the_code_and_tells_the_chat(house: House, told: str):
    chat_id = await waiting(house, told)
    assert await house.accounts.ask_bank_again() == 0
    assert await ask_later(house) == 1
    assert await house.letters() == [("bank_confirmed", chat_id)]
    assert await kept(house) == []
    assert isinstance(await house.accounts.enter_code(chat_id, house.code()), Registered)


@pytest.mark.parametrize(
    ("told", "letter"),
    [("mismatch", "bank_refused"), ("phone_differs", "bank_refused"), ("card_invalid", "bank_card_refused")],
)
async def test_a_later_no_is_told_and_leads_on(house: House, told: str, letter: str):
    chat_id = await waiting(house)
    assert await ask_later(house, told) == 1
    assert await house.letters() == [(letter, chat_id)]
    assert house.phones.messages() == []
    page = await house.page(chat_id, PagePurpose.REGISTER_BANK)
    house.bank.forget()
    assert await house.accounts.give_bank_data(page, ME.bank_data) == PageDone(chat_id, Outcome.CODE)


async def test_after_the_named_time_what_was_typed_is_forgotten_and_that_is_told(house: House):
    chat_id = await waiting(house)
    view = await house.accounts.registration_of(chat_id)
    assert view is not None
    assert view.asking_until == house.clock.now() + KEPT_FOR
    for _ in range(12):
        await ask_later(house, "unreachable", minutes=15)
    assert await kept(house) == []
    assert await house.letters() == [("bank_gave_up", chat_id)]


async def test_what_waits_is_sealed(house: House):
    await waiting(house)
    (row,) = await kept(house)
    assert all(secret.encode() not in row.question_sealed for secret in (CARD, PHONE, resident()))
    assert CARD not in str(row)


async def test_giving_up_or_another_identity_forgets_the_question(house: House):
    chat_id = await waiting(house)
    other = replace(ME, document_number=resident(8))
    await house.accounts.give_identity(await house.page(chat_id, PagePurpose.REGISTER_IDENTITY), other.identity)
    await ask_later(house)
    assert await house.letters() == []
    assert house.phones.messages() == []
    house.bank.answer_with("retry", name=None, card=None, times=None)
    await house.accounts.give_bank_data(await house.page(chat_id, PagePurpose.REGISTER_BANK), ME.bank_data)
    await house.accounts.cancel_registration(chat_id)
    assert await kept(house) == []


async def test_two_jobs_at_once_ask_and_tell_once(house: House):
    await waiting(house)
    assert await ask_later(house) + await house.accounts.ask_bank_again() == 1
    assert len(house.phones.messages()) == 1
