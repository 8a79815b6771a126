"""Asks the bank again behind the candidate's back, and tells the result to the chat (指南 二(一)3, 二(二), 三(十)).

The question and its key stay the same, so the bank answers one question once however often it is asked. What becomes of an answer
is the same as if it had come at once.
"""

from datetime import datetime, timedelta

from core.ports import BankAnswer
from core.rules.identity.waiting import next_pause
from core.services.accounts.answered_late import Late, change_answered, dead_phone_answered, registration_answered
from core.services.accounts.asking_bank import ask_bank
from core.services.accounts.codes import Parcel, deliver, new_code
from core.services.accounts.kept_questions import kept_question
from core.services.accounts.means import Means
from core.store.engine import Tx
from core.store.queries import accounts, waits
from core.store.queries.waits import WaitFor, WaitRow

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
            await self._means.store.write(lambda tx: waits.postpone(tx, wait, due_at))
            return False
        code = new_code()
        parcel = await self._means.store.write(lambda tx: self._end(tx, Late(wait, question, answer, now), code))
        if parcel is not None:
            await deliver(self._means, parcel)
        return True

    def _end(self, tx: Tx, late: Late, code: str) -> Parcel | None:
        chat = accounts.lock_chat(tx, late.wait.chat_id)
        if not waits.take_wait(tx, late.wait):
            return None
        match late.wait.what_for:
            case WaitFor.REGISTRATION:
                return registration_answered(tx, self._means, chat, late, code)
            case WaitFor.DEAD_PHONE:
                dead_phone_answered(tx, self._means, chat, late)
            case WaitFor.NAME | WaitFor.PHONE | WaitFor.CARD:
                change_answered(tx, self._means, chat, late)
        return None
