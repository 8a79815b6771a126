"""A house with accounts: the real services, real adapters and the sandbox bank and carrier behind them, on any store."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import sqlalchemy as sa
from fastapi import FastAPI

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.packs import read_pack
from core.ports import FaceNews
from core.rules.identity.documents import check_character
from core.rules.identity.questions import QUESTIONS
from core.services.accounts import (
    Accounts,
    FieldFaults,
    Outcome,
    PageDone,
    Pages,
    Registered,
    Submission,
    TypedBank,
    TypedIdentity,
    TypedLogin,
    TypedOwner,
    TypedPassword,
)
from core.services.accounts.faces import Faces
from core.services.accounts.opening import OWNERS, RECOVERING
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries.accounts import find_credentials
from core.store.queries.chats import add_chat, chats_of
from core.store.tables.outbox import outbox
from core.store.vault import Vault
from gateways.bank import HttpBank
from gateways.sandbox.bank import SandboxBank, sandbox_bank
from gateways.sandbox.sms import SandboxPhones, sandbox_sms
from gateways.sms import HttpSms
from locales.messages import ShortMessages
from tests.support.clock import FixedClock
from tests.support.facts import BUNDLED

KEY = "a key that both sides know"
PASSWORD = "correct horse 9"
CARD = "6217000010000091234"
PHONE = "13812345678"
NEW_PASSWORD = "another horse 8"
ANSWERS = ("福田小学", "王老师", "小明")

Answer = PageDone | FieldFaults | Refused


def resident(number: int = 1) -> str:
    """A resident ID number; another one for every ``number``."""
    first = f"440306198503{number // 400 + 1:02d}{number % 400 * 2 + 1:03d}"
    return first + check_character(first)


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody types into the pages."""

    username: str = "zhangsan"
    password: str = PASSWORD
    name: str = "张三"
    document_number: str = resident()
    bank: str = "CCB"
    card_number: str = CARD
    phone: str = PHONE
    name_kept: str = ""

    @property
    def login(self) -> TypedLogin:
        return TypedLogin(self.username, self.password, self.password)

    @property
    def identity(self) -> TypedIdentity:
        return TypedIdentity(self.name, self.name_kept, "resident_id", self.document_number, "", "")

    @property
    def bank_data(self) -> TypedBank:
        return TypedBank(self.bank, self.card_number, self.phone)


@dataclass(frozen=True, slots=True)
class House:
    """Services on one store, and the sandbox world they speak to."""

    store: Store
    clock: FixedClock
    vault: Vault
    exams: Exams
    pages: Pages
    accounts: Accounts
    bank: SandboxBank
    phones: SandboxPhones
    faces: Faces
    camera: "StandInCamera"

    async def chat(self, native_id: int = 1, channel: str = "web") -> int:
        """A new chat; its id."""
        chat = await self.store.write(lambda tx: add_chat(tx, channel, native_id, "zh_CN", self.clock.now()))
        return chat.id

    async def page(self, chat_id: int, purpose: PagePurpose) -> Submission:
        """A form on a fresh page; each has its own fingerprint."""
        token = await self.pages.open(chat_id, purpose)
        return Submission.of(token, {"typed": token})

    async def up_to_bank(self, chat_id: int, person: Person) -> None:
        """Log-in data and identity are given."""
        done = await self.accounts.give_login_data(await self.page(chat_id, PagePurpose.REGISTER_LOGIN), person.login)
        assert done == PageDone(chat_id, Outcome.REGISTER_IDENTITY)
        done = await self.accounts.give_identity(await self.page(chat_id, PagePurpose.REGISTER_IDENTITY), person.identity)
        assert done == PageDone(chat_id, Outcome.REGISTER_BANK)

    async def up_to_code(self, chat_id: int, person: Person) -> str:
        """The bank has confirmed; the code on the phone."""
        await self.up_to_bank(chat_id, person)
        done = await self.accounts.give_bank_data(await self.page(chat_id, PagePurpose.REGISTER_BANK), person.bank_data)
        assert done == PageDone(chat_id, Outcome.CODE)
        return self.code(person.phone)

    async def register(self, chat_id: int, person: Person) -> int:
        """The whole way; the account's id."""
        registered = await self.accounts.enter_code(chat_id, await self.up_to_code(chat_id, person))
        assert isinstance(registered, Registered)
        return registered.account_id

    async def log_in(self, chat_id: int, username: str, password: str) -> PageDone | Refused:
        """Try to log in on a fresh page."""
        return await self.accounts.log_in(await self.page(chat_id, PagePurpose.LOGIN), username, password)

    async def set_questions(self, chat_id: int, answers: Sequence[str] = ANSWERS, password: str = PASSWORD) -> Answer:
        """Set the three first questions of the list with these answers."""
        submission = await self.page(chat_id, PagePurpose.SET_QUESTIONS)
        return await self.accounts.secrets.set_questions(submission, password, list(zip(QUESTIONS, answers, strict=False)))

    async def begin_reset(self, chat_id: int, username: str) -> Answer:
        """Say whose password is forgotten."""
        return await self.accounts.resetting.begin(await self.page(chat_id, PagePurpose.RECOVER_PASSWORD), username)

    async def give_document(self, chat_id: int, person: Person) -> Answer:
        """Type document and phone for a password's recovery."""
        typed = TypedOwner("resident_id", person.document_number, person.phone)
        return await self.accounts.resetting.send_code(await self.page(chat_id, PagePurpose.RECOVER_BY_DOCUMENT), typed)

    async def answer(self, chat_id: int, answers: Sequence[str]) -> Answer:
        """Answer the three questions."""
        return await self.accounts.answering.answer(await self.page(chat_id, PagePurpose.RECOVER_BY_QUESTIONS), answers)

    async def reset(self, chat_id: int, password: str = NEW_PASSWORD) -> Answer:
        """Type the new password twice."""
        submission = await self.page(chat_id, PagePurpose.RESET_PASSWORD)
        return await self.accounts.resetting.reset(submission, TypedPassword("", password, password))

    async def make_due(self, chat_id: int, purpose: PagePurpose, person: Person) -> None:
        """Do what has to come before a page of that purpose."""
        if purpose in {PagePurpose.REGISTER_IDENTITY, PagePurpose.REGISTER_BANK}:
            await self.up_to_bank(chat_id, person)
        if purpose in OWNERS | RECOVERING:
            self.clock.forward(minutes=2)
        if purpose in OWNERS:
            await self.register(chat_id, person)
        if purpose in RECOVERING:
            await self.register(await self.chat(1000 + chat_id), person)
            await self.set_questions((await self.chats_of(person))[0])
            await self.begin_reset(chat_id, person.username)
        if purpose is PagePurpose.REPLACE_PHONE:
            await self.begin_reset(chat_id, person.username)
        if purpose is PagePurpose.RESET_PASSWORD:
            assert await self.answer(chat_id, ANSWERS) == PageDone(chat_id, Outcome.RESET_PASSWORD)

    async def chats_of(self, person: Person) -> list[int]:
        """Ids of the chats that are bound to somebody's account."""

        def work(tx: Tx) -> list[int]:
            known = find_credentials(tx, person.username)
            return [chat.id for chat in chats_of(tx, known.account_id)] if known else []

        return await self.store.read(work)

    async def letters(self) -> list[tuple[str, int | None]]:
        """Kind and chat of every letter that tells something, in order."""
        columns = (outbox.c.kind, outbox.c.chat_id)
        query = sa.select(*columns).where(outbox.c.kind != "page_done").order_by(outbox.c.id)
        return [(row[0], row[1]) for row in await self.store.read(lambda tx: tx.execute(query).all())]

    def code(self, phone: str = PHONE) -> str:
        """The code in the last message to a phone."""
        found = re.search(r"\d{6}", self.phones.messages(phone)[0].text)
        assert found is not None
        return found[0]


class StandInCamera:
    """A provider of face checks that remembers what it was asked; the sandbox's has tests of its own."""

    name = "camera"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    async def begin(self, request_id: str, name: str, document_number: str, return_url: str) -> str:
        self.asked.append((request_id, name, document_number))
        return f"https://faces.test/{request_id}"

    def parse_notification(self, headers: Mapping[str, str], body: bytes, /) -> FaceNews:
        raise NotImplementedError


@asynccontextmanager
async def house_on(store: Store, clock: FixedClock, vault: Vault, *, address_factor: int = 1) -> AsyncIterator[House]:
    """A house with the bundled exam loaded."""
    bank, phones, world = SandboxBank(slow_seconds=0.01), SandboxPhones(), FastAPI()
    world.mount("/sandbox/bank", sandbox_bank(bank, key=KEY, clock=clock))
    world.mount("/sandbox/sms", sandbox_sms(phones, key=KEY, clock=clock))
    exams = Exams(store, clock)
    await exams.load(read_pack(BUNDLED))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(world)) as client:
        http_bank = HttpBank(client, "http://world.test/sandbox/bank", KEY, clock)
        http_sms = HttpSms(client, "http://world.test/sandbox/sms", KEY, clock)
        camera = StandInCamera()
        faces = Faces(store, clock, camera, public_url="http://kaoban.test")
        messages = ShortMessages()
        accounts = Accounts(store, clock, vault, http_bank, http_sms, exams, messages, faces, address_factor=address_factor)
        yield House(store, clock, vault, exams, Pages(store, clock), accounts, bank, phones, faces, camera)
        await accounts.settle()
