"""Sensitive actions ask the password again (指南 二(二)2): a chat left open is no proof of who holds the phone."""

from dataclasses import dataclass
from datetime import datetime

from core.model.account import Account, Chat, PagePurpose
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.services.accounts.means import Means, cited
from core.services.accounts.pages import SecurePage, Submission, admit
from core.services.accounts.results import FieldFaults, PageDone
from core.services.accounts.tries import begin_try, forgive_try, of_address
from core.store.engine import Tx
from core.store.queries import accounts


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has typed the password of the account that the page's chat is bound to."""

    page: SecurePage
    exam: Exam
    account: Account
    password_hash: str

    @property
    def chat(self) -> Chat:
        """The chat in which it happens."""
        return self.page.chat


def owner_of(
    tx: Tx, means: Means, submission: Submission, purpose: PagePurpose, now: datetime, *, lock: bool = True
) -> Owner | PageDone | Refused:
    """Whose account a form is about; nothing is proved by that."""
    page = admit(tx, submission, purpose, now, lock=lock)
    if not isinstance(page, SecurePage):
        return page
    chat = accounts.lock_chat(tx, page.chat.id) if lock else page.chat
    exam = means.exam_of(tx, chat)
    if exam is None:
        return Refused(Reason.NO_EXAM_OPEN)
    if chat.account_id is None:
        return cited(exam, Refused(Reason.NOT_LOGGED_IN))
    account = accounts.get_account(tx, means.vault, chat.account_id)
    return Owner(SecurePage(chat, page.purpose, page.expires_at), exam, account, accounts.password_hash(tx, account.id))


async def ask_again(
    means: Means, submission: Submission, purpose: PagePurpose, password: str, now: datetime
) -> Owner | FieldFaults | PageDone | Refused:
    """The owner, once the password is right; a wrong one counts as a try and is said beside its field."""
    shared = of_address(means, "again", submission.address)

    def begin(tx: Tx) -> Owner | PageDone | Refused:
        owner = owner_of(tx, means, submission, purpose, now)
        return (begin_try(tx, _keys(owner), now, shared) or owner) if isinstance(owner, Owner) else owner

    owner = await means.store.write(begin)
    if not isinstance(owner, Owner):
        return owner
    if not await means.hashing.is_password(password, owner.password_hash):
        return FieldFaults({"password": Refused(Reason.PASSWORD_WRONG)})
    await means.store.write(lambda tx: forgive_try(tx, *_keys(owner), now, shared))
    return owner


def still(
    tx: Tx, means: Means, submission: Submission, purpose: PagePurpose, owner: Owner, now: datetime
) -> Owner | PageDone | Refused:
    """The owner again in a later transaction: the page still open, the chat still bound, the password still the same one."""
    again = owner_of(tx, means, submission, purpose, now)
    if isinstance(again, Owner) and (again.account.id, again.password_hash) != (owner.account.id, owner.password_hash):
        return Refused(Reason.STEP_OUT_OF_ORDER)
    return again


def _keys(owner: Owner) -> tuple[str, str]:
    return f"again:chat:{owner.chat.id}", f"again:account:{owner.account.id}"
