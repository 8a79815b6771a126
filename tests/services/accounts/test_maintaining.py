"""Name, phone and card change only once the bank has confirmed them, and never under a confirmed application."""

import pytest

from core.model.account import Account, Change
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.playbook import Advice
from core.services.accounts import FieldFaults, NameDoubts, Outcome, PageDone, TypedChange
from core.services.accounts.maintaining import _PURPOSES
from core.services.accounts.troubles import Whence
from core.store.queries.applications import begin_application, find_application, save
from core.store.queries.audit import history
from tests.support.accounts import CARD, PASSWORD, PHONE, Answer, House, Person
from tests.support.facts import exam

ME = Person()
NEW_PHONE = "13900000000"
CHANGES = [
    TypedChange(Change.NAME, PASSWORD, "CCB", CARD, name="张三丰"),
    TypedChange(Change.PHONE, PASSWORD, "CCB", CARD, phone=NEW_PHONE),
    TypedChange(Change.CARD, PASSWORD, "CCB", "6217000010000055551"),
]


async def owner(house: House) -> int:
    chat_id = await house.chat()
    await house.register(chat_id, ME)
    return chat_id


async def change(house: House, chat_id: int, typed: TypedChange) -> Answer:
    return await house.accounts.maintaining.change(await house.page(chat_id, _PURPOSES[typed.change]), typed)


def shown(account: Account) -> tuple[str, str, str]:
    return account.identity.name, account.phone, account.card_last4


@pytest.mark.parametrize(
    ("typed", "becomes"),
    list(zip(CHANGES, [("张三丰", PHONE, "1234"), ("张三", NEW_PHONE, "1234"), ("张三", PHONE, "5551")], strict=True)),
)
async def test_what_the_bank_confirms_changes_and_is_told_to_chats_and_the_old_phone(house: House, typed: TypedChange, becomes):
    chat_id = await owner(house)
    assert await change(house, chat_id, typed) == PageDone(chat_id, Outcome.CHANGED)
    assert shown(await house.accounts.account(1)) == becomes
    assert await house.letters() == [(f"{typed.change.value}_changed", chat_id)]
    assert await house.accounts.send_notices() == 1
    assert house.phones.messages()[0].phone == PHONE
    rows = await house.store.read(lambda tx: history(tx, "account", 1))
    assert rows[-1].what == f"{typed.change.value}_changed"


@pytest.mark.parametrize("typed", CHANGES)
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("name_differs", Refused(Reason.BANK_MISMATCH, "说明 三(一)")),
        ("retry", PageDone(1, Outcome.WAITING)),
        ("unreachable", PageDone(1, Outcome.WAITING)),
    ],
)
async def test_until_the_bank_says_yes_the_old_value_stays(house: House, typed: TypedChange, answer: str, expected: Answer):
    chat_id = await owner(house)
    house.bank.answer_next(answer)
    assert await change(house, chat_id, typed) == expected
    assert shown(await house.accounts.account(1)) == ("张三", PHONE, "1234")


@pytest.mark.parametrize("typed", CHANGES)
async def test_nothing_changes_under_a_confirmed_application(house: House, typed: TypedChange):
    chat_id = await owner(house)
    now = house.clock.now()
    begun = await house.store.write(lambda tx: begin_application(tx, 1, exam().id, now))
    await house.store.write(lambda tx: save(tx, begun.id, confirmed_at=now, payment="awaiting_payment", payment_at=now))
    refused = Refused(Reason.ALREADY_CONFIRMED, "说明 二(五)4", now)
    assert await change(house, chat_id, typed) == refused
    assert await house.accounts.may_change(chat_id, typed.change) == refused
    assert shown(await house.accounts.account(1)) == ("张三", PHONE, "1234")


async def test_a_change_voids_what_was_read_back_before(house: House):
    chat_id = await owner(house)
    before = await house.store.write(lambda tx: begin_application(tx, 1, exam().id, house.clock.now()))
    await change(house, chat_id, CHANGES[0])
    after = await house.store.read(lambda tx: find_application(tx, 1, exam().id))
    assert after is not None
    assert after.revision > before.revision


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        (TypedChange(Change.NAME, "not it 123", "CCB", CARD, name="张三丰"), "password", Reason.PASSWORD_WRONG),
        (TypedChange(Change.NAME, PASSWORD, "CCB", CARD, name="张三"), "name", Reason.NAME_UNCHANGED),
        (TypedChange(Change.NAME, PASSWORD, "CCB", CARD, name=""), "name", Reason.NAME_MISSING),
        (TypedChange(Change.PHONE, PASSWORD, "CCB", CARD, phone=PHONE), "phone", Reason.PHONE_UNCHANGED),
        (TypedChange(Change.PHONE, PASSWORD, "CCB", CARD, phone="0755-88100099"), "phone", Reason.PHONE_NOT_MOBILE),
        (TypedChange(Change.CARD, PASSWORD, "", CARD), "bank", Reason.BANK_UNKNOWN),
        (TypedChange(Change.CARD, PASSWORD, "CCB", CARD[:-1] + "0"), "card_number", Reason.CARD_FORMAT),
    ],
)
async def test_slips_are_told_beside_their_field(small_house: House, typed: TypedChange, field: str, reason: Reason):
    chat_id = await owner(small_house)
    answer = await change(small_house, chat_id, typed)
    assert isinstance(answer, FieldFaults)
    assert {name: refused.reason for name, refused in answer.by_field.items()} == {field: reason}


async def test_a_doubtful_name_is_asked_about_and_kept_raw(small_house: House):
    chat_id = await owner(small_house)
    name = "张\ue863"
    doubts = await change(small_house, chat_id, TypedChange(Change.NAME, PASSWORD, "CCB", CARD, name=name))
    assert isinstance(doubts, NameDoubts)
    kept = TypedChange(Change.NAME, PASSWORD, "CCB", CARD, name=name, name_kept=name)
    assert await change(small_house, chat_id, kept) == PageDone(chat_id, Outcome.CHANGED)
    assert (await small_house.accounts.account(1)).identity.name == name


async def test_the_banks_no_leads_into_the_playbook(small_house: House):
    chat_id = await owner(small_house)
    small_house.bank.answer_next("phone_differs")
    await change(small_house, chat_id, CHANGES[1])
    trouble = await small_house.accounts.troubles.view(chat_id)
    assert trouble is not None
    assert (trouble.advice, trouble.whence) == (Advice.CHECK, Whence.MAINTAINING)
