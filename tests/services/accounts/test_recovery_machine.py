"""Any order of recovering and maintaining, by chats that know different things (指南 二(三), 二(四), 说明 三(三), 三(四)).

Nobody obtains a username, a new password or a changed phone without the proof that the clause asks for: a code to the registered
phone, three answers, a face, or the bank's yes; in a chat that is logged in the password and the bank's yes.
"""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core.model.account import Change, PagePurpose
from core.model.proofs import FaceOutcome
from core.ports import FaceNews
from core.services.accounts import Outcome, PageDone, Proved, TypedChange, TypedPerson, TypedPhone, UsernameSent
from core.store.engine import open_store
from core.store.queries.accounts import get_account, password_hash
from core.store.vault import Vault
from tests.support.accounts import ANSWERS, CARD, PASSWORD, PHONE, House, Person, house_on, resident
from tests.support.clock import FixedClock
from tests.support.database import empty_postgres, fresh_sqlite, sqlite_template
from tests.support.facts import at

ME = Person()
MINE, NOBODYS = "13900000000", "13700000000"
PHONES = st.sampled_from([PHONE, MINE, NOBODYS])
USERNAMES = st.sampled_from([ME.username, "ZhangSan", "nobody_here"])
CHATS = st.sampled_from([0, 1, 2])
BANK = st.sampled_from(["match", "phone_differs", "unreachable"])
FACE_LASTS = timedelta(minutes=10)
HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@cache
def migrated() -> Path:
    """An embedded database to copy from, made once."""
    return sqlite_template(Path(tempfile.mkdtemp()))


@dataclass
class Shown:
    """What was shown in one chat since its last recovery began: the yardstick, kept apart from the product."""

    is_mine: bool = False
    sent_to: str = ""
    is_document_right: bool = False
    username_sent_to: str = ""
    proved_at: datetime | None = None


@dataclass
class Face:
    """A check that was begun: whether it is the owner's, for the owner's recovery, and what was said of it."""

    request_id: str
    fits: bool
    begun_at: datetime
    has_passed: bool = False


class Strangers(RuleBasedStateMachine):
    """One account, three chats in which anybody may type anything, a bank and a camera that say yes or no, a clock that jumps.

    :param url: an empty migrated database; "" makes an embedded one.
    """

    def __init__(self, url: str = "") -> None:
        super().__init__()
        self.url = url
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = FixedClock(at("11-14 10:00:00"))
        self.stack = AsyncExitStack()
        self.shown = [Shown(), Shown(), Shown()]
        self.faces: dict[tuple[int, bool], Face] = {}
        self.bound: set[int] = set()
        self.asked: dict[tuple[int, str], str] = {}
        self.password = PASSWORD
        self.may_password = False
        self.may_phones: set[str] = set()
        self.run(self._begin())

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(coroutine)

    async def _begin(self) -> None:
        if self.url:
            await asyncio.to_thread(empty_postgres, self.url)
        store = open_store(self.url or fresh_sqlite(migrated(), self.folder))
        self.stack.push_async_callback(store.close)
        vault = Vault("a secret that only the tests know, and long enough", hasher=HASHER)
        self.house: House = await self.stack.enter_async_context(house_on(store, self.clock, vault))
        owner = await self.house.chat(9)
        await self.house.register(owner, ME)
        await self.house.set_questions(owner)
        self.chats = [await self.house.chat(number) for number in range(3)]
        self.kept = await self._facts()

    async def _facts(self) -> tuple[str, str]:
        """The password's hash and the phone, as they are."""
        vault = self.house.vault
        return await self.house.store.read(lambda tx: (password_hash(tx, 1), get_account(tx, vault, 1).phone))

    @rule(chat=CHATS, username=USERNAMES)
    def forget_password(self, chat: int, username: str) -> None:
        self._forget_password(chat, username)

    @rule(chat=CHATS, phone=PHONES, is_right=st.booleans())
    def type_document(self, chat: int, phone: str, is_right: bool) -> None:
        self._type_document(chat, phone, is_right)

    @rule(chat=CHATS, phone=PHONES)
    def type_code_of(self, chat: int, phone: str) -> None:
        self._type_code_of(chat, phone)

    @rule(chat=CHATS, is_right=st.booleans())
    def answer(self, chat: int, is_right: bool) -> None:
        self._answer(chat, is_right)

    @rule(chat=CHATS, number=st.integers(0, 99))
    def set_password(self, chat: int, number: int) -> None:
        self._set_password(chat, number)

    @rule(chat=CHATS, username=USERNAMES, phone=PHONES, is_right=st.booleans(), later=st.booleans())
    def go_by_code(self, chat: int, username: str, phone: str, is_right: bool, later: bool) -> None:
        """The whole way, as an owner goes it, or somebody who almost is one."""
        self.clock.forward(minutes=2)
        self._forget_password(chat, username)
        self._type_document(chat, phone, is_right)
        self._type_code_of(chat, phone)
        if not later:
            self._set_password(chat, 1)

    @rule(chat=CHATS, username=USERNAMES, is_right=st.booleans(), later=st.booleans())
    def go_by_answers(self, chat: int, username: str, is_right: bool, later: bool) -> None:
        """The same by questions."""
        self._forget_password(chat, username)
        self._answer(chat, is_right)
        if not later:
            self._set_password(chat, 2)

    @rule(chat=CHATS, phone=PHONES, is_right=st.booleans())
    def go_for_the_username(self, chat: int, phone: str, is_right: bool) -> None:
        """The username by name, document and code."""
        self.clock.forward(minutes=2)
        self._forget_username(chat, is_right)
        self._type_username_code_of(chat, phone)

    def _forget_password(self, chat: int, username: str) -> None:
        answer = self.run(self.house.begin_reset(self.chats[chat], username))
        if isinstance(answer, PageDone):
            self.shown[chat] = Shown(is_mine=username != "nobody_here")

    def _type_document(self, chat: int, phone: str, is_right: bool) -> None:
        number = ME.document_number if is_right else resident(7)
        answer = self.run(self.house.give_document(self.chats[chat], replace(ME, phone=phone, document_number=number)))
        if isinstance(answer, PageDone):
            self.shown[chat].sent_to, self.shown[chat].is_document_right = phone, is_right

    def _type_code_of(self, chat: int, phone: str) -> None:
        shown, code = self.shown[chat], self._code(phone)
        fits = shown.is_mine and shown.is_document_right and shown.sent_to == phone == self.kept[1]
        if isinstance(self.run(self.house.accounts.resetting.enter_code(self.chats[chat], code)), Proved):
            assert fits or shown.proved_at, "a code proved what it can't"
            shown.proved_at = shown.proved_at or self.clock.now()
            event("proved by a code")

    def _answer(self, chat: int, is_right: bool) -> None:
        answers = ANSWERS if is_right else (*ANSWERS[:2], "wrong")
        answer = self.run(self.house.answer(self.chats[chat], answers))
        if answer == PageDone(self.chats[chat], Outcome.RESET_PASSWORD):
            assert self.shown[chat].is_mine
            assert is_right
            self.shown[chat].proved_at = self.clock.now()
            event("proved by answers")

    def _set_password(self, chat: int, number: int) -> None:
        password = f"another horse {number:02d}"
        answer = self.run(self.house.reset(self.chats[chat], password))
        if not isinstance(answer, PageDone):
            return
        shown, face = self.shown[chat], self.faces.get((chat, True))
        is_proved = shown.proved_at is not None and self.clock.now() - shown.proved_at <= timedelta(minutes=15)
        if not is_proved:
            assert shown.is_mine
            assert self._opens(face), "a new password without a proof"
            event("a new password by a face")
            del self.faces[chat, True]
        self.shown = [Shown() if shown.is_mine else shown for shown in self.shown]
        self.asked = {key: phone for key, phone in self.asked.items() if key[1] != "change"}
        self.password, self.bound, self.may_password = password, set(), True
        event("a new password")

    def _opens(self, face: Face | None) -> bool:
        return face is not None and face.fits and face.has_passed and self.clock.now() - face.begun_at < FACE_LASTS

    @rule(chat=CHATS, for_password=st.booleans(), is_right=st.booleans())
    def begin_face(self, chat: int, for_password: bool, is_right: bool) -> None:
        self._begin_face(chat, for_password, is_right)

    @rule(chat=CHATS, for_password=st.booleans(), outcome=st.sampled_from(FaceOutcome))
    def hear_of_face(self, chat: int, for_password: bool, outcome: FaceOutcome) -> None:
        self._hear_of_face(chat, for_password, outcome)

    @rule(chat=CHATS)
    def send_username_by_face(self, chat: int) -> None:
        self._send_username_by_face(chat)

    @rule(chat=CHATS, is_right=st.booleans(), outcome=st.sampled_from(FaceOutcome))
    def go_for_the_username_by_face(self, chat: int, is_right: bool, outcome: FaceOutcome) -> None:
        """The whole way by a face."""
        self._begin_face(chat, False, is_right)
        self._hear_of_face(chat, False, outcome)
        self._send_username_by_face(chat)

    def _send_username_by_face(self, chat: int) -> None:
        before = len(self.house.phones.messages())
        answer = self.run(self.house.accounts.facing.send_username(self.chats[chat]))
        told = self.house.phones.messages()[: len(self.house.phones.messages()) - before]
        assert all(message.phone == self.kept[1] for message in told)
        if isinstance(answer, UsernameSent):
            assert self._opens(self.faces.pop((chat, False), None)), "a username without a face"
            event("a username by a face")

    @rule(chat=CHATS, username=USERNAMES, is_right=st.booleans(), outcome=st.sampled_from(FaceOutcome), later=st.booleans())
    def go_by_face(self, chat: int, username: str, is_right: bool, outcome: FaceOutcome, later: bool) -> None:
        """The whole way by a face."""
        self._forget_password(chat, username)
        self._begin_face(chat, True, is_right)
        self._hear_of_face(chat, True, outcome)
        if not later:
            self._set_password(chat, 3)

    def _begin_face(self, chat: int, for_password: bool, is_right: bool) -> None:
        purpose = PagePurpose.FACE_FOR_PASSWORD if for_password else PagePurpose.FACE_FOR_USERNAME
        typed = TypedPerson(ME.name, "resident_id", ME.document_number if is_right else resident(7))
        submission = self.run(self.house.page(self.chats[chat], purpose))
        if isinstance(self.run(self.house.accounts.facing.begin(submission, purpose, typed)), PageDone):
            fits = is_right and (self.shown[chat].is_mine or not for_password)
            self.faces[chat, for_password] = Face(self.house.camera.asked[-1][0], fits, self.clock.now())

    def _hear_of_face(self, chat: int, for_password: bool, outcome: FaceOutcome) -> None:
        face = self.faces.get((chat, for_password))
        if face is not None:
            heard = self.run(self.house.faces.hear(FaceNews(face.request_id, outcome, self.clock.now())))
            face.has_passed |= heard == "taken" and outcome is FaceOutcome.PASSED

    @rule(chat=CHATS, knows=st.booleans())
    def log_in(self, chat: int, knows: bool) -> None:
        self._log_in(chat, knows)

    @rule(chat=CHATS, phone=PHONES, knows=st.booleans(), bank=BANK)
    def go_and_change_the_phone(self, chat: int, phone: str, knows: bool, bank: str) -> None:
        """Somebody who knows the password, and somebody who finds the chat open."""
        self._log_in(chat, True)
        self._change_phone(chat, phone, knows, bank)

    def _log_in(self, chat: int, knows: bool) -> None:
        password = self.password if knows else "not it 1234"
        if isinstance(self.run(self.house.log_in(self.chats[chat], ME.username, password)), PageDone):
            assert knows
            self.bound.add(chat)

    @rule(chat=CHATS)
    def log_out(self, chat: int) -> None:
        self.run(self.house.accounts.log_out(self.chats[chat]))
        self.bound.discard(chat)
        self.asked.pop((chat, "change"), None)

    @rule(chat=CHATS, phone=PHONES, knows=st.booleans(), bank=BANK)
    def change_phone(self, chat: int, phone: str, knows: bool, bank: str) -> None:
        self._change_phone(chat, phone, knows, bank)

    def _change_phone(self, chat: int, phone: str, knows: bool, bank: str) -> None:
        self.house.bank.forget()
        self.house.bank.answer_next(bank)
        typed = TypedChange(Change.PHONE, self.password if knows else "not it 1234", "CCB", CARD, phone=phone)
        submission = self.run(self.house.page(self.chats[chat], PagePurpose.CHANGE_PHONE))
        answer = self.run(self.house.accounts.maintaining.change(submission, typed))
        if isinstance(answer, PageDone):
            assert chat in self.bound
            assert knows
            self._bank_was_asked(chat, "change", phone, bank)

    def _bank_was_asked(self, chat: int, why: str, phone: str, bank: str) -> None:
        """The form was taken: the bank said yes, or will be asked again."""
        assert bank != "phone_differs"
        if bank == "match":
            self.may_phones.add(phone)
            self.asked.pop((chat, why), None)
            event(f"the bank confirmed a phone: {why}")
        else:
            self.asked[chat, why] = phone

    @rule(bank=BANK)
    def bank_is_asked_again(self, bank: str) -> None:
        self.house.bank.forget()
        self.house.bank.answer_with(bank, name=None, card=None, times=None)
        self.clock.forward(minutes=16)
        self.run(self.house.accounts.ask_bank_again())
        self.house.bank.forget()
        if bank == "match":
            self.may_phones |= set(self.asked.values())
            event("the bank said yes later")
        if bank != "unreachable":
            self.asked = {}

    @rule(chat=CHATS, phone=PHONES, bank=BANK, is_mine=st.booleans())
    def replace_phone(self, chat: int, phone: str, bank: str, is_mine: bool) -> None:
        self.house.bank.forget()
        self.house.bank.answer_next(bank)
        number = ME.document_number if is_mine else resident(7)
        typed = TypedPhone(ME.name, "resident_id", number, "CCB", CARD, phone)
        submission = self.run(self.house.page(self.chats[chat], PagePurpose.REPLACE_PHONE))
        answer = self.run(self.house.accounts.replacing_phone.replace(submission, typed))
        if isinstance(answer, PageDone):
            self._bank_was_asked(chat, "dead phone", phone if is_mine else "", bank)

    @rule(chat=CHATS, is_right=st.booleans())
    def forget_username(self, chat: int, is_right: bool) -> None:
        self._forget_username(chat, is_right)

    @rule(chat=CHATS, phone=PHONES)
    def type_username_code_of(self, chat: int, phone: str) -> None:
        self._type_username_code_of(chat, phone)

    def _forget_username(self, chat: int, is_right: bool) -> None:
        typed = TypedPerson(ME.name if is_right else "李四", "resident_id", ME.document_number)
        submission = self.run(self.house.page(self.chats[chat], PagePurpose.RECOVER_USERNAME))
        answer = self.run(self.house.accounts.recover_username(submission, typed))
        self.run(self.house.accounts.settle())
        if isinstance(answer, PageDone):
            self.shown[chat] = Shown(username_sent_to=self.kept[1] if is_right else "")

    def _type_username_code_of(self, chat: int, phone: str) -> None:
        before = len(self.house.phones.messages())
        answer = self.run(self.house.accounts.enter_recovery_code(self.chats[chat], self._code(phone)))
        told = self.house.phones.messages()[: len(self.house.phones.messages()) - before]
        if isinstance(answer, UsernameSent):
            event("a username sent")
            assert self.shown[chat].username_sent_to == phone
        assert all(message.phone == self.kept[1] and isinstance(answer, UsernameSent) for message in told)

    @rule(minutes=st.sampled_from([1, 2, 6, 20, 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    @invariant()
    def nothing_changes_without_its_proof(self) -> None:
        hashed, phone = self.run(self._facts())
        if hashed != self.kept[0]:
            assert self.may_password
        if phone != self.kept[1]:
            assert phone in self.may_phones
        self.may_password, self.may_phones = False, set()
        self.kept = hashed, phone

    def _code(self, phone: str) -> str:
        """The newest code on a phone; it need not be meant for this chat."""
        found = (re.search(r"(?<!\d)\d{6}(?!\d)", message.text) for message in self.house.phones.messages(phone))
        return next((code[0] for code in found if code), "000000")

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def test_no_order_of_steps_gets_anybody_in() -> None:
    run_state_machine_as_test(Strangers, settings=settings(max_examples=20, stateful_step_count=20, deadline=None))


@pytest.mark.postgres
def test_nor_does_any_on_postgres(postgres_url: str) -> None:
    some = settings(max_examples=5, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(lambda: Strangers(postgres_url), settings=some)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_nor_does_any_of_many(kind: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres_url") if kind == "postgres" else ""
    many = settings(max_examples=60, stateful_step_count=40, deadline=None, derandomize=False)
    run_state_machine_as_test(lambda: Strangers(url), settings=many)
