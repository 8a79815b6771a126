"""Asks the bank again behind the candidate's back, and tells the result to the chat (指南 二(一)3).

The question and its key stay the same, so the bank answers one question once however often it is asked.
"""

from datetime import datetime, timedelta

from core.model.account import RegistrationStage
from core.ports import MISMATCHES, BankAnswer, BankQuestion
from core.rules.identity.waiting import next_pause
from core.services.accounts.asking_bank import ask_bank
from core.services.accounts.codes import Parcel, deliver, new_code
from core.services.accounts.drafts import identity_of, stage_of_row
from core.services.accounts.kept_questions import kept_question
from core.services.accounts.means import Means
from core.services.accounts.proving import keep_proof
from core.services.accounts.troubles import refused_by_bank
from core.store.engine import Tx
from core.store.queries import accounts, registrations, waits
from core.store.queries.outbox import tell
from core.store.queries.registrations import RegistrationRow
from core.store.queries.waits import WaitRow

_LEASE = timedelta(minutes=1)
_BATCH = 20


class Waiting:
    """Questions that wait for the bank."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def ask_due(self) -> int:
        """Ask every question that is due; how many were answered or given up."""
        now, ended = self._means.clock.now(), 0
        for wait in await self._means.store.write(lambda tx: waits.claim(tx, now=now, lease=_LEASE, limit=_BATCH)):
            ended += await self._ask(wait, now)
        return ended

    async def _ask(self, wait: WaitRow, now: datetime) -> bool:
        question = kept_question(self._means, wait.question_sealed)
        answer = await ask_bank(self._means, question, wait.question_key)
        due_at = now + next_pause(wait.tries)
        if answer is BankAnswer.RETRY and due_at < wait.until:
            await self._means.store.write(lambda tx: waits.postpone(tx, wait.chat_id, wait.question_key, due_at))
            return False
        code = new_code()
        parcel = await self._means.store.write(lambda tx: self._end(tx, wait, question, answer, code, now))
        if parcel is not None:
            await deliver(self._means, parcel)
        return True

    def _end(self, tx: Tx, wait: WaitRow, question: BankQuestion, answer: BankAnswer, code: str, now: datetime) -> Parcel | None:
        chat = accounts.lock_chat(tx, wait.chat_id)
        if not waits.end_wait(tx, wait.chat_id, wait.question_key):
            return None
        row = registrations.get_registration(tx, wait.chat_id, now, lock=True)
        if row is None or chat.account_id is not None or not self._is_about(row, question):
            return None
        if answer is BankAnswer.MATCH:
            self._tell(tx, wait, "bank_confirmed", now)
            parcel = keep_proof(tx, self._means, chat, row, question, (), code, now)
            return parcel if isinstance(parcel, Parcel) else None
        registrations.change_registration(tx, row.chat_id, bank_answers=row.bank_answers + 1)
        if answer in MISMATCHES:
            last4, person = question.card_number[-4:], row.document_index or ""
            refused_by_bank(tx, self._means, row.chat_id, person, question.bank, last4, wait.question_key, now)
        else:
            self._tell(tx, wait, "bank_card_refused" if answer is BankAnswer.CARD_INVALID else "bank_gave_up", now)
        return None

    def _is_about(self, row: RegistrationRow, question: BankQuestion) -> bool:
        """Whether the registration still waits for the answer to this question."""
        identity = identity_of(self._means.vault, row)
        asked = (question.name, question.document_type, question.document_number)
        is_same = identity is not None and (identity.name, identity.document_type, identity.document_number) == asked
        return is_same and stage_of_row(row) is RegistrationStage.BANK_DATA

    def _tell(self, tx: Tx, wait: WaitRow, kind: str, now: datetime) -> None:
        tell(tx, dedupe_key=f"{kind}:{wait.question_key}", kind=kind, now=now, chat_id=wait.chat_id)
