"""The owner changes the password or sets the questions: asked again for the password, told everywhere, sessions end."""

import pytest
import sqlalchemy as sa

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.accounts import FieldFaults, Outcome, PageDone, TypedPassword
from core.store.queries.audit import history
from core.store.tables.accounts import security_questions
from tests.support.accounts import ANSWERS, NEW_PASSWORD, PASSWORD, PHONE, Answer, House, Person

ME = Person()


async def change(house: House, chat_id: int, password: str = PASSWORD, new: str = NEW_PASSWORD, again: str | None = None) -> Answer:
    submission = await house.page(chat_id, PagePurpose.CHANGE_PASSWORD)
    return await house.accounts.secrets.change_password(submission, TypedPassword(password, new, again or new))


async def two_chats(house: House) -> tuple[int, int]:
    first, second = await house.chat(1), await house.chat(2)
    await house.register(first, ME)
    await house.log_in(second, ME.username, PASSWORD)
    return first, second


async def test_a_new_password_ends_the_other_sessions_and_everybody_is_told(house: House):
    first, second = await two_chats(house)
    assert await change(house, second) == PageDone(second, Outcome.CHANGED)
    assert await house.chats_of(ME) == [second]
    told = [("logged_in_elsewhere", first), ("password_changed_logged_out", first), ("password_changed", second)]
    assert await house.letters() == told
    assert await house.accounts.send_notices() == 1
    assert house.phones.messages()[0].phone == PHONE
    assert isinstance(await house.log_in(first, ME.username, PASSWORD), Refused)
    assert await house.log_in(first, ME.username, NEW_PASSWORD) == PageDone(first, Outcome.LOGGED_IN)
    rows = await house.store.read(lambda tx: history(tx, "account", 1))
    assert "password_changed" in [row.what for row in rows]


@pytest.mark.parametrize(
    ("password", "new", "again", "field", "reason"),
    [
        ("not it 123", NEW_PASSWORD, None, "password", Reason.PASSWORD_WRONG),
        (PASSWORD, NEW_PASSWORD, "something 9", "new_password_again", Reason.PASSWORDS_DIFFER),
        (PASSWORD, "zhangsan99", None, "new_password", Reason.PASSWORD_LIKE_USERNAME),
    ],
)
async def test_what_does_not_fit_is_said_beside_its_field(small_house: House, password, new, again, field, reason):
    first, _ = await two_chats(small_house)
    answer = await change(small_house, first, password, new, again)
    assert isinstance(answer, FieldFaults)
    assert {name: refused.reason for name, refused in answer.by_field.items()} == {field: reason}
    assert await small_house.letters() == [("logged_in_elsewhere", first)]


async def test_guessing_the_present_password_slows_down(house: House):
    first, _ = await two_chats(house)
    answers = [await change(house, first, "not it 123") for _ in range(6)]
    assert isinstance(answers[5], Refused)
    assert answers[5].reason is Reason.TOO_MANY_TRIES
    house.clock.forward(minutes=1)
    assert await change(house, first) == PageDone(first, Outcome.CHANGED)


async def test_nothing_changes_in_a_chat_that_is_logged_out(small_house: House):
    first, second = await two_chats(small_house)
    submission = await small_house.page(second, PagePurpose.CHANGE_PASSWORD)
    await change(small_house, first)
    answer = await small_house.accounts.secrets.change_password(
        submission, TypedPassword(NEW_PASSWORD, "third horse 7", "third horse 7")
    )
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_LOGGED_IN


async def test_answers_are_kept_as_one_hash_and_setting_them_is_told(house: House):
    first, second = await two_chats(house)
    assert await house.set_questions(first) == PageDone(first, Outcome.CHANGED)
    told = [letter for letter in await house.letters() if letter[0] != "logged_in_elsewhere"]
    assert told == [("questions_changed", first), ("questions_changed", second)]
    kept = await house.store.read(lambda tx: tx.execute(sa.select(security_questions)).one())
    assert kept.answers_hash.startswith("$argon2")
    assert not any(answer in str(kept) for answer in ANSWERS)


async def test_a_message_waits_for_a_carrier_out_of_reach(house: House):
    first, _ = await two_chats(house)
    house.phones.is_down = True
    await change(house, first)
    before = len(house.phones.messages())
    assert await house.accounts.send_notices() == 0
    house.phones.is_down = False
    house.clock.forward(minutes=2)
    assert await house.accounts.send_notices() == 1
    assert await house.accounts.send_notices() == 0
    assert len(house.phones.messages()) == before + 1
