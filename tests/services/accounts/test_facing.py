"""The face check as a way back: begun for whoever was typed, it opens only the account of the owner, once."""

import pytest

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.proofs import FaceOutcome
from core.model.reasons import Reason
from core.ports import FaceNews
from core.services.accounts import Outcome, PageDone, TypedPerson, UsernameSent
from core.services.accounts.faces import Heard
from tests.support.accounts import PHONE, House, Person, resident

ME = Person()
MINE = TypedPerson(ME.name, "resident_id", ME.document_number)
OTHERS = TypedPerson(ME.name, "resident_id", resident(7))
PASSED, FAILED, EXPIRED = FaceOutcome.PASSED, FaceOutcome.FAILED, FaceOutcome.EXPIRED


async def checked(house: House, purpose: PagePurpose, typed: TypedPerson, outcome: FaceOutcome, username: str = ME.username) -> int:
    """Somebody registered; a new chat has gone through a face check with this outcome."""
    await house.register(await house.chat(1), ME)
    house.clock.forward(minutes=5)
    chat_id = await house.chat(2)
    if purpose is PagePurpose.FACE_FOR_PASSWORD:
        await house.begin_reset(chat_id, username)
    done = await house.accounts.facing.begin(await house.page(chat_id, purpose), purpose, typed)
    assert isinstance(done, PageDone)
    assert (done.outcome, done.address) == (Outcome.FACE, f"https://faces.test/{house.camera.asked[-1][0]}")
    assert await house.faces.hear(FaceNews(house.camera.asked[-1][0], outcome, house.clock.now())) is Heard.TAKEN
    return chat_id


async def test_the_owners_face_leads_to_a_new_password_once(house: House):
    chat_id = await checked(house, PagePurpose.FACE_FOR_PASSWORD, MINE, PASSED)
    assert await house.reset(chat_id) == PageDone(chat_id, Outcome.PASSWORD_RESET)
    await house.begin_reset(chat_id, ME.username)
    assert await house.reset(chat_id, "third horse 7") == Refused(Reason.STEP_OUT_OF_ORDER)


@pytest.mark.parametrize(
    ("typed", "outcome", "username"),
    [(MINE, FAILED, ME.username), (MINE, EXPIRED, ME.username), (OTHERS, PASSED, ME.username), (MINE, PASSED, "nobody_here")],
)
async def test_nobody_elses_face_does(house: House, typed: TypedPerson, outcome: FaceOutcome, username: str):
    chat_id = await checked(house, PagePurpose.FACE_FOR_PASSWORD, typed, outcome, username)
    assert await house.reset(chat_id) == Refused(Reason.STEP_OUT_OF_ORDER)


async def test_the_owners_face_sends_the_username_to_the_registered_phone_once(house: House):
    chat_id = await checked(house, PagePurpose.FACE_FOR_USERNAME, MINE, PASSED)
    assert await house.accounts.facing.send_username(chat_id) == UsernameSent()
    newest = house.phones.messages()[0]
    assert (newest.phone, "zhangsan" in newest.text) == (PHONE, True)
    assert isinstance(await house.accounts.facing.send_username(chat_id), Refused)


@pytest.mark.parametrize(("typed", "outcome"), [(MINE, FAILED), (OTHERS, PASSED)])
async def test_any_other_face_sends_nothing(house: House, typed: TypedPerson, outcome: FaceOutcome):
    chat_id = await checked(house, PagePurpose.FACE_FOR_USERNAME, typed, outcome)
    answer = await house.accounts.facing.send_username(chat_id)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.FACE_NOT_PROVED
    assert len(house.phones.messages()) == 1


async def test_a_passed_check_ends_with_its_time(small_house: House):
    chat_id = await checked(small_house, PagePurpose.FACE_FOR_PASSWORD, MINE, PASSED)
    small_house.clock.forward(minutes=11)
    assert await small_house.reset(chat_id) == Refused(Reason.STEP_OUT_OF_ORDER)
