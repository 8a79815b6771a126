"""The owner changes the password or sets three security questions (指南 二(二)3, 二(四)2(3))."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.model.account import Change, PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.passwords import judge_password
from core.rules.identity.questions import TypedAnswers, joined_answers, judge_answers
from core.services.accounts.asking_again import Owner, ask_again, still
from core.services.accounts.means import Means
from core.services.accounts.pages import Submission, close
from core.services.accounts.results import FieldFaults, Outcome, PageDone
from core.services.accounts.telling import note, tell_change
from core.store.engine import Tx
from core.store.queries import accounts, questions


@dataclass(frozen=True, slots=True, repr=False)
class TypedPassword:
    """A new password as typed, twice. Never log one.

    :param password: the present one, "" where another proof stands for it.
    """

    password: str
    new_password: str
    new_password_again: str


def password_faults(typed: TypedPassword, username: str) -> dict[str, Refused]:
    """What is wrong with a new password, by field."""
    if typed.new_password != typed.new_password_again:
        return {"new_password_again": Refused(Reason.PASSWORDS_DIFFER)}
    judged = judge_password(typed.new_password, username)
    return {"new_password": judged} if judged else {}


class KeepingSecrets:
    """What the owner knows: the password and the answers."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def change_password(self, submission: Submission, typed: TypedPassword) -> PageDone | FieldFaults | Refused:
        """Set another password. The sessions of all other chats end, and everybody is told."""
        means, now = self._means, self._means.clock.now()
        owner = await ask_again(means, submission, PagePurpose.CHANGE_PASSWORD, typed.password, now)
        if not isinstance(owner, Owner):
            return owner
        if faults := password_faults(typed, owner.account.username):
            return FieldFaults(faults)
        new_hash = await means.hashing.hash(typed.new_password)

        def work(tx: Tx) -> PageDone | Refused:
            again = still(tx, means, submission, PagePurpose.CHANGE_PASSWORD, owner, now)
            if not isinstance(again, Owner):
                return again
            accounts.change_account(tx, again.account.id, password_hash=new_hash)
            note(tx, again.chat, again.account.id, "password_changed", now, None, None)
            tell_change(tx, means, again.chat, again.account.id, Change.PASSWORD, again.account.phone, now, ends=True)
            return close(tx, submission, again.page, Outcome.CHANGED, now)

        return await means.store.write(work)

    async def set_questions(
        self, submission: Submission, password: str, typed: Sequence[tuple[str, str]]
    ) -> PageDone | FieldFaults | Refused:
        """Set the three questions and their answers, in place of those before; only a hash of the answers is kept."""
        means, now = self._means, self._means.clock.now()
        owner = await ask_again(means, submission, PagePurpose.SET_QUESTIONS, password, now)
        if not isinstance(owner, Owner):
            return owner
        answers = TypedAnswers(tuple(typed))
        if faults := judge_answers(answers):
            return FieldFaults(faults)
        answers_hash = await means.hashing.hash(joined_answers([answer for _, answer in typed]))

        def work(tx: Tx) -> PageDone | Refused:
            again = still(tx, means, submission, PagePurpose.SET_QUESTIONS, owner, now)
            if not isinstance(again, Owner):
                return again
            chosen = [question for question, _ in typed]
            questions.put_questions(tx, again.account.id, chosen, answers_hash, now)
            note(tx, again.chat, again.account.id, "questions_set", now, None, {"questions": chosen})
            tell_change(tx, means, again.chat, again.account.id, Change.QUESTIONS, again.account.phone, now)
            return close(tx, submission, again.page, Outcome.CHANGED, now)

        return await means.store.write(work)
