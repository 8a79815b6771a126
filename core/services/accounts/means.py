"""What every use case of accounts works with, and what each of them asks: which exam, and with which clause a "no" is said."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Protocol

from core.model.account import Change, Chat
from core.model.decisions import Refused
from core.model.exam import DocumentFormat, Exam
from core.ports import BankCheck, Clock, Sms
from core.rules.identity.passwords import spelled
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries.accounts import DOCUMENT, PHONE
from core.store.vault import Vault, new_token

_HASHES_AT_ONCE = 2


class Wording(Protocol):
    """Writes short messages in the reader's language."""

    def code(self, locale: str, code: str, minutes: int) -> str:
        """The message that carries a code."""

    def username(self, locale: str, username: str) -> str:
        """The message that carries a username."""

    def changed(self, locale: str, change: Change) -> str:
        """The message that tells what was changed in an account."""


@dataclass(frozen=True, slots=True)
class Means:
    """Built once, shared by the use cases.

    :param address_factor: how many times the limits of an address are granted; more than once where a campus shares one.
    """

    store: Store
    clock: Clock
    vault: Vault
    bank: BankCheck
    sms: Sms
    exams: Exams
    wording: Wording
    hashing: "Hashing"
    address_factor: int = 1

    def exam_of(self, tx: Tx, chat: Chat) -> Exam | None:
        """The exam whose banks and documents count: the one the chat speaks about, else the first there is (指南 三(四))."""
        current = self.exams.current(tx)
        return next((exam for exam in current if exam.id == chat.exam), current[0] if current else None)

    def document_index(self, form: DocumentFormat, person: str) -> str:
        """The blind index under which one person's document is known, whatever its kind is called."""
        return self.vault.index(f"{form.value}:{person}", place=DOCUMENT)

    def phone_index(self, phone: str) -> str:
        """The blind index of a phone number."""
        return self.vault.index(phone, place=PHONE)


def cited(exam: Exam, refused: Refused) -> Refused:
    """The refusal of a pure rule with the clause that the pack gives to its reason."""
    return replace(refused, clause=exam.clause_of(refused.reason))


@dataclass(slots=True)
class Hashing:
    """Password hashes off the event loop, a few at a time: each takes a core and 64 MB for a moment."""

    vault: Vault
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_HASHES_AT_ONCE))
    _nobody: str | None = None

    async def hash(self, password: str) -> str:
        """The hash to keep."""
        async with self._turns:
            return await asyncio.to_thread(self.vault.hash_password, spelled(password))

    async def is_password(self, password: str, password_hash: str | None) -> bool:
        """Whether the password belongs to the hash. ``None`` (no such account) costs the same work and is never right."""
        if self._nobody is None:
            self._nobody = await self.hash(new_token())
        async with self._turns:
            fits = await asyncio.to_thread(self.vault.is_password, spelled(password), password_hash or self._nobody)
        return fits and password_hash is not None
