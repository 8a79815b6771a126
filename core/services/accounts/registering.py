"""The first two pages of a registration (指南 二(一)1-2): log-in data and identity. The bank's part is in ``proving``.

A page that is sent again replaces its own part; another identity voids the bank's proof of the old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.rules.identity.identities import IdentityFaults, ReadIdentity, TypedIdentity, read_identity
from core.rules.identity.names import NameReading
from core.rules.identity.passwords import judge_password
from core.rules.identity.throttling import (
    IDENTITIES_A_DAY,
    IDENTITIES_OF_ADDRESS_A_DAY,
    USERNAMES_A_DAY,
    USERNAMES_OF_ADDRESS_A_DAY,
    Allowance,
    times,
)
from core.rules.identity.usernames import read_username
from core.services.accounts.drafts import Due, due, identity_of, outcome_now, sealed_identity
from core.services.accounts.means import Means, cited
from core.services.accounts.pages import SecurePage, Submission, admit, close
from core.services.accounts.results import FieldFaults, NameDoubts, PageDone
from core.services.accounts.tries import of_address
from core.store.engine import Tx
from core.store.queries import accounts, counters, registrations


@dataclass(frozen=True, slots=True, repr=False)
class TypedLogin:
    """Log-in data as typed. Never log one."""

    username: str
    password: str
    password_again: str


class Registering:
    """From nothing to a registration that only needs the bank's proof."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def give_login_data(self, submission: Submission, typed: TypedLogin) -> PageDone | FieldFaults | Refused:
        """Take username and password. A username that is taken is said here and again at the end."""
        now = self._means.clock.now()
        may = await self._means.store.write(lambda tx: self._count_begin(tx, submission, typed, now))
        if not isinstance(may, _Begin):
            return may
        password_hash = await self._means.hashing.hash(typed.password)

        def work(tx: Tx) -> PageDone | FieldFaults | Refused:
            begin = self._may_begin(tx, submission, typed, now, lock=True)
            if not isinstance(begin, _Begin):
                return begin
            self._keep_login(tx, begin, password_hash, now)
            return close(tx, submission, begin.page, outcome_now(tx, begin.page.chat.id, now), now)

        return await self._means.store.write(work)

    def _count_begin(
        self, tx: Tx, submission: Submission, typed: TypedLogin, now: datetime
    ) -> "_Begin | PageDone | FieldFaults | Refused":
        """Usernames are counted by chat and address: each tells whether somebody has it."""
        begin = self._may_begin(tx, submission, typed, now, lock=False)
        page = admit(tx, submission, PagePurpose.REGISTER_LOGIN, now, lock=False)
        if not isinstance(page, SecurePage):
            return begin
        limits = (USERNAMES_A_DAY, USERNAMES_OF_ADDRESS_A_DAY)
        return self._too_many(tx, "username", page.chat.id, submission.address, limits, now) or begin

    def _may_begin(
        self, tx: Tx, submission: Submission, typed: TypedLogin, now: datetime, *, lock: bool
    ) -> "_Begin | PageDone | FieldFaults | Refused":
        page = admit(tx, submission, PagePurpose.REGISTER_LOGIN, now, lock=lock)
        if not isinstance(page, SecurePage):
            return page
        chat = accounts.lock_chat(tx, page.chat.id) if lock else page.chat
        exam = self._means.exam_of(tx, chat)
        if chat.account_id is not None:
            return Refused(Reason.CHAT_BOUND_TO_OTHER)
        if exam is None:
            return Refused(Reason.NO_EXAM_OPEN)
        faults = dict(_login_faults(typed))
        username = read_username(typed.username)
        if isinstance(username, Refused):
            return FieldFaults({"username": username, **faults})
        if accounts.find_credentials(tx, username) is not None:
            faults["username"] = Refused(Reason.USERNAME_TAKEN)
        return FieldFaults(faults) if faults else _Begin(page, exam, username)

    def _keep_login(self, tx: Tx, begin: "_Begin", password_hash: str, now: datetime) -> None:
        chat_id = begin.page.chat.id
        values = {"username": begin.username, "password_hash": password_hash}
        if registrations.get_registration(tx, chat_id, now, lock=True) is not None:
            registrations.change_registration(tx, chat_id, **values)
        else:
            ends_at = now + timedelta(minutes=begin.exam.registration_minutes)
            registrations.start_registration(tx, chat_id=chat_id, now=now, expires_at=ends_at, **values)

    async def give_identity(self, submission: Submission, typed: TypedIdentity) -> PageDone | FieldFaults | NameDoubts | Refused:
        """Take the identity as the bank will be asked for it. A used document is said here and again at the end."""
        now = self._means.clock.now()

        def work(tx: Tx) -> PageDone | FieldFaults | NameDoubts | Refused:
            step = due(tx, self._means, submission, PagePurpose.REGISTER_IDENTITY, now)
            return self._identity(tx, submission, step, typed, now) if isinstance(step, Due) else step

        return await self._means.store.write(work)

    def _identity(
        self, tx: Tx, submission: Submission, step: Due, typed: TypedIdentity, now: datetime
    ) -> PageDone | FieldFaults | NameDoubts | Refused:
        too_many = self._too_many(
            tx, "identity", step.row.chat_id, submission.address, (IDENTITIES_A_DAY, IDENTITIES_OF_ADDRESS_A_DAY), now
        )
        if too_many is not None:
            return too_many
        match read_identity(typed, step.exam.document_types, now.astimezone(step.exam.tz).date()):
            case IdentityFaults(by_field):
                return FieldFaults({field: cited(step.exam, refused) for field, refused in by_field.items()})
            case NameReading() as reading:
                return NameDoubts(reading)
            case ReadIdentity() as read:
                index = self._means.document_index(read.format, read.document.person)
        if accounts.find_by_document(tx, index) is not None:
            return FieldFaults({"document_number": cited(step.exam, Refused(Reason.DOCUMENT_USED))})
        self._keep_identity(tx, step, read, index)
        return close(tx, submission, step.page, outcome_now(tx, step.row.chat_id, now), now)

    def _too_many(
        self, tx: Tx, what: str, chat_id: int, address: str, limits: tuple[Allowance, Allowance], now: datetime
    ) -> Refused | None:
        """Count one of ``what`` for the chat and for the address: what is typed tells whether it is used already (指南 二(一))."""
        by_chat, by_address = limits
        counted = [(f"{what}:chat:{chat_id}", by_chat)]
        shared = of_address(self._means, what, address)
        counted += [(shared.key, times(by_address, self._means.address_factor))] if shared else []
        free_at = [counters.take_one(tx, key, allowance, now) for key, allowance in counted]
        return next((Refused(Reason.TOO_MANY_TRIES, at=at) for at in free_at if at is not None), None)

    def _keep_identity(self, tx: Tx, step: Due, read: ReadIdentity, index: str) -> None:
        if identity_of(self._means.vault, step.row) == read.identity:
            return
        registrations.change_registration(
            tx,
            step.row.chat_id,
            identity_sealed=sealed_identity(self._means.vault, read.identity),
            document_index=index,
            phone_sealed=None,
            bank=None,
            card_last4=None,
            verified_at=None,
            notes=[note.value for note in read.document.notes],
        )


@dataclass(frozen=True, slots=True)
class _Begin:
    """Log-in data that can be taken."""

    page: SecurePage
    exam: Exam
    username: str


def _login_faults(typed: TypedLogin) -> Mapping[str, Refused]:
    if typed.password != typed.password_again:
        return {"password_again": Refused(Reason.PASSWORDS_DIFFER)}
    judged = judge_password(typed.password, typed.username)
    return {"password": judged} if judged else {}
