"""What somebody tries who wants another person's account: at once, again, in another order, with strange input."""

import asyncio
from dataclasses import replace

import pytest

from core.model.account import Change, PagePurpose
from core.model.decisions import Refused
from core.model.proofs import FaceOutcome
from core.model.reasons import Reason
from core.ports import FaceNews
from core.services.accounts import (
    FieldFaults,
    Outcome,
    PageDone,
    Proved,
    Submission,
    TypedChange,
    TypedLogin,
    TypedPerson,
    UsernameSent,
)
from core.services.accounts.maintaining import _PURPOSES
from core.store.queries.chats import get_chat
from tests.support.accounts import ANSWERS, CARD, NEW_PASSWORD, PASSWORD, PHONE, House, Person, resident

ME = Person()
THEIRS = "13900000000"
HERE = "203.0.113.9"


async def victim(house: House) -> int:
    chat_id = await house.chat()
    await house.register(chat_id, ME)
    await house.set_questions(chat_id)
    house.clock.forward(minutes=5)
    return chat_id


def reasons(answers: list) -> list[Reason | None]:
    return [answer.reason if isinstance(answer, Refused) else None for answer in answers]


async def test_a_hundred_guesses_of_a_code_at_once_are_five(house: House):
    await victim(house)
    chat_id = await house.chat(2)
    await house.begin_reset(chat_id, ME.username)
    await house.give_document(chat_id, ME)
    right = house.code()
    wrong = [f"{(int(right) + n) % 1_000_000:06d}" for n in range(1, 31)]
    answers = await asyncio.gather(*(house.accounts.resetting.enter_code(chat_id, code) for code in wrong))
    assert reasons(answers).count(Reason.CODE_WRONG) == 5
    assert await house.accounts.resetting.enter_code(chat_id, right) == Refused(Reason.CODE_EXPIRED)


async def test_a_code_to_ones_own_phone_does_not_serve_after_the_owners_phone_was_typed(house: House):
    await victim(house)
    chat_id = await house.chat(2)
    await house.begin_reset(chat_id, ME.username)
    await house.give_document(chat_id, replace(ME, phone=THEIRS))
    mine = house.code(THEIRS)
    await house.give_document(chat_id, ME)
    assert not isinstance(await house.accounts.resetting.enter_code(chat_id, mine), Proved)


async def test_a_code_of_one_chat_or_purpose_is_none_in_another(house: House):
    await victim(house)
    first, second = await house.chat(2), await house.chat(3)
    for chat_id in (first, second):
        await house.begin_reset(chat_id, ME.username)
    await house.give_document(first, ME)
    assert await house.accounts.resetting.enter_code(second, house.code()) == Refused(Reason.NOTHING_TO_VERIFY)
    assert await house.accounts.enter_recovery_code(first, house.code()) == Refused(Reason.NOTHING_TO_VERIFY)


async def test_two_changes_at_once_never_undo_each_other(house: House):
    here = await victim(house)
    elsewhere = await house.chat(2)
    await house.log_in(elsewhere, ME.username, PASSWORD)
    name = TypedChange(Change.NAME, PASSWORD, "CCB", CARD, name="张三丰")
    phone = TypedChange(Change.PHONE, PASSWORD, "CCB", CARD, phone=THEIRS)
    pages = [await house.page(here, _PURPOSES[Change.NAME]), await house.page(elsewhere, _PURPOSES[Change.PHONE])]
    asked = zip(pages, (name, phone), strict=True)
    answers = await asyncio.gather(*(house.accounts.maintaining.change(page, typed) for page, typed in asked))
    kept = await house.accounts.account(1)
    done = [isinstance(answer, PageDone) for answer in answers]
    assert any(done)
    assert (kept.identity.name, kept.phone) == ("张三丰" if done[0] else "张三", THEIRS if done[1] else PHONE)


async def test_two_resets_at_once_leave_one_password_that_works(house: House):
    await victim(house)
    chats = [await house.chat(2), await house.chat(3)]
    for chat_id in chats:
        await house.begin_reset(chat_id, ME.username)
        await house.answer(chat_id, ANSWERS)
    passwords = ["another horse 1", "another horse 2"]
    answers = await asyncio.gather(*(house.reset(chat_id, one) for chat_id, one in zip(chats, passwords, strict=True)))
    assert [isinstance(answer, PageDone) for answer in answers].count(True) == 1
    tried = [await house.log_in(await house.chat(10 + n), ME.username, one) for n, one in enumerate((*passwords, PASSWORD))]
    assert [isinstance(answer, PageDone) for answer in tried].count(True) == 1


async def test_a_page_of_one_purpose_is_none_for_another(house: House):
    chat_id = await victim(house)
    page = await house.page(chat_id, PagePurpose.LOGIN)
    typed = TypedChange(Change.PHONE, PASSWORD, "CCB", CARD, phone=THEIRS)
    assert await house.accounts.maintaining.change(page, typed) == Refused(Reason.PAGE_UNKNOWN)
    assert await house.accounts.resetting.begin(page, ME.username) == Refused(Reason.PAGE_UNKNOWN)


async def test_one_page_takes_one_of_many_forms_sent_at_once(house: House):
    await victim(house)
    chat_id, token = await house.chat(2), await house.pages.open(await house.chat(3), PagePurpose.LOGIN)
    forms = [Submission.of(token, {"password": str(n)}) for n in range(8)]
    answers = await asyncio.gather(*(house.accounts.log_in(form, ME.username, PASSWORD) for form in forms))
    assert [isinstance(answer, PageDone) for answer in answers].count(True) == 1
    assert (await house.store.read(lambda tx: get_chat(tx, chat_id))).account_id is None


async def test_a_passed_face_opens_once_and_only_in_its_chat(house: House):
    await victim(house)
    owner, thief = await house.chat(2), await house.chat(3)
    purpose, person = PagePurpose.FACE_FOR_USERNAME, TypedPerson(ME.name, "resident_id", ME.document_number)
    form = await house.page(owner, purpose)
    await house.accounts.facing.begin(form, purpose, person)
    await house.faces.hear(FaceNews(house.camera.asked[-1][0], FaceOutcome.PASSED, house.clock.now()))
    assert not isinstance(await house.accounts.facing.send_username(thief), UsernameSent)
    sent = await asyncio.gather(*(house.accounts.facing.send_username(owner) for _ in range(4)))
    assert sent.count(UsernameSent()) == 1
    assert await house.accounts.facing.begin(form, purpose, person) == Refused(Reason.PAGE_USED)


async def test_a_log_in_is_told_to_the_chats_that_were_bound_before(house: House):
    chat_id = await victim(house)
    await house.log_in(await house.chat(2), ME.username, PASSWORD)
    assert ("logged_in_elsewhere", chat_id) in await house.letters()


async def test_a_reset_makes_pages_that_were_open_worthless(house: House):
    chat_id = await victim(house)
    page = await house.page(chat_id, PagePurpose.CHANGE_PHONE)
    elsewhere = await house.chat(2)
    await house.begin_reset(elsewhere, ME.username)
    await house.answer(elsewhere, ANSWERS)
    await house.reset(elsewhere)
    for password in (PASSWORD, NEW_PASSWORD):
        typed = TypedChange(Change.PHONE, password, "CCB", CARD, phone=THEIRS)
        refused = await house.accounts.maintaining.change(page, typed)
        assert isinstance(refused, Refused)
        assert refused.reason is Reason.NOT_LOGGED_IN


async def test_one_address_cannot_ask_for_every_document_or_username(small_house: House):
    house = small_house
    answers = []
    for n in range(11):
        chat_id = await house.chat(n)
        for _ in range(30):
            page = replace(await house.page(chat_id, PagePurpose.REGISTER_LOGIN), address=HERE)
            typed = TypedLogin("ab", "x", "x")
            answers.append(await house.accounts.give_login_data(page, typed))
    assert reasons(answers).count(Reason.TOO_MANY_TRIES) == 30
    assert sum(isinstance(answer, FieldFaults) for answer in answers) == 300


STRANGE = [
    "",
    " ",
    "\x00",
    "\u202eaisgnahz",
    "z" * 2_000,
    "张三",
    "ＺＨＡＮＧＳＡＮ",
    "zhangsan\u200b",
    "%00",
    "' OR 1=1 --",
    "\ufffd",
    "ﷺ" * 90,
]


@pytest.mark.parametrize("strange", STRANGE)
async def test_strange_usernames_are_nobodys_or_the_owners_and_never_an_error(small_house: House, strange: str):
    await victim(small_house)
    chat_id = await small_house.chat(2)
    answer = await small_house.log_in(chat_id, strange, PASSWORD)
    is_owners = strange == "ＺＨＡＮＧＳＡＮ"
    assert isinstance(answer, PageDone) is is_owners
    assert isinstance(await small_house.begin_reset(await small_house.chat(3), strange), PageDone)


@pytest.mark.parametrize("strange", ["0" * 7, "０" * 6 + "1", "-12345", "12 34 56 7", "\u0663" * 6, "", "1e5", "9" * 4_000])
async def test_strange_codes_prove_nothing(small_house: House, strange: str):
    await victim(small_house)
    chat_id = await small_house.chat(2)
    await small_house.begin_reset(chat_id, ME.username)
    await small_house.give_document(chat_id, ME)
    assert isinstance(await small_house.accounts.resetting.enter_code(chat_id, strange), Refused)


@pytest.mark.parametrize(
    "number", [resident()[:-1], resident() + "0", resident().replace("4", "٤"), "4" * 500, "\x00" + resident()]
)
async def test_strange_documents_are_told_beside_their_field_or_are_nobodys(small_house: House, number: str):
    await victim(small_house)
    page = await small_house.page(await small_house.chat(2), PagePurpose.RECOVER_USERNAME)
    answer = await small_house.accounts.recover_username(page, TypedPerson(ME.name, "resident_id", number))
    await small_house.accounts.settle()
    assert isinstance(answer, FieldFaults) or answer.outcome is Outcome.RECOVERY
