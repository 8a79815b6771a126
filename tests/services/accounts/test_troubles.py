"""The bank's no leads on step by step, remembered for the person whatever the day and the device."""

from dataclasses import replace

import pytest

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.desks import DeskPhase
from core.rules.identity.playbook import Advice, Tried
from core.services.accounts import Outcome, PageDone
from tests.support.accounts import Answer, House, Person

ME = Person()
OTHER_CARD = replace(ME, card_number="6217000010000055551")


async def ask_bank(house: House, chat_id: int, person: Person = ME, answer: str = "mismatch") -> Answer:
    house.bank.answer_next(answer)
    return await house.accounts.give_bank_data(await house.page(chat_id, PagePurpose.REGISTER_BANK), person.bank_data)


async def advice(house: House, chat_id: int) -> Advice | None:
    trouble = await house.accounts.troubles.view(chat_id)
    return trouble.advice if trouble else None


async def test_the_way_leads_from_comparing_to_technical_support(house: House):
    chat_id = await house.chat()
    await house.up_to_bank(chat_id, ME)
    assert await advice(house, chat_id) is None
    assert await ask_bank(house, chat_id) == Refused(Reason.BANK_MISMATCH, clause="说明 三(一)")
    assert await house.letters() == [("bank_refused", chat_id)]
    for tried, then in (
        (Tried.CHECKED, Advice.ANOTHER_CARD),
        (Tried.NO_OTHER_CARD, Advice.COUNTER),
        (Tried.COUNTER, Advice.TRY_AGAIN),
    ):
        trouble = await house.accounts.troubles.tried(chat_id, tried)
        assert trouble is not None
        assert trouble.advice is then
    await ask_bank(house, chat_id)
    trouble = await house.accounts.troubles.view(chat_id)
    assert trouble is not None
    assert trouble.advice is Advice.DESK
    assert [(desk.id, state.phase) for desk, state in trouble.desks] == [("technical", DeskPhase.OPEN)]


async def test_what_was_tried_is_remembered_another_day_on_another_device(house: House):
    first = await house.chat(1)
    await house.up_to_bank(first, ME)
    await ask_bank(house, first)
    await house.accounts.troubles.tried(first, Tried.CHECKED)
    house.clock.forward(days=1)
    second = await house.chat(2)
    await house.up_to_bank(second, replace(ME, username="zhangsan2"))
    assert await advice(house, second) is Advice.ANOTHER_CARD
    await ask_bank(house, second, OTHER_CARD)
    assert await advice(house, second) is Advice.COUNTER


@pytest.mark.parametrize("answer", ["mismatch", "name_differs", "document_differs", "phone_differs"])
async def test_whatever_differs_the_candidate_hears_the_same(small_house: House, answer: str):
    chat_id = await small_house.chat()
    await small_house.up_to_bank(chat_id, ME)
    assert await ask_bank(small_house, chat_id, ME, answer) == Refused(Reason.BANK_MISMATCH, clause="说明 三(一)")


async def test_the_banks_yes_forgets_what_was_tried(house: House):
    chat_id = await house.chat()
    await house.up_to_bank(chat_id, ME)
    await ask_bank(house, chat_id)
    assert await ask_bank(house, chat_id, ME, "match") == PageDone(chat_id, Outcome.CODE)
    assert await advice(house, chat_id) is None


async def test_the_cut_off_of_help_is_told_and_later_said_to_be_over(small_house: House):
    chat_id = await small_house.chat()
    await small_house.up_to_bank(chat_id, ME)
    await ask_bank(small_house, chat_id)
    before = await small_house.accounts.troubles.view(chat_id)
    small_house.clock.forward(days=2)
    await small_house.up_to_bank(chat_id, ME)
    after = await small_house.accounts.troubles.view(chat_id)
    assert before is not None
    assert after is not None
    assert before.help_until == after.help_until
    assert (before.is_help_over, after.is_help_over) == (False, True)


async def test_the_same_form_twice_is_one_trial(small_house: House):
    chat_id = await small_house.chat()
    await small_house.up_to_bank(chat_id, ME)
    small_house.bank.answer_with("mismatch", name=None, card=None, times=None)
    page = await small_house.page(chat_id, PagePurpose.REGISTER_BANK)
    for _ in range(2):
        await small_house.accounts.give_bank_data(page, ME.bank_data)
    assert await advice(small_house, chat_id) is Advice.CHECK


async def test_card_and_phone_that_were_asked_about_are_shown_masked_and_in_that_chat_only(house: House):
    first, second = await house.chat(1), await house.chat(2)
    await house.up_to_bank(first, ME)
    await ask_bank(house, first)
    await house.up_to_bank(second, ME)
    seen = [await house.accounts.troubles.view(chat_id) for chat_id in (first, second)]
    assert [(one.card, one.phone) for one in seen if one] == [("**** 1234", "138****5678"), ("", "")]
