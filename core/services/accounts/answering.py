"""Prove the owner of a password's recovery by the three security questions (指南 二(四)2(3))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.questions import joined_answers, questions_of_nobody
from core.services.accounts.means import Means, cited
from core.services.accounts.pages import Submission, close
from core.services.accounts.resetting import Stage, proved, stage
from core.services.accounts.results import Outcome, PageDone
from core.services.accounts.tries import begin_try, forgive_try, of_address
from core.store.engine import Tx
from core.store.queries import questions
from core.store.queries.chats import get_chat
from core.store.queries.recoveries import Proof, RecoveryRow, Wanted, get_recovery


@dataclass(frozen=True, slots=True)
class _Asked:
    """A try that was counted before it is made."""

    step: Stage
    answers_hash: str | None
    keys: tuple[str, str]


class Answering:
    """Which questions are asked, and whether the answers are right."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def questions_for(self, chat_id: int) -> Sequence[str] | Refused:
        """Ids of the three questions of the recovery in this chat; refused in the guide's words where none are set."""
        now = self._means.clock.now()

        def work(tx: Tx) -> Sequence[str] | Refused:
            row = get_recovery(tx, chat_id, now, Wanted.PASSWORD, lock=False)
            chat = get_chat(tx, chat_id)
            exam = self._means.exam_of(tx, chat) if chat else None
            if row is None:
                return Refused(Reason.STEP_OUT_OF_ORDER)
            not_set = Refused(Reason.QUESTIONS_NOT_SET)
            return self._asked(tx, row) or (cited(exam, not_set) if exam else not_set)

        return await self._means.store.read(work)

    def _asked(self, tx: Tx, row: RecoveryRow) -> Sequence[str] | None:
        if row.account_id is None:
            return questions_of_nobody(row.subject)
        kept = questions.get_questions(tx, row.account_id)
        return kept.questions if kept else None

    async def answer(self, submission: Submission, answers: Sequence[str]) -> PageDone | Refused:
        """Believe the owner where all three answers are right; wrong ones slow down, and none is told from another."""
        means, now = self._means, self._means.clock.now()
        asked = await means.store.write(lambda tx: self._begin(tx, submission, now))
        if not isinstance(asked, _Asked):
            return asked
        is_right = await means.hashing.is_password(joined_answers(answers), asked.answers_hash)
        if not is_right:
            return cited(asked.step.exam, Refused(Reason.ANSWERS_WRONG))
        return await means.store.write(lambda tx: self._believe(tx, submission, asked, now))

    def _begin(self, tx: Tx, submission: Submission, now: datetime) -> _Asked | PageDone | Refused:
        step = stage(tx, self._means, submission, PagePurpose.RECOVER_BY_QUESTIONS, now)
        if not isinstance(step, Stage):
            return step
        row = step.recovery
        if self._asked(tx, row) is None:
            return cited(step.exam, Refused(Reason.QUESTIONS_NOT_SET))
        keys = (f"answers:chat:{row.chat_id}", f"answers:username:{row.subject}")
        too_many = begin_try(tx, keys, now, of_address(self._means, "answers", submission.address))
        kept = questions.get_questions(tx, row.account_id) if row.account_id is not None else None
        return too_many or _Asked(step, kept.answers_hash if kept else None, keys)

    def _believe(self, tx: Tx, submission: Submission, asked: _Asked, now: datetime) -> PageDone | Refused:
        step = stage(tx, self._means, submission, PagePurpose.RECOVER_BY_QUESTIONS, now)
        if not isinstance(step, Stage):
            return step
        row = step.recovery
        kept = questions.get_questions(tx, row.account_id) if row.account_id is not None else None
        if kept is None or (row.subject, kept.answers_hash) != (asked.step.recovery.subject, asked.answers_hash):
            return Refused(Reason.STEP_OUT_OF_ORDER)
        forgive_try(tx, *asked.keys, now, of_address(self._means, "answers", submission.address))
        proved(tx, step.page.chat, row, Proof.QUESTIONS, now)
        return close(tx, submission, step.page, Outcome.RESET_PASSWORD, now)
