"""The pages of a registration: stages, faults beside fields, what a repeated or a late form does."""

from dataclasses import replace
from datetime import timedelta

from core.model.account import PagePurpose, RegistrationStage
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.mending import Note
from core.services.accounts import FieldFaults, NameDoubts, Outcome, PageDone, Registered, TypedLogin
from core.store.queries.accounts import get_account
from core.store.queries.audit import history
from core.store.queries.chats import get_chat
from core.store.queries.outbox_claims import claim
from tests.support.accounts import CARD, PASSWORD, PHONE, House, Person, resident

ME = Person()


async def test_four_steps_make_a_verified_account_and_bind_the_chat(house: House):
    chat_id = await house.chat()
    account_id = await house.register(chat_id, ME)
    account = await house.store.read(lambda tx: get_account(tx, house.vault, account_id))
    chat = await house.store.read(lambda tx: get_chat(tx, chat_id))
    assert (account.username, account.identity.name, account.identity.document_number) == ("zhangsan", "张三", resident())
    assert (account.phone, account.bank, account.card_last4, account.verified_at) == (PHONE, "CCB", CARD[-4:], house.clock.now())
    assert chat is not None
    assert chat.account_id == account_id
    assert await house.accounts.registration_of(chat_id) is None


async def test_the_audit_keeps_a_registration_masked(house: House):
    account_id = await house.register(await house.chat(), ME)
    row = (await house.store.read(lambda tx: history(tx, "account", account_id)))[0]
    assert (row.what, row.actor, row.before) == ("registered", "chat:1", None)
    assert row.after == {
        "username": "zhangsan",
        "name": "张*",
        "document": f"440***********{resident()[-4:]}",
        "phone": "138****5678",
        "bank": "CCB",
        "card": f"**** {CARD[-4:]}",
    }


async def test_the_chat_sees_how_far_the_registration_is_masked(house: House):
    chat_id = await house.chat()
    assert await house.accounts.registration_of(chat_id) is None
    await house.up_to_code(chat_id, ME)
    view = await house.accounts.registration_of(chat_id)
    assert view is not None
    assert (view.stage, view.masked_name, view.masked_phone) == (RegistrationStage.CODE, "张*", "138****5678")


async def test_each_page_tells_the_chat_that_it_is_done(house: House):
    chat_id = await house.chat()
    await house.up_to_code(chat_id, ME)
    letters = await house.store.write(lambda tx: claim(tx, now=house.clock.now(), lease=timedelta(minutes=1), limit=10))
    told = [(letter.kind, letter.chat_id, letter.about["purpose"]) for letter in letters]
    assert told == [("page_done", chat_id, purpose) for purpose in ("register_login", "register_identity", "register_bank")]


async def test_a_registration_is_forgotten_after_the_time_of_the_exam(house: House):
    chat_id = await house.chat()
    code = await house.up_to_code(chat_id, ME)
    house.clock.forward(minutes=31)
    assert await house.accounts.registration_of(chat_id) is None
    assert await house.accounts.enter_code(chat_id, code) == Refused(Reason.NOTHING_TO_VERIFY)
    assert await house.accounts.forget_overdue() >= 1


async def test_faults_of_login_data_stand_beside_their_fields(small_house: House):
    chat_id = await small_house.chat()
    page = await small_house.page(chat_id, PagePurpose.REGISTER_LOGIN)
    answer = await small_house.accounts.give_login_data(page, TypedLogin("1x", "short", "other"))
    assert isinstance(answer, FieldFaults)
    assert {field: refused.reason for field, refused in answer.by_field.items()} == {
        "username": Reason.USERNAME_FORMAT,
        "password_again": Reason.PASSWORDS_DIFFER,
    }
    assert await small_house.accounts.give_login_data(page, ME.login) == PageDone(chat_id, Outcome.REGISTER_IDENTITY)


async def test_a_username_is_taken_whatever_its_capitals(house: House):
    await house.register(await house.chat(), ME)
    other = await house.chat(2)
    page = await house.page(other, PagePurpose.REGISTER_LOGIN)
    answer = await house.accounts.give_login_data(page, TypedLogin("ZhangSan", PASSWORD, PASSWORD))
    assert answer == FieldFaults({"username": Refused(Reason.USERNAME_TAKEN)})


async def test_a_used_document_is_said_at_the_identity_page_with_its_clause(house: House):
    await house.register(await house.chat(), ME)
    other = await house.chat(2)
    await house.accounts.give_login_data(await house.page(other, PagePurpose.REGISTER_LOGIN), replace(ME, username="lisi").login)
    answer = await house.accounts.give_identity(await house.page(other, PagePurpose.REGISTER_IDENTITY), ME.identity)
    assert isinstance(answer, FieldFaults)
    assert answer.by_field["document_number"].reason is Reason.DOCUMENT_USED
    assert answer.by_field["document_number"].clause == "指南 二(一)"


async def test_mended_numbers_are_noted_for_the_next_page(small_house: House):
    chat_id = await small_house.chat()
    blanks = " ".join((resident()[:6], resident()[6:14], resident()[14:]))
    await small_house.up_to_bank(chat_id, replace(ME, document_number=blanks))
    view = await small_house.accounts.registration_of(chat_id)
    assert view is not None
    assert (view.notes, view.masked_document) == ((Note.BLANKS,), f"440***********{resident()[-4:]}")


async def test_a_doubtful_name_is_asked_about_once_and_kept_raw(small_house: House):
    chat_id = await small_house.chat()
    await small_house.accounts.give_login_data(await small_house.page(chat_id, PagePurpose.REGISTER_LOGIN), ME.login)
    page = await small_house.page(chat_id, PagePurpose.REGISTER_IDENTITY)
    typed = replace(ME, name="李\ue863").identity
    asked = await small_house.accounts.give_identity(page, typed)
    assert isinstance(asked, NameDoubts)
    assert asked.reading.variant == "李\u4dae"
    done = await small_house.accounts.give_identity(page, replace(typed, name_kept="李\ue863"))
    assert done == PageDone(chat_id, Outcome.REGISTER_BANK)


async def test_a_later_page_without_the_earlier_ones_is_out_of_order(small_house: House):
    chat_id = await small_house.chat()
    identity = await small_house.page(chat_id, PagePurpose.REGISTER_IDENTITY)
    assert await small_house.accounts.give_identity(identity, ME.identity) == Refused(Reason.STEP_OUT_OF_ORDER)
    await small_house.accounts.give_login_data(await small_house.page(chat_id, PagePurpose.REGISTER_LOGIN), ME.login)
    bank = await small_house.page(chat_id, PagePurpose.REGISTER_BANK)
    assert await small_house.accounts.give_bank_data(bank, ME.bank_data) == Refused(Reason.STEP_OUT_OF_ORDER)


async def test_a_page_serves_its_own_purpose_only(small_house: House):
    chat_id = await small_house.chat()
    page = await small_house.page(chat_id, PagePurpose.LOGIN)
    assert await small_house.accounts.give_login_data(page, ME.login) == Refused(Reason.PAGE_UNKNOWN)


async def test_the_same_form_twice_leads_to_the_same_and_another_one_is_refused(house: House):
    chat_id = await house.chat()
    page = await house.page(chat_id, PagePurpose.REGISTER_LOGIN)
    first = await house.accounts.give_login_data(page, ME.login)
    assert await house.accounts.give_login_data(page, ME.login) == first
    other = replace(page, digest="0" * 64)
    assert await house.accounts.give_login_data(other, ME.login) == Refused(Reason.PAGE_USED)


async def test_a_page_ends_after_ten_minutes(small_house: House):
    page = await small_house.page(await small_house.chat(), PagePurpose.REGISTER_LOGIN)
    small_house.clock.forward(minutes=10)
    assert await small_house.accounts.give_login_data(page, ME.login) == Refused(Reason.PAGE_EXPIRED)


async def test_login_data_given_again_keeps_the_rest(house: House):
    chat_id = await house.chat()
    code = await house.up_to_code(chat_id, ME)
    page = await house.page(chat_id, PagePurpose.REGISTER_LOGIN)
    assert await house.accounts.give_login_data(page, replace(ME, username="other1").login) == PageDone(chat_id, Outcome.CODE)
    assert isinstance(await house.accounts.enter_code(chat_id, code), Registered)


async def test_another_identity_voids_the_proof_of_the_first(house: House):
    chat_id = await house.chat()
    code = await house.up_to_code(chat_id, ME)
    page = await house.page(chat_id, PagePurpose.REGISTER_IDENTITY)
    done = await house.accounts.give_identity(page, replace(ME, document_number=resident(2)).identity)
    assert done == PageDone(chat_id, Outcome.REGISTER_BANK)
    assert await house.accounts.enter_code(chat_id, code) == Refused(Reason.CODE_EXPIRED)


async def test_the_same_identity_again_keeps_the_proof(house: House):
    chat_id = await house.chat()
    await house.up_to_code(chat_id, ME)
    page = await house.page(chat_id, PagePurpose.REGISTER_IDENTITY)
    assert await house.accounts.give_identity(page, ME.identity) == PageDone(chat_id, Outcome.CODE)


async def test_a_bound_chat_registers_nobody_else(small_house: House):
    chat_id = await small_house.chat()
    await small_house.register(chat_id, ME)
    page = await small_house.page(chat_id, PagePurpose.REGISTER_LOGIN)
    assert await small_house.accounts.give_login_data(page, ME.login) == Refused(Reason.CHAT_BOUND_TO_OTHER)


async def test_giving_up_forgets_everything(small_house: House):
    chat_id = await small_house.chat()
    await small_house.up_to_code(chat_id, ME)
    await small_house.accounts.cancel_registration(chat_id)
    assert await small_house.accounts.registration_of(chat_id) is None


async def test_documents_cannot_be_tried_out_without_end(small_house: House):
    chat_id = await small_house.chat()
    await small_house.accounts.give_login_data(await small_house.page(chat_id, PagePurpose.REGISTER_LOGIN), ME.login)
    page = await small_house.page(chat_id, PagePurpose.REGISTER_IDENTITY)
    answers = [await small_house.accounts.give_identity(page, replace(ME, document_number="1").identity) for _ in range(31)]
    assert isinstance(answers[29], FieldFaults)
    assert isinstance(answers[30], Refused)
    assert answers[30].reason is Reason.TOO_MANY_TRIES
