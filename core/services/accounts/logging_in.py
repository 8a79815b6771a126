"""Log in and out (指南 一, 说明 二(三)): the same words and the same work whether an account exists or not, slower after failures.

One account may be bound to several chats, a chat to one account only.
"""

from dataclasses import dataclass
from datetime import datetime

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.usernames import username_key
from core.services.accounts.means import Means, cited
from core.services.accounts.old_names import old_lists, tell_old
from core.services.accounts.pages import SecurePage, Submission, admit, close
from core.services.accounts.results import Outcome, PageDone
from core.services.accounts.tries import Shared, begin_try, forgive_try, of_address
from core.store.engine import Tx
from core.store.queries import accounts
from core.store.queries.accounts import Credentials
from core.store.queries.audit import record
from core.store.queries.chats import bind, chats_of
from core.store.queries.outbox import tell
from core.store.queries.waits import CHANGES, end_waits

LOGGED_IN_ELSEWHERE = "logged_in_elsewhere"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A try that was counted before it was made, so that a hundred at once are a hundred tries."""

    keys: tuple[str, str]
    shared: Shared | None
    credentials: Credentials | None
    failed: Refused


class LoggingIn:
    """Who may speak for an account in which chat."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def log_in(self, submission: Submission, username: str, password: str) -> PageDone | Refused:
        """Bind the chat to the account when the password is right."""
        now = self._means.clock.now()
        attempt = await self._means.store.write(lambda tx: self._count(tx, submission, username, now))
        if not isinstance(attempt, _Attempt):
            return attempt
        known = attempt.credentials
        is_right = await self._means.hashing.is_password(password, known.password_hash if known else None)
        if known is None or not is_right:
            return await self._failed(submission, attempt, username, now)
        return await self._means.store.write(lambda tx: self._bind(tx, submission, attempt, known.account_id, now))

    def _count(self, tx: Tx, submission: Submission, username: str, now: datetime) -> _Attempt | PageDone | Refused:
        page = admit(tx, submission, PagePurpose.LOGIN, now)
        if not isinstance(page, SecurePage):
            return page
        fingerprint = self._means.vault.index(username_key(username), place="login.username")
        keys = (f"login:chat:{page.chat.id}", f"login:username:{fingerprint}")
        shared = of_address(self._means, "login", submission.address)
        too_many = begin_try(tx, keys, now, shared)
        if too_many is not None:
            return too_many
        exam = self._means.exam_of(tx, page.chat)
        failed = Refused(Reason.LOGIN_FAILED)
        return _Attempt(keys, shared, accounts.find_credentials(tx, username), cited(exam, failed) if exam else failed)

    async def _failed(self, submission: Submission, attempt: _Attempt, username: str, now: datetime) -> Refused:
        """Why not: a name from before the unified platform is void, whoever may have it now (说明 二(二))."""
        lists = await old_lists(self._means, username)
        return await self._means.store.write(lambda tx: tell_old(tx, self._means, submission, lists, now)) or attempt.failed

    def _bind(self, tx: Tx, submission: Submission, attempt: _Attempt, account_id: int, now: datetime) -> PageDone | Refused:
        page = admit(tx, submission, PagePurpose.LOGIN, now)
        if not isinstance(page, SecurePage):
            return page
        chat = accounts.lock_chat(tx, page.chat.id)
        forgive_try(tx, *attempt.keys, now, attempt.shared)
        if chat.account_id not in {None, account_id}:
            return Refused(Reason.CHAT_BOUND_TO_OTHER)
        if chat.account_id is None:
            self._tell_others(tx, submission, account_id, now)
        bind(tx, chat.id, account_id, now)
        record(tx, "account", account_id, now, f"chat:{chat.id}", "logged_in", after={"chat": chat.id, "channel": chat.channel})
        return close(tx, submission, page, Outcome.LOGGED_IN, now)

    def _tell_others(self, tx: Tx, submission: Submission, account_id: int, now: datetime) -> None:
        """Every chat bound so far hears of a new one: whoever was lured into logging somebody else in notices."""
        for other in chats_of(tx, account_id):
            key = f"{LOGGED_IN_ELSEWHERE}:{submission.token_hash}:{other.id}"
            tell(tx, dedupe_key=key, kind=LOGGED_IN_ELSEWHERE, now=now, chat_id=other.id)

    async def log_out(self, chat_id: int) -> None:
        """Unbind the chat; the account and its application stay as they are."""
        now = self._means.clock.now()

        def work(tx: Tx) -> None:
            chat = accounts.lock_chat(tx, chat_id)
            if chat.account_id is not None:
                bind(tx, chat_id, None, None)
                end_waits(tx, chat_id, *CHANGES)
                record(tx, "account", chat.account_id, now, f"chat:{chat_id}", "logged_out", before={"chat": chat_id})

        await self._means.store.write(work)
