"""Any order of recovering, by chats that know different things (指南 二(三), 二(四), 说明 三(四)).

Nobody obtains a username, a new password or a changed phone without the proof that the clause asks for.
"""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.model.account import PagePurpose
from core.services.accounts import Outcome, PageDone, Proved, TypedPerson, TypedPhone, UsernameSent
from core.store.engine import open_store
from core.store.migrate import migrate
from core.store.queries.accounts import get_account, password_hash
from core.store.vault import Vault
from tests.support.accounts import ANSWERS, CARD, PHONE, House, Person, house_on, resident
from tests.support.clock import FixedClock
from tests.support.facts import at

ME = Person()
MINE, NOBODYS = "13900000000", "13700000000"
PHONES = st.sampled_from([PHONE, MINE, NOBODYS])
USERNAMES = st.sampled_from([ME.username, "ZhangSan", "nobody_here"])
CHATS = st.sampled_from([0, 1, 2])
HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@dataclass
class Shown:
    """What was shown in one chat since its last recovery began: the yardstick, kept apart from the product."""

    is_mine: bool = False
    sent_to: str = ""
    is_document_right: bool = False
    username_sent_to: str = ""
    proved_at: datetime | None = None


class Strangers(RuleBasedStateMachine):
    """One account, three chats in which anybody may type anything, a bank that says yes or no, a clock that jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = FixedClock(at("11-14 10:00:00"))
        self.stack = AsyncExitStack()
        self.shown = [Shown(), Shown(), Shown()]
        self.may_password = self.may_phone = ""
        self.run(self._begin())

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(coroutine)

    async def _begin(self) -> None:
        url = f"sqlite:///{self.folder / 'one.db'}"
        await asyncio.to_thread(migrate, url)
        store = open_store(url)
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
        answer = self.run(self.house.reset(self.chats[chat], f"another horse {number:02d}"))
        if isinstance(answer, PageDone):
            proved_at = self.shown[chat].proved_at
            assert proved_at is not None
            assert self.clock.now() - proved_at <= timedelta(minutes=15)
            self.shown = [Shown() if shown.is_mine else shown for shown in self.shown]
            self.may_password = "reset"
            event("a new password")

    @rule(chat=CHATS, phone=PHONES, yes=st.booleans(), is_mine=st.booleans())
    def replace_phone(self, chat: int, phone: str, yes: bool, is_mine: bool) -> None:
        self.house.bank.forget()
        self.house.bank.answer_next("match" if yes else "phone_differs")
        number = ME.document_number if is_mine else resident(7)
        typed = TypedPhone(ME.name, "resident_id", number, "CCB", CARD, phone)
        submission = self.run(self.house.page(self.chats[chat], PagePurpose.REPLACE_PHONE))
        answer = self.run(self.house.accounts.replacing_phone.replace(submission, typed))
        if isinstance(answer, PageDone):
            assert yes
            self.may_phone = phone if is_mine else ""
            event("the bank confirmed a phone")

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
            assert self.may_password == "reset"
        if phone != self.kept[1]:
            assert phone == self.may_phone
        self.may_password = self.may_phone = ""
        self.kept = hashed, phone

    def _code(self, phone: str) -> str:
        """The newest code on a phone; it need not be meant for this chat."""
        found = (re.search(r"(?<!\d)\d{6}(?!\d)", message.text) for message in self.house.phones.messages(phone))
        return next((code[0] for code in found if code), "000000")

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()
        shutil.rmtree(self.folder, ignore_errors=True)


TestStrangers = Strangers.TestCase
TestStrangers.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
