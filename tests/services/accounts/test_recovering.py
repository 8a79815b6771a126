"""Recovery of a username: a code to the registered phone, the username by message only, and nothing told about who exists."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.accounts import CodeSent, FieldFaults, Outcome, PageDone, TypedPerson, UsernameSent
from core.store.queries.audit import history
from core.store.tables.accounts import account, sms_code
from tests.support.accounts import PHONE, House, Person, resident

ME = Person()
KNOWN = TypedPerson("张三", "resident_id", resident())
UNKNOWN = TypedPerson("张三", "resident_id", resident(7))
NAMESAKE = TypedPerson("李四", "resident_id", resident())


async def recover(house: House, chat_id: int, typed: TypedPerson = KNOWN) -> PageDone | FieldFaults | Refused:
    answer = await house.accounts.recover_username(await house.page(chat_id, PagePurpose.RECOVER_USERNAME), typed)
    await house.accounts.settle()
    return answer


async def asked(house: House, typed: TypedPerson = KNOWN) -> int:
    """Somebody registered long ago; a new chat asks for the username of ``typed``."""
    await house.register(await house.chat(1), ME)
    house.clock.forward(days=2)
    chat_id = await house.chat(2)
    assert await recover(house, chat_id, typed) == PageDone(chat_id, Outcome.RECOVERY)
    return chat_id


async def test_the_username_goes_to_the_registered_phone(house: House):
    chat_id = await asked(house)
    assert await house.accounts.enter_recovery_code(chat_id, house.code()) == UsernameSent()
    newest = house.phones.messages()[0]
    assert newest.phone == PHONE
    assert "zhangsan" in newest.text
    rows = await house.store.read(lambda tx: history(tx, "account", 1))
    assert [row.what for row in rows] == ["registered", "username_sent"]


@pytest.mark.parametrize("typed", [UNKNOWN, NAMESAKE])
async def test_who_is_not_known_gets_the_same_answers_and_no_message(house: House, typed: TypedPerson):
    chat_id = await asked(house, typed)
    assert len(house.phones.messages()) == 1
    answers = [await house.accounts.enter_recovery_code(chat_id, "000000") for _ in range(6)]
    assert answers == [Refused(Reason.CODE_WRONG)] * 5 + [Refused(Reason.CODE_EXPIRED)]


async def test_who_is_known_gets_those_answers_for_wrong_codes_too(house: House):
    chat_id = await asked(house)
    wrong = f"{(int(house.code()) + 1) % 1_000_000:06d}"
    answers = [await house.accounts.enter_recovery_code(chat_id, wrong) for _ in range(6)]
    assert answers == [Refused(Reason.CODE_WRONG)] * 5 + [Refused(Reason.CODE_EXPIRED)]


@pytest.mark.parametrize("typed", [KNOWN, UNKNOWN, NAMESAKE])
async def test_limits_are_the_same_for_everybody(house: House, typed: TypedPerson):
    chat_id = await asked(house, typed)
    soon = await recover(house, chat_id, typed)
    assert isinstance(soon, Refused)
    assert soon.reason is Reason.CODE_TOO_SOON
    assert await house.accounts.resend_recovery_code(chat_id) == soon
    house.clock.forward(minutes=1)
    assert isinstance(await house.accounts.resend_recovery_code(chat_id), CodeSent)
    other = await house.chat(3)
    assert await recover(house, other, typed) == PageDone(other, Outcome.RECOVERY)


@pytest.mark.parametrize("typed", [KNOWN, UNKNOWN])
async def test_a_document_is_recovered_ten_times_a_day(small_house: House, typed: TypedPerson):
    await asked(small_house, typed)
    answers = [await recover(small_house, await small_house.chat(10 + number), typed) for number in range(10)]
    refused = [answer.reason for answer in answers if isinstance(answer, Refused)]
    assert refused == [Reason.TOO_MANY_TRIES]


async def test_a_doubtful_dot_in_the_name_is_no_obstacle(small_house: House):
    person = replace(ME, name="买买提\u00b7艾力")
    await small_house.register(await small_house.chat(1), person)
    small_house.clock.forward(minutes=1)
    chat_id = await small_house.chat(2)
    await recover(small_house, chat_id, replace(KNOWN, name="买买提\u2022艾力"))
    assert len(small_house.phones.messages()) == 2


async def test_slips_are_told_before_anybody_is_looked_up(small_house: House):
    answer = await recover(small_house, await small_house.chat(), TypedPerson("", "passport2", "12"))
    assert isinstance(answer, FieldFaults)
    assert set(answer.by_field) == {"name", "document_type", "document_number"}


async def test_without_a_recovery_no_code_is_expected(small_house: House):
    chat_id = await small_house.chat()
    assert await small_house.accounts.enter_recovery_code(chat_id, "123456") == Refused(Reason.NOTHING_TO_VERIFY)
    assert await small_house.accounts.resend_recovery_code(chat_id) == Refused(Reason.NOTHING_TO_VERIFY)


async def test_a_code_of_a_recovery_opens_no_other_chat(house: House):
    await asked(house)
    assert await house.accounts.enter_recovery_code(await house.chat(5), house.code()) == Refused(Reason.NOTHING_TO_VERIFY)


async def test_a_carrier_out_of_reach_leaves_the_code_usable(house: House):
    chat_id = await asked(house)
    code = house.code()
    house.phones.is_down = True
    assert await house.accounts.enter_recovery_code(chat_id, code) == Refused(Reason.SMS_UNREACHABLE)
    house.phones.is_down = False
    assert await house.accounts.enter_recovery_code(chat_id, code) == UsernameSent()


async def test_the_same_code_twice_sends_the_username_once(house: House):
    chat_id = await asked(house)
    code = house.code()
    answers = await asyncio.gather(*(house.accounts.enter_recovery_code(chat_id, code) for _ in range(2)))
    assert answers == [UsernameSent()] * 2
    assert len(house.phones.messages()) == 3


async def test_a_phone_that_changed_meanwhile_gets_no_username(house: House):
    chat_id = await asked(house)
    new_index = house.vault.index("13900000000", place="account.phone")
    sealed = house.vault.seal("13900000000", place="account.phone")
    await house.store.write(lambda tx: tx.execute(account.update().values(phone_sealed=sealed, phone_index=new_index)))
    assert await house.accounts.enter_recovery_code(chat_id, house.code()) == Refused(Reason.CODE_EXPIRED)


async def test_codes_are_kept_as_keyed_hashes_only(small_house: House):
    await asked(small_house)
    hashes = await small_house.store.read(lambda tx: tx.execute(sa.select(sms_code.c.code_hash)).scalars().all())
    assert all(len(kept) == 64 for kept in hashes)
    assert len(set(hashes)) == len(hashes)
