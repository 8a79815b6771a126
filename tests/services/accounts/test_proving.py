"""The bank's answer, the code on the phone, and who wins a race."""

import asyncio
from dataclasses import replace

import sqlalchemy as sa

from core.model.account import PagePurpose, RegistrationStage
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.cards import has_luhn_digit
from core.rules.identity.mending import Note
from core.services.accounts import CodeSent, FieldFaults, Outcome, PageDone, Registered, TypedBank
from core.store.tables.accounts import account, sms_code
from tests.support.accounts import CARD, PHONE, House, Person, resident

ME = Person()
SOMEBODY = replace(ME, username="lisi", name="李四", document_number=resident(2), phone="13987654321")
CREDIT_CARD = next(number for digit in "0123456789" if has_luhn_digit(number := f"622836000000000{digit}"))


async def ask_bank(house: House, chat_id: int, person: Person = ME) -> PageDone | FieldFaults | Refused:
    page = await house.page(chat_id, PagePurpose.REGISTER_BANK)
    return await house.accounts.give_bank_data(page, person.bank_data)


async def rows(house: House, table: sa.Table) -> int:
    return await house.store.read(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


async def test_slips_in_bank_data_stand_beside_their_fields_with_the_clause(small_house: House):
    chat_id = await small_house.chat()
    await small_house.up_to_bank(chat_id, ME)
    page = await small_house.page(chat_id, PagePurpose.REGISTER_BANK)
    answer = await small_house.accounts.give_bank_data(page, TypedBank("HSBC", CREDIT_CARD, "0755-83001234"))
    assert isinstance(answer, FieldFaults)
    assert {field: refused.reason for field, refused in answer.by_field.items()} == {
        "bank": Reason.BANK_UNKNOWN,
        "card_number": Reason.CARD_IS_CREDIT,
        "phone": Reason.PHONE_NOT_MOBILE,
    }
    assert answer.by_field["card_number"].clause == "指南 三(三)"


async def test_a_bank_that_does_not_confirm_leaves_everything_for_another_try(house: House):
    chat_id = await house.chat()
    await house.up_to_bank(chat_id, ME)
    house.bank.answer_next("mismatch")
    page = await house.page(chat_id, PagePurpose.REGISTER_BANK)
    answer = await house.accounts.give_bank_data(page, ME.bank_data)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.BANK_MISMATCH
    assert house.phones.messages() == []
    assert await house.accounts.give_bank_data(page, ME.bank_data) == PageDone(chat_id, Outcome.CODE)


async def test_a_card_that_the_bank_refuses_is_said_beside_the_card(small_house: House):
    chat_id = await small_house.chat()
    await small_house.up_to_bank(chat_id, ME)
    small_house.bank.answer_next("card_invalid")
    answer = await ask_bank(small_house, chat_id)
    assert isinstance(answer, FieldFaults)
    assert answer.by_field["card_number"].reason is Reason.BANK_CARD_INVALID


async def test_an_unknown_prefix_is_noted_and_the_bank_decides(small_house: House):
    chat_id = await small_house.chat()
    await small_house.up_to_bank(chat_id, ME)
    card = next(number for digit in "0123456789" if has_luhn_digit(number := f"888888000000000{digit}"))
    assert await ask_bank(small_house, chat_id, replace(ME, card_number=card)) == PageDone(chat_id, Outcome.CODE)
    view = await small_house.accounts.registration_of(chat_id)
    assert view is not None
    assert view.notes == (Note.CARD_UNKNOWN,)


async def test_two_tabs_at_once_ask_the_bank_once_and_send_one_code(house: House):
    chat_id = await house.chat()
    await house.up_to_bank(chat_id, ME)
    house.bank.answer_with("slow", name=None, card=None, times=1)
    house.bank.answer_with("match", name="nobody", card=None, times=None)
    page = await house.page(chat_id, PagePurpose.REGISTER_BANK)
    answers = await asyncio.gather(*(house.accounts.give_bank_data(page, ME.bank_data) for _ in range(2)))
    assert {answer.outcome for answer in answers if isinstance(answer, PageDone)} == {Outcome.CODE}
    assert len(answers) == 2
    assert len(house.phones.messages()) == 1
    assert await rows(house, sms_code) == 1


async def test_bank_checks_are_limited_for_a_day(small_house: House):
    chat_id = await small_house.chat()
    await small_house.up_to_bank(chat_id, ME)
    small_house.bank.answer_with("mismatch", name=None, card=None, times=None)
    answers = [await ask_bank(small_house, chat_id) for _ in range(11)]
    reasons = [answer.reason for answer in answers if isinstance(answer, Refused)]
    assert reasons == [Reason.BANK_MISMATCH] * 10 + [Reason.TOO_MANY_TRIES]


async def test_a_carrier_out_of_reach_keeps_the_proof_and_lets_ask_again_at_once(house: House):
    chat_id = await house.chat()
    await house.up_to_bank(chat_id, ME)
    house.phones.is_down = True
    answer = await ask_bank(house, chat_id)
    assert answer == PageDone(chat_id, Outcome.CODE, Refused(Reason.SMS_UNREACHABLE))
    house.phones.is_down = False
    assert isinstance(await house.accounts.resend_code(chat_id), CodeSent)
    assert isinstance(await house.accounts.enter_code(chat_id, house.code()), Registered)


async def test_a_code_is_typed_five_times_at_most(house: House):
    chat_id = await house.chat()
    code = await house.up_to_code(chat_id, ME)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answers = [await house.accounts.enter_code(chat_id, wrong) for _ in range(5)]
    assert answers == [Refused(Reason.CODE_WRONG)] * 5
    assert await house.accounts.enter_code(chat_id, code) == Refused(Reason.CODE_EXPIRED)


async def test_a_text_that_is_no_code_costs_no_try(small_house: House):
    chat_id = await small_house.chat()
    code = await small_house.up_to_code(chat_id, ME)
    for text in ("hello", "", "12345", "1" * 5000, "\x00"):
        assert await small_house.accounts.enter_code(chat_id, text) == Refused(Reason.CODE_WRONG)
    spaced = f" {code[:3]} {code[3:]} "
    assert isinstance(await small_house.accounts.enter_code(chat_id, spaced), Registered)


async def test_a_code_lasts_five_minutes(house: House):
    chat_id = await house.chat()
    code = await house.up_to_code(chat_id, ME)
    house.clock.forward(minutes=5)
    assert await house.accounts.enter_code(chat_id, code) == Refused(Reason.CODE_EXPIRED)


async def test_a_new_code_voids_the_one_before_and_comes_once_a_minute(house: House):
    chat_id = await house.chat()
    first = await house.up_to_code(chat_id, ME)
    assert await house.accounts.resend_code(chat_id) == Refused(Reason.CODE_TOO_SOON, at=house.clock.now() + _seconds(60))
    house.clock.forward(seconds=60)
    sent = await house.accounts.resend_code(chat_id)
    assert sent == CodeSent("138****5678", house.clock.now() + _seconds(300))
    if house.code() != first:
        assert await house.accounts.enter_code(chat_id, first) == Refused(Reason.CODE_WRONG)
    assert isinstance(await house.accounts.enter_code(chat_id, house.code()), Registered)


async def test_a_phone_gets_ten_codes_a_day(small_house: House):
    for number in range(12):
        chat_id = await small_house.chat(number)
        person = replace(ME, username=f"user{number}", document_number=resident(number))
        await small_house.up_to_bank(chat_id, person)
        answer = await ask_bank(small_house, chat_id, person)
        assert isinstance(answer, PageDone)
        assert (answer.warning is None) == (number < 10)
        small_house.clock.forward(minutes=1)
    assert len(small_house.phones.messages(PHONE)) == 10


async def test_the_limits_of_a_phone_are_exact_under_many_at_once(house: House):
    people = [replace(ME, username=f"user{number}", document_number=resident(number)) for number in range(8)]
    chats = [await house.chat(number) for number in range(8)]
    for chat_id, person in zip(chats, people, strict=True):
        await house.up_to_bank(chat_id, person)
    answers = await asyncio.gather(*(ask_bank(house, *pair) for pair in zip(chats, people, strict=True)))
    warnings = [answer.warning for answer in answers if isinstance(answer, PageDone)]
    assert len(warnings) == 8
    assert warnings.count(None) == 1
    assert len(house.phones.messages()) == 1


async def test_the_same_code_twice_gives_the_same_account(house: House):
    chat_id = await house.chat()
    code = await house.up_to_code(chat_id, ME)
    answers = await asyncio.gather(*(house.accounts.enter_code(chat_id, code) for _ in range(3)))
    assert len(set(answers)) == 1
    assert isinstance(answers[0], Registered)
    assert await rows(house, account) == 1


async def test_of_two_chats_with_one_document_exactly_one_wins(house: House):
    chats = [await house.chat(number) for number in (1, 2)]
    people = [ME, replace(ME, username="other1", phone="13987654321")]
    codes = [await house.up_to_code(chat_id, person) for chat_id, person in zip(chats, people, strict=True)]
    answers = await asyncio.gather(*(house.accounts.enter_code(*pair) for pair in zip(chats, codes, strict=True)))
    lost = [answer for answer in answers if isinstance(answer, Refused)]
    assert [refused.reason for refused in lost] == [Reason.DOCUMENT_USED]
    assert lost[0].clause == "指南 二(一)"
    assert await rows(house, account) == 1
    assert await house.accounts.registration_of(chats[answers.index(lost[0])]) is None


async def test_of_two_chats_with_one_username_the_second_chooses_another_and_keeps_the_rest(house: House):
    first, second = await house.chat(1), await house.chat(2)
    twin = replace(SOMEBODY, username="ZHANGSAN")
    codes = [await house.up_to_code(first, ME), await house.up_to_code(second, twin)]
    assert isinstance(await house.accounts.enter_code(first, codes[0]), Registered)
    assert await house.accounts.enter_code(second, codes[1]) == Refused(Reason.USERNAME_TAKEN)
    view = await house.accounts.registration_of(second)
    assert view is not None
    assert view.stage is RegistrationStage.LOGIN_DATA
    page = await house.page(second, PagePurpose.REGISTER_LOGIN)
    assert await house.accounts.give_login_data(page, SOMEBODY.login) == PageDone(second, Outcome.CODE)
    assert isinstance(await house.accounts.enter_code(second, codes[1]), Registered)


async def test_a_document_used_meanwhile_is_said_at_the_bank_page_too(house: House):
    first, second = await house.chat(1), await house.chat(2)
    await house.up_to_bank(second, replace(ME, username="other1"))
    await house.register(first, ME)
    answer = await ask_bank(house, second, replace(ME, username="other1"))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.DOCUMENT_USED


async def test_another_chats_code_proves_nothing(house: House):
    first, second = await house.chat(1), await house.chat(2)
    await house.up_to_code(first, ME)
    theirs = await house.up_to_code(second, SOMEBODY)
    if theirs != house.code(PHONE):
        assert await house.accounts.enter_code(first, theirs) == Refused(Reason.CODE_WRONG)
    assert await house.accounts.enter_code(await house.chat(3), theirs) == Refused(Reason.NOTHING_TO_VERIFY)


async def test_the_bank_hears_the_four_elements_as_given(small_house: House):
    chat_id = await small_house.chat()
    await small_house.up_to_bank(chat_id, ME)
    small_house.bank.answer_with("mismatch", name="张三", card=CARD, times=1)
    answer = await ask_bank(small_house, chat_id)
    assert isinstance(answer, Refused)
    assert small_house.bank.rules() == ()


def _seconds(count: int):
    from datetime import timedelta

    return timedelta(seconds=count)
