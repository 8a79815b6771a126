"""Recovery of a password: by document and registered phone or by three questions, and nobody learns who exists."""

from dataclasses import replace

import pytest

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.codes import LIFETIME
from core.services.accounts import CodeSent, FieldFaults, Outcome, PageDone, Proved, TypedPassword
from core.store.queries.audit import history
from tests.support.accounts import ANSWERS, NEW_PASSWORD, PASSWORD, PHONE, House, Person, resident

ME = Person()
OTHER_PHONE = "13900000000"


async def forgotten(house: House, username: str = ME.username) -> int:
    """Somebody registered in chat 1 and set questions; a new chat has typed a username."""
    first = await house.chat(1)
    await house.register(first, ME)
    await house.set_questions(first)
    house.clock.forward(minutes=10)
    chat_id = await house.chat(2)
    assert await house.begin_reset(chat_id, username) == PageDone(chat_id, Outcome.PASSWORD_WAYS)
    return chat_id


async def test_document_and_registered_phone_lead_to_a_new_password(house: House):
    chat_id = await forgotten(house)
    assert await house.give_document(chat_id, ME) == PageDone(chat_id, Outcome.PASSWORD_CODE)
    assert await house.accounts.resetting.enter_code(chat_id, house.code()) == Proved()
    assert await house.reset(chat_id) == PageDone(chat_id, Outcome.PASSWORD_RESET)
    assert await house.chats_of(ME) == []
    assert ("password_changed_logged_out", 1) in await house.letters()
    assert isinstance(await house.log_in(chat_id, ME.username, PASSWORD), Refused)
    assert await house.log_in(chat_id, ME.username, NEW_PASSWORD) == PageDone(chat_id, Outcome.LOGGED_IN)
    rows = await house.store.read(lambda tx: history(tx, "account", 1))
    assert [row.what for row in rows][-4:] == ["recovery_proved", "password_reset", "logged_out", "logged_in"]


@pytest.mark.parametrize(
    ("username", "person"),
    [
        (ME.username, replace(ME, phone=OTHER_PHONE)),
        (ME.username, replace(ME, document_number=resident(5))),
        ("nobody_here", ME),
        ("nobody_here", replace(ME, phone=OTHER_PHONE, document_number=resident(5))),
    ],
)
async def test_whatever_does_not_belong_together_receives_a_code_and_never_passes(house: House, username: str, person: Person):
    chat_id = await forgotten(house, username)
    assert await house.give_document(chat_id, person) == PageDone(chat_id, Outcome.PASSWORD_CODE)
    answer = await house.accounts.resetting.enter_code(chat_id, house.code(person.phone))
    assert answer == Refused(Reason.RECOVERY_NOT_PROVED, clause="指南 二(四)")
    assert await house.accounts.resetting.enter_code(chat_id, house.code(person.phone)) == Refused(Reason.CODE_EXPIRED)
    assert await house.reset(chat_id) == Refused(Reason.STEP_OUT_OF_ORDER)


async def test_three_right_answers_lead_to_a_new_password(house: House):
    chat_id = await forgotten(house)
    assert len(await house.accounts.answering.questions_for(chat_id)) == 3
    assert await house.answer(chat_id, (" 福田小学", "王老师\u3000", "小明")) == PageDone(chat_id, Outcome.RESET_PASSWORD)
    assert await house.reset(chat_id) == PageDone(chat_id, Outcome.PASSWORD_RESET)


@pytest.mark.parametrize("place", range(3))
async def test_one_wrong_answer_is_wrong_and_not_told_from_others(house: House, place: int):
    chat_id = await forgotten(house)
    answers = [("wrong" if index == place else answer) for index, answer in enumerate(ANSWERS)]
    assert await house.answer(chat_id, answers) == Refused(Reason.ANSWERS_WRONG, clause="指南 二(四)")
    assert await house.reset(chat_id) == Refused(Reason.STEP_OUT_OF_ORDER)


async def test_without_questions_the_guide_says_that_none_are_set(house: House):
    await house.register(await house.chat(1), ME)
    chat_id = await house.chat(2)
    await house.begin_reset(chat_id, ME.username)
    not_set = Refused(Reason.QUESTIONS_NOT_SET, clause="指南 二(四)")
    assert await house.accounts.answering.questions_for(chat_id) == not_set
    assert await house.answer(chat_id, ANSWERS) == not_set


async def test_who_is_not_known_is_answered_like_somebody_with_or_without_questions(small_house: House):
    seen = set()
    for number in range(8):
        chat_id = await small_house.chat(number)
        await small_house.begin_reset(chat_id, f"nobody{number}")
        asked = await small_house.accounts.answering.questions_for(chat_id)
        answer = await small_house.answer(chat_id, ANSWERS)
        assert isinstance(answer, Refused)
        assert answer.reason is (Reason.QUESTIONS_NOT_SET if isinstance(asked, Refused) else Reason.ANSWERS_WRONG)
        seen.add(answer.reason)
    assert seen == {Reason.QUESTIONS_NOT_SET, Reason.ANSWERS_WRONG}


async def test_guessing_answers_slows_down_in_whatever_chat(house: House):
    chat_id = await forgotten(house)
    for _ in range(5):
        await house.answer(chat_id, ["x", "y", "z"])
    other = await house.chat(3)
    await house.begin_reset(other, ME.username.upper())
    answer = await house.answer(other, ANSWERS)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.TOO_MANY_TRIES


async def test_another_username_voids_what_was_proved_before(house: House):
    chat_id = await forgotten(house)
    await house.answer(chat_id, ANSWERS)
    await house.begin_reset(chat_id, "somebody_else")
    assert await house.reset(chat_id) == Refused(Reason.STEP_OUT_OF_ORDER)


async def test_a_proof_ends_with_its_time(house: House):
    chat_id = await forgotten(house)
    await house.answer(chat_id, ANSWERS)
    house.clock.forward(minutes=16)
    assert await house.reset(chat_id) == Refused(Reason.STEP_OUT_OF_ORDER)


async def test_one_of_two_recoveries_wins_and_ends_the_other(house: House):
    chat_id = await forgotten(house)
    await house.answer(chat_id, ANSWERS)
    other = await house.chat(3)
    await house.begin_reset(other, ME.username)
    await house.answer(other, ANSWERS)
    assert await house.reset(other) == PageDone(other, Outcome.PASSWORD_RESET)
    assert await house.reset(chat_id, "third horse 7") == Refused(Reason.STEP_OUT_OF_ORDER)


async def test_another_code_can_be_asked_for_after_a_minute(house: House):
    chat_id = await forgotten(house)
    await house.give_document(chat_id, ME)
    house.clock.forward(minutes=1)
    assert await house.accounts.resetting.resend(chat_id) == CodeSent("138****5678", house.clock.now() + LIFETIME)
    assert await house.accounts.resetting.enter_code(chat_id, house.code(PHONE)) == Proved()


async def test_slips_of_the_new_password_leave_the_page_open(small_house: House):
    chat_id = await forgotten(small_house)
    await small_house.answer(chat_id, ANSWERS)
    submission = await small_house.page(chat_id, PagePurpose.RESET_PASSWORD)
    answer = await small_house.accounts.resetting.reset(submission, TypedPassword("", "short1", "short1"))
    assert isinstance(answer, FieldFaults)
    assert await small_house.accounts.resetting.reset(submission, TypedPassword("", NEW_PASSWORD, NEW_PASSWORD)) == PageDone(
        chat_id, Outcome.PASSWORD_RESET
    )
