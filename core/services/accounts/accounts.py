"""The use cases of accounts behind one name: registering, proving, finishing, logging in, recovering."""

from datetime import timedelta

from core.model.account import Account, Change
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.ports import BankCheck, Clock, Sms
from core.rules.identity.identities import TypedIdentity
from core.services.accounts.answering import Answering
from core.services.accounts.faces import Faces
from core.services.accounts.facing import Facing
from core.services.accounts.finishing import Finishing
from core.services.accounts.keeping_secrets import KeepingSecrets
from core.services.accounts.logging_in import LoggingIn
from core.services.accounts.maintaining import Maintaining, confirmed_dependent
from core.services.accounts.means import Hashing, Means, Wording
from core.services.accounts.opening import why_not_due
from core.services.accounts.pages import SecurePage, Submission
from core.services.accounts.proving import Proving, TypedBank
from core.services.accounts.recovering import Recovering, TypedPerson
from core.services.accounts.registering import Registering, TypedLogin
from core.services.accounts.replacing_phone import ReplacingPhone
from core.services.accounts.resetting import Resetting
from core.services.accounts.results import CodeSent, FieldFaults, NameDoubts, PageDone, Registered, RegistrationView, UsernameSent
from core.services.accounts.sessions import Sessions
from core.services.accounts.telling import Notices
from core.services.accounts.troubles import Troubles
from core.services.accounts.waiting import Waiting
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import captchas, codes, counters, faces, pages, playbook, registrations
from core.store.queries.accounts import get_account
from core.store.queries.chats import get_chat
from core.store.vault import Vault

_KEEP = timedelta(days=2)
_KEEP_TRIALS = timedelta(days=90)


class Accounts:
    """Real-name accounts (指南): what pages post and what the chat asks."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        vault: Vault,
        bank: BankCheck,
        sms: Sms,
        exams: Exams,
        wording: Wording,
        faces: Faces,
        *,
        address_factor: int = 1,
    ) -> None:
        means = Means(store, clock, vault, bank, sms, exams, wording, Hashing(vault), address_factor)
        self._means = means
        self._registering = Registering(means)
        self._proving = Proving(means)
        self._finishing = Finishing(means)
        self._logging_in = LoggingIn(means)
        self._recovering = Recovering(means)
        self._notices = Notices(means)
        self._waiting = Waiting(means)
        self._sessions = Sessions(means)
        self.secrets = KeepingSecrets(means)
        self.resetting = Resetting(means)
        self.answering = Answering(means)
        self.troubles = Troubles(means)
        self.maintaining = Maintaining(means)
        self.facing = Facing(means, self._recovering, faces)
        self.replacing_phone = ReplacingPhone(means)

    # pages

    async def give_login_data(self, submission: Submission, typed: TypedLogin) -> PageDone | FieldFaults | Refused:
        """The first page of a registration."""
        return await self._registering.give_login_data(submission, typed)

    async def give_identity(self, submission: Submission, typed: TypedIdentity) -> PageDone | FieldFaults | NameDoubts | Refused:
        """The second page of a registration."""
        return await self._registering.give_identity(submission, typed)

    async def give_bank_data(self, submission: Submission, typed: TypedBank) -> PageDone | FieldFaults | Refused:
        """The last page of a registration; the bank is asked and a code is sent."""
        return await self._proving.give_bank_data(submission, typed)

    async def log_in(self, submission: Submission, username: str, password: str) -> PageDone | Refused:
        """Bind the page's chat to the account when the password is right."""
        return await self._logging_in.log_in(submission, username, password)

    async def recover_username(self, submission: Submission, typed: TypedPerson) -> PageDone | FieldFaults | Refused:
        """Send a code where name and document fit an account; answer the same where they don't."""
        return await self._recovering.recover_username(submission, typed)

    async def why_not_due(self, page: SecurePage) -> Refused | None:
        """Why the page's step can't be done now, ``None`` where it can."""
        now = self._means.clock.now()
        return await self._means.store.read(lambda tx: why_not_due(tx, self._means, page, now))

    async def may_change(self, chat_id: int, change: Change) -> Refused | None:
        """Why this can't be changed now, ``None`` where it can: a confirmed application depends on it (说明 二(五)4)."""
        now = self._means.clock.now()

        def work(tx: Tx) -> Refused | None:
            chat = get_chat(tx, chat_id)
            if chat is None or chat.account_id is None:
                return Refused(Reason.NOT_LOGGED_IN)
            is_proved = change in {Change.NAME, Change.PHONE, Change.CARD}
            return confirmed_dependent(tx, self._means, chat.account_id, now, lock=False) if is_proved else None

        return await self._means.store.read(work)

    async def exam_for(self, chat_id: int) -> Exam | None:
        """The exam whose banks and documents a page of this chat offers; ``None`` when none is loaded."""
        return await self._means.store.read(lambda tx: self._exam(tx, chat_id))

    def _exam(self, tx: Tx, chat_id: int) -> Exam | None:
        chat = get_chat(tx, chat_id)
        return self._means.exam_of(tx, chat) if chat else None

    # the chat

    async def registration_of(self, chat_id: int) -> RegistrationView | None:
        """How far the registration of this chat has come, masked; ``None`` when there is none or its time is over."""
        return await self._finishing.view(chat_id)

    async def enter_code(self, chat_id: int, code: str) -> Registered | Refused:
        """Make the account and bind the chat; the same code a second time gives the same account."""
        return await self._finishing.enter_code(chat_id, code)

    async def resend_code(self, chat_id: int) -> CodeSent | Refused:
        """Send a registration's code anew; the one before is void."""
        return await self._finishing.resend(chat_id)

    async def cancel_registration(self, chat_id: int) -> None:
        """Forget what was given so far."""
        await self._finishing.cancel(chat_id)

    async def log_out(self, chat_id: int) -> None:
        """Unbind the chat from its account."""
        await self._logging_in.log_out(chat_id)

    async def enter_recovery_code(self, chat_id: int, code: str) -> UsernameSent | Refused:
        """Send the username to the registered phone."""
        return await self._recovering.enter_code(chat_id, code)

    async def resend_recovery_code(self, chat_id: int) -> CodeSent | Refused:
        """Send another code of a recovery, or seem to."""
        return await self._recovering.resend(chat_id)

    async def account(self, account_id: int) -> Account:
        """The account, opened. Raises ``NotFound``."""
        return await self._means.store.read(lambda tx: get_account(tx, self._means.vault, account_id))

    # the house

    async def settle(self) -> None:
        """Return when every message sent behind an answer's back is out; before shutting down."""
        await self._recovering.settle()

    async def send_notices(self) -> int:
        """Send the short messages that tell of changes; how many went out. Asked by a recurring job."""
        return await self._notices.send_due()

    async def ask_bank_again(self) -> int:
        """Ask the bank what it hasn't answered; how many questions came to an end. Asked by a recurring job."""
        return await self._waiting.ask_due()

    async def end_sessions(self) -> int:
        """Unbind chats whose days are over; how many there were. Asked by a recurring job."""
        return await self._sessions.end_overdue()

    async def forget_overdue(self) -> int:
        """Delete registrations, recoveries, pages, codes and counters whose time is over; how many. Asked by a recurring job."""
        now = self._means.clock.now()

        def work(tx: Tx) -> int:
            ended = registrations.forget_overdue(tx, now)
            ended += pages.forget_pages(tx, expired_before=now - _KEEP)
            ended += playbook.forget_old_trials(tx, before=now - _KEEP_TRIALS)
            ended += codes.forget_codes(tx, expired_before=now - _KEEP)
            ended += faces.forget_faces(tx, expired_before=now - _KEEP)
            ended += captchas.forget_captchas(tx, expired_before=now - _KEEP)
            return ended + counters.forget_counts(tx, begun_before=now - _KEEP)

        return await self._means.store.write(work)
