"""Recover the username (指南 二(三)2): name and document on a page, a code to the registered phone, the username by message.

Whether the data fit an account shows nowhere: the same words, the same limits, the same wearing out of codes. The code is sent
behind the answer's back, because only a known phone takes the time to send to.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import OutsideWorldError
from core.model.account import Account, Chat, PagePurpose
from core.model.decisions import Refused
from core.model.exam import DocumentFormat, Exam
from core.model.reasons import Reason
from core.rules.identity.codes import LIFETIME, CodePurpose, read_code
from core.rules.identity.documents import read_document
from core.rules.identity.names import read_name
from core.rules.identity.throttling import CODE_A_MINUTE, CODES_OF_ADDRESS_A_DAY, RECOVERIES_A_DAY, Allowance, times
from core.services.accounts.addresses import ADDRESS, network_of
from core.services.accounts.codes import Parcel, deliver, new_code, prove, write_down, write_down_nothing
from core.services.accounts.means import Means, cited
from core.services.accounts.old_names import old_lists, old_refusal
from core.services.accounts.pages import SecurePage, Submission, admit, close
from core.services.accounts.results import CodeSent, FieldFaults, Outcome, PageDone, UsernameSent
from core.services.accounts.tries import begin_try, of_address
from core.store.engine import Tx
from core.store.queries import accounts, codes, counters
from core.store.queries.audit import record
from core.store.queries.recoveries import Wanted, get_recovery, put_recovery

_PURPOSE = CodePurpose.RECOVER_USERNAME
_LASTS = 3 * LIFETIME
_COUNTED_DIGITS = 12
PERSONAL, ORGANISATION = "personal", "organisation"


@dataclass(frozen=True, slots=True, repr=False)
class TypedPerson:
    """Who somebody says to be, as typed. Never log one.

    :param old_username: one that is remembered, "" for none; those from before the unified platform are void.
    """

    name: str
    document_type: str
    document_number: str
    user_type: str = PERSONAL
    old_username: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A name, spelled as doubtful characters are meant, and a document; accounts of organisations aren't kept here."""

    name: str
    document_index: str
    is_personal: bool


@dataclass(frozen=True, slots=True, repr=False)
class _Proved:
    """A code was right: whose username may be sent, and whether that is new."""

    account: Account
    code_id: int
    locale: str
    is_new: bool


class Recovering:
    """From name and document to a message with the username."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._sending: set[asyncio.Task[Refused | None]] = set()

    async def recover_username(self, submission: Submission, typed: TypedPerson) -> PageDone | FieldFaults | Refused:
        """Send a code where the data fit an account; answer the same where they don't."""
        now, code = self._means.clock.now(), new_code()
        parcels: list[Parcel] = []
        lists = await old_lists(self._means, typed.old_username) if typed.old_username else ()

        def work(tx: Tx) -> PageDone | FieldFaults | Refused:
            parcels.clear()
            page = admit(tx, submission, PagePurpose.RECOVER_USERNAME, now)
            if not isinstance(page, SecurePage):
                return page
            void = old_refusal(tx, self._means, lists)
            if void is not None:
                return replace(close(tx, submission, page, Outcome.OLD_USERNAME, now), warning=void)
            exam = self._means.exam_of(tx, page.chat)
            person = self.read_person(typed, exam, now) if exam else Refused(Reason.NO_EXAM_OPEN)
            limited = self._limited(tx, page.chat, person, submission.address, now) if isinstance(person, Person) else person
            if limited is not None or not isinstance(person, Person):
                return limited or Refused(Reason.NO_EXAM_OPEN)
            account_id = self.whose(tx, person)
            put_recovery(
                tx,
                chat_id=page.chat.id,
                wanted=Wanted.USERNAME,
                account_id=account_id,
                subject=person.document_index,
                now=now,
                expires_at=now + _LASTS,
            )
            parcels.extend(self._code(tx, page.chat, account_id, person.document_index, code, now))
            return close(tx, submission, page, Outcome.RECOVERY, now)

        answer = await self._means.store.write(work)
        self._send(parcels)
        return answer

    def read_person(self, typed: TypedPerson, exam: Exam, now: datetime) -> Person | FieldFaults:
        """The person as typed, or what is wrong with it by field."""
        kind = next((kind for kind in exam.document_types if kind.id == typed.document_type), None)
        name = read_name(typed.name)
        form = kind.format if kind else DocumentFormat.PASSPORT
        document = read_document(form, typed.document_number, now.astimezone(exam.tz).date())
        known_kind = kind or Refused(Reason.DOCUMENT_TYPE_UNKNOWN)
        read = {"name": name, "document_type": known_kind, "document_number": document}
        if isinstance(name, Refused) or isinstance(document, Refused) or kind is None:
            return FieldFaults({field: cited(exam, value) for field, value in read.items() if isinstance(value, Refused)})
        person = self._means.document_index(form, document.person)
        return Person(name.variant or name.raw, person, typed.user_type == PERSONAL)

    def _limited(self, tx: Tx, chat: Chat, person: Person, address: str, now: datetime) -> Refused | None:
        """Limits of the chat, of the document that was typed and of the address; those of a phone would tell that there is one."""
        network = network_of(address)
        by_address = f"recovery:address:{self._means.vault.index(network, place=ADDRESS)}"
        limits: tuple[tuple[str, Allowance, Reason], ...] = (
            (_minute(chat.id), CODE_A_MINUTE, Reason.CODE_TOO_SOON),
            (f"recovery:chat:{chat.id}", RECOVERIES_A_DAY, Reason.TOO_MANY_TRIES),
            (f"recovery:document:{person.document_index}", RECOVERIES_A_DAY, Reason.TOO_MANY_TRIES),
            (by_address, times(CODES_OF_ADDRESS_A_DAY, self._means.address_factor), Reason.TOO_MANY_TRIES),
        )
        for key, allowance, reason in limits if network else limits[:-1]:
            free_at = counters.take_one(tx, key, allowance, now)
            if free_at is not None:
                return Refused(reason, at=free_at)
        return begin_try(tx, (recovery_key(chat.id),), now, of_address(self._means, "recovery:try", address))

    def whose(self, tx: Tx, person: Person) -> int | None:
        """The account of this person, where name and document fit."""
        account_id = accounts.find_by_document(tx, person.document_index)
        if account_id is None:
            accounts.find_nobody(tx)
            return None
        name = read_name(accounts.get_account(tx, self._means.vault, account_id).identity.name)
        assert not isinstance(name, Refused)
        return account_id if (name.variant or name.raw) == person.name and person.is_personal else None

    def _code(self, tx: Tx, chat: Chat, account_id: int | None, subject: str, code: str, now: datetime) -> list[Parcel]:
        """The code to send; for nobody one is written down with the same work, under a phone that doesn't exist, and never sent."""
        if account_id is None:
            accounts.find_nobody(tx)
            phone, counted = f"nobody:{subject}", -int(subject[:_COUNTED_DIGITS], 16)
        else:
            phone, counted = accounts.get_account(tx, self._means.vault, account_id).phone, account_id
        parcel = write_down(tx, self._means, chat, _PURPOSE, phone, code, now, account_id=counted)
        if isinstance(parcel, Refused):
            write_down_nothing(tx, self._means, chat, _PURPOSE, now)
            return []
        return [parcel] if account_id is not None else []

    async def resend(self, chat_id: int) -> CodeSent | Refused:
        """Send another code of a recovery under way, or seem to."""
        now, code = self._means.clock.now(), new_code()
        parcels: list[Parcel] = []

        def work(tx: Tx) -> CodeSent | Refused:
            parcels.clear()
            chat = accounts.lock_chat(tx, chat_id)
            recovery = get_recovery(tx, chat_id, now, Wanted.USERNAME)
            if recovery is None:
                return Refused(Reason.NOTHING_TO_VERIFY)
            too_soon = counters.take_one(tx, _minute(chat_id), CODE_A_MINUTE, now)
            if too_soon is not None:
                return Refused(Reason.CODE_TOO_SOON, at=too_soon)
            parcels.extend(self._code(tx, chat, recovery.account_id, recovery.subject, code, now))
            return CodeSent(None, now + LIFETIME)

        answer = await self._means.store.write(work)
        self._send(parcels)
        return answer

    def _send(self, parcels: list[Parcel]) -> None:
        for parcel in parcels:
            task = asyncio.create_task(deliver(self._means, parcel))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def settle(self) -> None:
        """Return when every code that is on its way has been handed to the carrier."""
        await asyncio.gather(*self._sending)

    async def enter_code(self, chat_id: int, typed: str) -> UsernameSent | Refused:
        """Send the username to the registered phone; it is never shown in the chat."""
        now = self._means.clock.now()
        proved = await self._means.store.write(lambda tx: self._prove(tx, chat_id, read_code(typed), now))
        if isinstance(proved, Refused):
            return proved
        text = self._means.wording.username(proved.locale, proved.account.username)
        try:
            await self._means.sms.send(proved.account.phone, text, idempotency_key=f"username:{proved.code_id}")
        except OutsideWorldError:
            await self._means.store.write(lambda tx: codes.mark_used(tx, proved.code_id, None))
            return Refused(Reason.SMS_UNREACHABLE)
        if proved.is_new:
            await self._means.store.write(
                lambda tx: record(tx, "account", proved.account.id, now, f"chat:{chat_id}", "username_sent")
            )
        return UsernameSent()

    def _prove(self, tx: Tx, chat_id: int, code: str | None, now: datetime) -> _Proved | Refused:
        chat = accounts.lock_chat(tx, chat_id)
        recovery = get_recovery(tx, chat_id, now, Wanted.USERNAME)
        if recovery is None:
            return Refused(Reason.NOTHING_TO_VERIFY)
        proof = prove(tx, self._means, chat_id, _PURPOSE, code, now)
        if isinstance(proof, Refused):
            return proof
        known = recovery.account_id and accounts.get_account(tx, self._means.vault, recovery.account_id)
        if not known or proof.phone_index != self._means.phone_index(known.phone):
            return Refused(Reason.CODE_EXPIRED)
        codes.mark_used(tx, proof.id, now)
        counters.clear_count(tx, recovery_key(chat_id))
        return _Proved(known, proof.id, chat.locale, proof.used_at is None)


def recovery_key(chat_id: int) -> str:
    """Under which the recoveries of a chat are counted that led nowhere yet."""
    return f"recovery:try:chat:{chat_id}"


def _minute(chat_id: int) -> str:
    return f"recovery:minute:{chat_id}"
