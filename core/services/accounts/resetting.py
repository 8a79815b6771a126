"""Recover the password (指南 二(四)): username on a page, then one of the ways, then a new password twice.

Whether there is such an account shows nowhere: a code goes to whatever phone was typed, and who isn't known is asked questions or
told that none are set, always the same. A phone other than the registered one receives a code, yet never passes.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from core.model.account import Account, Change, Chat, PagePurpose
from core.model.decisions import Refused
from core.model.exam import DocumentType, Exam
from core.model.proofs import FacePurpose
from core.model.reasons import Reason
from core.rules.identity.codes import LIFETIME, CodePurpose, read_code
from core.rules.identity.documents import read_document
from core.rules.identity.masking import masked_phone
from core.rules.identity.throttling import RECOVERIES_A_DAY
from core.rules.identity.usernames import username_key
from core.services.accounts.codes import Parcel, deliver, new_code, prove, write_down
from core.services.accounts.faces import take_passed
from core.services.accounts.keeping_secrets import TypedPassword, password_faults
from core.services.accounts.means import Means, cited
from core.services.accounts.old_names import old_lists, old_refusal
from core.services.accounts.pages import SecurePage, Submission, admit, close
from core.services.accounts.phones import read_phone
from core.services.accounts.recovering import recovery_key
from core.services.accounts.results import CodeSent, FieldFaults, Outcome, PageDone, Proved
from core.services.accounts.telling import note, tell_change
from core.services.accounts.tries import begin_try, of_address
from core.store.engine import Tx
from core.store.queries import accounts, codes, counters
from core.store.queries.recoveries import (
    Proof,
    RecoveryRow,
    Wanted,
    change_recovery,
    end_recoveries_of,
    end_recovery,
    get_recovery,
    put_recovery,
)

LASTS = 3 * LIFETIME
PHONE = "recovery.phone"
_PURPOSE = CodePurpose.RECOVER_PASSWORD


@dataclass(frozen=True, slots=True, repr=False)
class TypedOwner:
    """A document and a phone as typed. Never log one."""

    document_type: str
    document_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A page of a password's recovery, and how far that is."""

    page: SecurePage
    exam: Exam
    recovery: RecoveryRow


def stage(tx: Tx, means: Means, submission: Submission, purpose: PagePurpose, now: datetime) -> Stage | PageDone | Refused:
    """Let the form of a recovery's later page in, or say why it isn't its turn. Holds page, chat and recovery."""
    page = admit(tx, submission, purpose, now)
    if not isinstance(page, SecurePage):
        return page
    chat = accounts.lock_chat(tx, page.chat.id)
    exam, recovery = means.exam_of(tx, chat), get_recovery(tx, chat.id, now, Wanted.PASSWORD)
    if exam is None:
        return Refused(Reason.NO_EXAM_OPEN)
    return Stage(page, exam, recovery) if recovery else Refused(Reason.STEP_OUT_OF_ORDER)


def proved(tx: Tx, chat: Chat, row: RecoveryRow, proof: Proof, now: datetime) -> None:
    """Write down how the owner was recognised; from here on a new password may be set in this chat."""
    assert row.account_id is not None
    change_recovery(tx, chat.id, proof=proof.value, proved_at=now, expires_at=now + LASTS)
    note(tx, chat, row.account_id, "recovery_proved", now, None, {"proof": proof.value})


class Resetting:
    """From a username to a new password, by document and phone code; questions and faces prove elsewhere."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def begin(self, submission: Submission, username: str) -> PageDone | Refused:
        """Take the username; the answer is the same whoever has it."""
        means, now = self._means, self._means.clock.now()
        lists = await old_lists(means, username)

        def work(tx: Tx) -> PageDone | Refused:
            page = admit(tx, submission, PagePurpose.RECOVER_PASSWORD, now)
            if not isinstance(page, SecurePage):
                return page
            subject = means.vault.index(username_key(username), place="recovery.username")
            for key in (f"reset:chat:{page.chat.id}", f"reset:username:{subject}"):
                too_many = counters.take_one(tx, key, RECOVERIES_A_DAY, now)
                if too_many is not None:
                    return Refused(Reason.TOO_MANY_TRIES, at=too_many)
            pause = begin_try(tx, (recovery_key(page.chat.id),), now, of_address(means, "recovery:try", submission.address))
            if pause is not None:
                return pause
            known = accounts.find_credentials(tx, username)
            put_recovery(
                tx,
                chat_id=page.chat.id,
                wanted=Wanted.PASSWORD,
                account_id=known.account_id if known else None,
                subject=subject,
                now=now,
                expires_at=now + LASTS,
            )
            void = old_refusal(tx, means, lists)
            return replace(close(tx, submission, page, Outcome.OLD_USERNAME if void else Outcome.PASSWORD_WAYS, now), warning=void)

        return await means.store.write(work)

    async def is_under_way(self, chat_id: int) -> bool:
        """Whether a password's recovery was begun in this chat."""
        now = self._means.clock.now()
        return await self._means.store.read(lambda tx: get_recovery(tx, chat_id, now, Wanted.PASSWORD, lock=False) is not None)

    async def send_code(self, submission: Submission, typed: TypedOwner) -> PageDone | FieldFaults | Refused:
        """Send a code to the phone that was typed, whosever it is."""
        now, code = self._means.clock.now(), new_code()
        taken = await self._means.store.write(lambda tx: self._take(tx, submission, typed, code, now))
        if not isinstance(taken, tuple):
            return taken
        done, parcel = taken
        return PageDone(done.chat_id, done.outcome, await deliver(self._means, parcel))

    def _take(
        self, tx: Tx, submission: Submission, typed: TypedOwner, code: str, now: datetime
    ) -> tuple[PageDone, Parcel] | PageDone | FieldFaults | Refused:
        step = stage(tx, self._means, submission, PagePurpose.RECOVER_BY_DOCUMENT, now)
        if not isinstance(step, Stage):
            return step
        read = self._read(step.exam, typed, now)
        if isinstance(read, FieldFaults):
            return read
        document_index, phone = read
        parcel = write_down(tx, self._means, step.page.chat, _PURPOSE, phone, code, now, address=submission.address)
        if isinstance(parcel, Refused):
            return parcel
        change_recovery(
            tx,
            step.page.chat.id,
            document_index=document_index,
            phone_sealed=self._means.vault.seal(phone, place=PHONE),
            phone_index=parcel.phone_index,
        )
        return close(tx, submission, step.page, Outcome.PASSWORD_CODE, now), parcel

    def _read(self, exam: Exam, typed: TypedOwner, now: datetime) -> tuple[str, str] | FieldFaults:
        kind: DocumentType | None = next((kind for kind in exam.document_types if kind.id == typed.document_type), None)
        unknown = Refused(Reason.DOCUMENT_TYPE_UNKNOWN)
        today = now.astimezone(exam.tz).date()
        document = read_document(kind.format, typed.document_number, today) if kind else unknown
        phone = read_phone(typed.phone)
        if kind is None or isinstance(document, Refused) or isinstance(phone, Refused):
            read = {"document_type": kind or unknown, "document_number": document if kind else None, "phone": phone}
            return FieldFaults({name: cited(exam, value) for name, value in read.items() if isinstance(value, Refused)})
        return self._means.document_index(kind.format, document.person), phone

    async def resend(self, chat_id: int) -> CodeSent | Refused:
        """Send another code to the phone that was typed."""
        now, code = self._means.clock.now(), new_code()

        def work(tx: Tx) -> Parcel | Refused:
            chat = accounts.lock_chat(tx, chat_id)
            row = get_recovery(tx, chat_id, now, Wanted.PASSWORD)
            if row is None or row.phone_sealed is None:
                return Refused(Reason.NOTHING_TO_VERIFY)
            phone = self._means.vault.open(row.phone_sealed, place=PHONE)
            return write_down(tx, self._means, chat, _PURPOSE, phone, code, now)

        parcel = await self._means.store.write(work)
        if isinstance(parcel, Refused):
            return parcel
        return await deliver(self._means, parcel) or CodeSent(masked_phone(parcel.phone), parcel.expires_at)

    async def enter_code(self, chat_id: int, typed: str) -> Proved | Refused:
        """Believe the owner where username, document and registered phone belong together and the code is right."""
        now = self._means.clock.now()
        return await self._means.store.write(lambda tx: self._enter(tx, chat_id, read_code(typed), now))

    def _enter(self, tx: Tx, chat_id: int, code: str | None, now: datetime) -> Proved | Refused:
        chat = accounts.lock_chat(tx, chat_id)
        row = get_recovery(tx, chat_id, now, Wanted.PASSWORD)
        if row is None:
            return Refused(Reason.NOTHING_TO_VERIFY)
        proof = prove(tx, self._means, chat_id, _PURPOSE, code, now)
        if isinstance(proof, Refused):
            return proof
        if proof.used_at is not None:
            return Proved() if row.proof is Proof.CODE else Refused(Reason.CODE_EXPIRED)
        codes.mark_used(tx, proof.id, now)
        if not self._belongs(tx, row, proof.phone_index):
            exam, refused = self._means.exam_of(tx, chat), Refused(Reason.RECOVERY_NOT_PROVED)
            return cited(exam, refused) if exam else refused
        proved(tx, chat, row, Proof.CODE, now)
        return Proved()

    def _belongs(self, tx: Tx, row: RecoveryRow, phone_index: str) -> bool:
        """Whether document and phone are those of the account; the phone that counts is the one that the code went to."""
        if row.account_id is None or row.phone_index != phone_index:
            return False
        is_owner = accounts.find_by_document(tx, row.document_index or "") == row.account_id
        return is_owner and self._means.phone_index(self._account(tx, row.account_id).phone) == phone_index

    async def reset(self, submission: Submission, typed: TypedPassword) -> PageDone | FieldFaults | Refused:
        """Set the new password. All sessions end but this chat's, which has none yet; everybody is told."""
        means, now = self._means, self._means.clock.now()
        before = await means.store.write(lambda tx: self._may_reset(tx, submission, typed, now))
        if not isinstance(before, tuple):
            return before
        new_hash = await means.hashing.hash(typed.new_password)

        def work(tx: Tx) -> PageDone | FieldFaults | Refused:
            again = self._may_reset(tx, submission, typed, now)
            if not isinstance(again, tuple):
                return again
            step, account = again
            accounts.lock_account(tx, account.id)
            accounts.change_account(tx, account.id, password_hash=new_hash)
            proof = step.recovery.proof.value if step.recovery.proof else ""
            note(tx, step.page.chat, account.id, "password_reset", now, None, {"proof": proof})
            tell_change(tx, means, step.page.chat, account.id, Change.PASSWORD, account.phone, now, ends=True)
            end_recoveries_of(tx, account.id)
            counters.clear_count(tx, recovery_key(step.page.chat.id))
            return close(tx, submission, step.page, Outcome.PASSWORD_RESET, now)

        return await means.store.write(work)

    def _may_reset(
        self, tx: Tx, submission: Submission, typed: TypedPassword, now: datetime
    ) -> tuple[Stage, Account] | PageDone | FieldFaults | Refused:
        step = stage(tx, self._means, submission, PagePurpose.RESET_PASSWORD, now)
        if not isinstance(step, Stage):
            return step
        row = step.recovery
        passed = take_passed(tx, row.chat_id, FacePurpose.RECOVER_PASSWORD, now) if row.proof is None else None
        if passed is not None and passed.account_id is not None and passed.account_id == row.account_id:
            proved(tx, step.page.chat, row, Proof.FACE, now)
            step = replace(step, recovery=replace(row, proof=Proof.FACE))
        if step.recovery.proof is None or step.recovery.account_id is None:
            return Refused(Reason.STEP_OUT_OF_ORDER)
        account = self._account(tx, step.recovery.account_id)
        faults = password_faults(typed, account.username)
        return FieldFaults(faults) if faults else (step, account)

    async def cancel(self, chat_id: int) -> None:
        """Forget a recovery."""
        await self._means.store.write(lambda tx: end_recovery(tx, chat_id))

    def _account(self, tx: Tx, account_id: int) -> Account:
        return accounts.get_account(tx, self._means.vault, account_id)
