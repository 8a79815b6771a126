"""A dead phone is replaced inside a recovery by the one that the bank confirms, and by nothing else."""

from dataclasses import replace

import pytest

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.playbook import Advice, Tried
from core.services.accounts import Outcome, PageDone, Proved, TypedPerson, TypedPhone, UsernameSent
from core.services.accounts.troubles import Whence
from core.store.queries.audit import history
from tests.support.accounts import CARD, PHONE, Answer, House, Person, resident

ME = Person()
NEW_PHONE = "13900000000"
MISMATCH = Refused(Reason.BANK_MISMATCH, "说明 三(一)")
MINE = TypedPhone(ME.name, "resident_id", ME.document_number, "CCB", CARD, NEW_PHONE)


async def lost(house: House) -> int:
    """Somebody registered in chat 1; a new chat has begun to recover the password."""
    await house.register(await house.chat(1), ME)
    house.clock.forward(minutes=5)
    chat_id = await house.chat(2)
    await house.begin_reset(chat_id, ME.username)
    return chat_id


async def replaced(house: House, chat_id: int, typed: TypedPhone = MINE) -> Answer:
    return await house.accounts.replacing_phone.replace(await house.page(chat_id, PagePurpose.REPLACE_PHONE), typed)


async def phone(house: House) -> str:
    return (await house.accounts.account(1)).phone


async def test_the_phone_that_the_bank_confirms_recovers_the_password(house: House):
    chat_id = await lost(house)
    assert await replaced(house, chat_id) == PageDone(chat_id, Outcome.BACK_TO_PASSWORD)
    assert await phone(house) == NEW_PHONE
    assert await house.letters() == [("phone_changed", 1)]
    await house.accounts.send_notices()
    assert house.phones.messages()[0].phone == PHONE
    await house.give_document(chat_id, replace(ME, phone=NEW_PHONE))
    assert await house.accounts.resetting.enter_code(chat_id, house.code(NEW_PHONE)) == Proved()
    assert await house.reset(chat_id) == PageDone(chat_id, Outcome.PASSWORD_RESET)
    rows = await house.store.read(lambda tx: history(tx, "account", 1))
    assert "phone_replaced" in [row.what for row in rows]


async def test_it_recovers_the_username_too(house: House):
    await house.register(await house.chat(1), ME)
    house.clock.forward(minutes=5)
    chat_id, me = await house.chat(2), TypedPerson(ME.name, "resident_id", ME.document_number)
    await house.accounts.recover_username(await house.page(chat_id, PagePurpose.RECOVER_USERNAME), me)
    assert await replaced(house, chat_id) == PageDone(chat_id, Outcome.BACK_TO_USERNAME)
    house.clock.forward(minutes=2)
    await house.accounts.recover_username(await house.page(chat_id, PagePurpose.RECOVER_USERNAME), me)
    await house.accounts.settle()
    assert await house.accounts.enter_recovery_code(chat_id, house.code(NEW_PHONE)) == UsernameSent()


@pytest.mark.parametrize("answer", ["mismatch", "name_differs", "document_differs", "phone_differs", "unreachable", "retry"])
async def test_without_the_banks_yes_the_old_phone_stays(house: House, answer: str):
    chat_id = await lost(house)
    house.bank.answer_next(answer)
    expected = PageDone(chat_id, Outcome.WAITING) if answer in {"unreachable", "retry"} else MISMATCH
    assert await replaced(house, chat_id) == expected
    assert await phone(house) == PHONE
    assert ("phone_changed", 1) not in await house.letters()


async def test_the_banks_no_leads_into_the_playbook_and_back(house: House):
    chat_id = await lost(house)
    house.bank.answer_next("phone_differs")
    await replaced(house, chat_id)
    assert await house.letters() == [("bank_refused", chat_id)]
    trouble = await house.accounts.troubles.view(chat_id)
    assert trouble is not None
    assert (trouble.advice, trouble.whence, trouble.name) == (Advice.CHECK, Whence.RECOVERING, "张*")
    assert trouble.help_until is None
    await house.accounts.troubles.tried(chat_id, Tried.CHECKED)
    again = await house.accounts.troubles.view(chat_id)
    assert again is not None
    assert again.advice is Advice.ANOTHER_CARD
    assert await replaced(house, chat_id) == PageDone(chat_id, Outcome.BACK_TO_PASSWORD)
    assert await house.accounts.troubles.view(chat_id) is None


async def test_the_banks_no_is_shown_the_same_where_there_is_no_account(house: House):
    chat_id = await lost(house)
    house.bank.answer_next("phone_differs")
    assert await replaced(house, chat_id, replace(MINE, document_number=resident(9))) == MISMATCH
    assert await house.letters() == [("bank_refused", chat_id)]


async def test_outside_of_a_recovery_there_is_no_such_way(house: House):
    await house.register(await house.chat(1), ME)
    assert await replaced(house, await house.chat(2)) == Refused(Reason.STEP_OUT_OF_ORDER)


async def test_who_has_no_account_hears_the_same(house: House):
    chat_id = await lost(house)
    other = replace(MINE, document_number=resident(9))
    assert await replaced(house, chat_id, other) == PageDone(chat_id, Outcome.BACK_TO_PASSWORD)
    assert await phone(house) == PHONE


async def test_a_phone_is_not_replaced_twice_by_one_form(small_house: House):
    chat_id = await lost(small_house)
    page = await small_house.page(chat_id, PagePurpose.REPLACE_PHONE)
    for _ in range(2):
        assert await small_house.accounts.replacing_phone.replace(page, MINE) == PageDone(chat_id, Outcome.BACK_TO_PASSWORD)
    assert await small_house.letters() == [("phone_changed", 1)]
