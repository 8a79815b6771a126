"""The face check as a way back (指南 二(三)1, 二(四)2(1)): who it shall be is typed on a page, a phone's camera shows that it is.

The check is begun for whatever person was typed, so that nobody learns who has an account; in the end it opens only the account of
that person, and for a password only the one whose username was given.
"""

from dataclasses import dataclass
from datetime import datetime

from core.errors import OutsideWorldError
from core.model.account import Account, PagePurpose
from core.model.decisions import Refused
from core.model.proofs import FacePurpose
from core.model.reasons import Reason
from core.rules.identity.throttling import RECOVERIES_A_DAY
from core.services.accounts.faces import Faces, take_passed
from core.services.accounts.means import Means, cited
from core.services.accounts.pages import SecurePage, Submission, admit, close
from core.services.accounts.recovering import Person, Recovering, TypedPerson, recovery_key
from core.services.accounts.results import FieldFaults, Outcome, PageDone, UsernameSent
from core.services.accounts.tries import begin_try, of_address
from core.store.engine import Tx
from core.store.queries import accounts, counters
from core.store.queries.audit import record
from core.store.queries.recoveries import Wanted, get_recovery

_PURPOSES = {
    PagePurpose.FACE_FOR_USERNAME: FacePurpose.RECOVER_USERNAME,
    PagePurpose.FACE_FOR_PASSWORD: FacePurpose.RECOVER_PASSWORD,
}


@dataclass(frozen=True, slots=True)
class _Ready:
    """A page whose check may begin, and the account that it would open."""

    page: SecurePage
    account_id: int | None


class Facing:
    """From a typed person to a check, and from a passed check to the username."""

    def __init__(self, means: Means, recovering: Recovering, faces: Faces) -> None:
        self._means = means
        self._recovering = recovering
        self._faces = faces

    @property
    def is_offered(self) -> bool:
        """Whether there is anybody who checks faces."""
        return self._faces.is_offered

    async def begin(self, submission: Submission, purpose: PagePurpose, typed: TypedPerson) -> PageDone | FieldFaults | Refused:
        """Begin a check of this person; the answer says where to go for it."""
        means, now = self._means, self._means.clock.now()
        ready = await means.store.write(lambda tx: self._ready(tx, submission, purpose, typed, now))
        if isinstance(ready, PageDone):
            return Refused(Reason.PAGE_USED)  # the address was shown once and is kept nowhere; a new check is begun in the chat
        if not isinstance(ready, _Ready):
            return ready
        number = typed.document_number.strip()
        chat_id = ready.page.chat.id
        begun = await self._faces.begin(chat_id, _PURPOSES[purpose], ready.account_id, typed.name.strip(), number)
        if isinstance(begun, Refused):
            return begun
        done = await means.store.write(lambda tx: self._close(tx, submission, purpose, now))
        return PageDone(chat_id, done.outcome, address=begun.address) if isinstance(done, PageDone) else done

    def _ready(
        self, tx: Tx, submission: Submission, purpose: PagePurpose, typed: TypedPerson, now: datetime
    ) -> _Ready | PageDone | FieldFaults | Refused:
        page = admit(tx, submission, purpose, now)
        if not isinstance(page, SecurePage):
            return page
        exam = self._means.exam_of(tx, page.chat)
        if exam is None:
            return Refused(Reason.NO_EXAM_OPEN)
        person = self._recovering.read_person(typed, exam, now)
        if not isinstance(person, Person):
            return person
        too_many = counters.take_one(tx, f"recovery:document:{person.document_index}", RECOVERIES_A_DAY, now)
        if too_many is not None:
            return Refused(Reason.TOO_MANY_TRIES, at=too_many)
        pause = begin_try(tx, (recovery_key(page.chat.id),), now, of_address(self._means, "recovery:try", submission.address))
        if pause is not None:
            return pause
        account_id = self._recovering.whose(tx, person)
        if purpose is PagePurpose.FACE_FOR_USERNAME:
            return _Ready(page, account_id)
        recovery = get_recovery(tx, page.chat.id, now, Wanted.PASSWORD)
        if recovery is None:
            return Refused(Reason.STEP_OUT_OF_ORDER)
        return _Ready(page, account_id if account_id == recovery.account_id else None)

    def _close(self, tx: Tx, submission: Submission, purpose: PagePurpose, now: datetime) -> PageDone | Refused:
        page = admit(tx, submission, purpose, now)
        return close(tx, submission, page, Outcome.FACE, now) if isinstance(page, SecurePage) else page

    async def send_username(self, chat_id: int) -> UsernameSent | Refused:
        """Send the username to the registered phone, once for a passed check."""
        means, now = self._means, self._means.clock.now()
        known = await means.store.write(lambda tx: self._passed(tx, chat_id, now))
        if isinstance(known, Refused):
            return known
        account, locale, request = known
        text = means.wording.username(locale, account.username)
        try:
            await means.sms.send(account.phone, text, idempotency_key=f"username:face:{request}")
        except OutsideWorldError:
            return Refused(Reason.SMS_UNREACHABLE)
        return UsernameSent()

    def _passed(self, tx: Tx, chat_id: int, now: datetime) -> tuple[Account, str, str] | Refused:
        chat = accounts.lock_chat(tx, chat_id)
        passed = take_passed(tx, chat_id, FacePurpose.RECOVER_USERNAME, now)
        if passed is None or passed.account_id is None:
            exam, refused = self._means.exam_of(tx, chat), Refused(Reason.FACE_NOT_PROVED)
            return cited(exam, refused) if exam else refused
        record(tx, "account", passed.account_id, now, f"chat:{chat_id}", "username_sent", None, {"proof": "face"})
        return accounts.get_account(tx, self._means.vault, passed.account_id), chat.locale, passed.request_hash
