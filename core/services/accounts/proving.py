"""The last page of a registration and the code (指南 二(一)3-4): the bank proves who it is, the phone proves that it is here.

The bank is asked outside of any transaction, with a key that is the same for the same question: however often a form is sent or a
process dies, one question is asked once. The card number goes to the bank and nowhere else (指南 三(五)).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from core.model.account import Chat, PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import MISMATCHES, BankAnswer, BankQuestion
from core.rules.identity.cards import CardReading
from core.rules.identity.codes import CodePurpose
from core.rules.identity.mending import Note
from core.services.accounts.asking_bank import ask_bank, limit_questions, read_bank_card
from core.services.accounts.codes import Parcel, deliver, new_code, write_down
from core.services.accounts.drafts import PHONE, Due, due, identity_of
from core.services.accounts.kept_questions import keep_question
from core.services.accounts.means import Means, cited
from core.services.accounts.pages import Submission, close
from core.services.accounts.phones import read_phone
from core.services.accounts.results import FieldFaults, Outcome, PageDone
from core.services.accounts.troubles import refused_by_bank
from core.store.engine import Tx
from core.store.queries import accounts, playbook, registrations
from core.store.queries.recoveries import change_recovery
from core.store.queries.registrations import RegistrationRow
from core.store.queries.waits import WaitFor, end_waits


@dataclass(frozen=True, slots=True, repr=False)
class TypedBank:
    """Bank data as typed. Never log or keep one."""

    bank: str
    card_number: str
    phone: str


@dataclass(frozen=True, slots=True, repr=False)
class _Asked:
    """A question to the bank, and the registration it is about."""

    step: Due
    question: BankQuestion
    key: str
    notes: Sequence[Note]


class Proving:
    """From bank data to a code on its way."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def give_bank_data(self, submission: Submission, typed: TypedBank) -> PageDone | FieldFaults | Refused:
        """Ask the bank, and send a code to the phone that it confirmed."""
        now = self._means.clock.now()
        asked = await self._means.store.write(lambda tx: self._prepare(tx, submission, typed, now))
        if not isinstance(asked, _Asked):
            return asked
        exam = asked.step.exam
        answer = await ask_bank(self._means, asked.question, asked.key)
        if answer is BankAnswer.RETRY:
            return await self._means.store.write(lambda tx: self._wait(tx, submission, asked, now))
        if answer is BankAnswer.MATCH:
            return await self._believe(submission, asked, now)
        await self._means.store.write(lambda tx: self._answered(tx, asked, answer, now))
        if answer is BankAnswer.CARD_INVALID:
            return FieldFaults({"card_number": cited(exam, Refused(Reason.BANK_CARD_INVALID))}, {"card_number": asked.notes})
        return cited(exam, Refused(Reason.BANK_MISMATCH))

    def _prepare(
        self, tx: Tx, submission: Submission, typed: TypedBank, now: datetime
    ) -> _Asked | PageDone | FieldFaults | Refused:
        step = due(tx, self._means, submission, PagePurpose.REGISTER_BANK, now)
        if not isinstance(step, Due):
            return step
        phone = read_phone(typed.phone)
        card = read_bank_card(step.exam, typed.bank, typed.card_number, {"phone": phone})
        if isinstance(card, FieldFaults):
            return card
        assert isinstance(phone, str)
        assert step.row.document_index is not None
        if accounts.find_by_document(tx, step.row.document_index) is not None:
            return cited(step.exam, Refused(Reason.DOCUMENT_USED))
        too_many = limit_questions(tx, self._means, step.row.chat_id, step.row.document_index, submission.address, now)
        return too_many or self._asked(step, typed.bank, card, phone)

    def _asked(self, step: Due, bank: str, card: CardReading, phone: str) -> _Asked:
        identity = identity_of(self._means.vault, step.row)
        assert identity is not None
        question = BankQuestion(bank, card.number, identity.name, identity.document_type, identity.document_number, phone)
        said = json.dumps([step.row.chat_id, step.row.started_at.isoformat(), step.row.bank_answers, asdict(question)])
        return _Asked(step, question, self._means.vault.index(said, place="bank.question"), card.notes)

    def _answered(self, tx: Tx, asked: _Asked, answer: BankAnswer, now: datetime) -> None:
        """Count the bank's answer, once for each question: the next question, though the same in words, is a new one."""
        before = asked.step.row
        row = registrations.get_registration(tx, before.chat_id, before.started_at, lock=True)
        if row is not None and (row.started_at, row.bank_answers) == (before.started_at, before.bank_answers):
            registrations.change_registration(tx, row.chat_id, bank_answers=row.bank_answers + 1)
            end_waits(tx, row.chat_id, WaitFor.REGISTRATION)
            if answer in MISMATCHES and row.document_index is not None:
                change_recovery(tx, row.chat_id, refused_person=None)
                refused_by_bank(tx, self._means, row.chat_id, row.document_index, asked.question, asked.key, now)

    def _wait(self, tx: Tx, submission: Submission, asked: _Asked, now: datetime) -> PageDone | Refused:
        """Keep the question and ask it again later; the candidate needn't type anything anew."""
        step = due(tx, self._means, submission, PagePurpose.REGISTER_BANK, now)
        if not isinstance(step, Due):
            return step
        chat_id = step.row.chat_id
        until = keep_question(tx, self._means, chat_id, WaitFor.REGISTRATION, asked.question, asked.key, now)
        needed_until = until + timedelta(minutes=step.exam.registration_minutes)
        if step.row.expires_at < needed_until:
            registrations.change_registration(tx, chat_id, expires_at=needed_until)
        return close(tx, submission, step.page, Outcome.WAITING, now)

    async def _believe(self, submission: Submission, asked: _Asked, now: datetime) -> PageDone | Refused:
        code = new_code()
        taken = await self._means.store.write(lambda tx: self._keep(tx, submission, asked, code, now))
        if not isinstance(taken, _Taken):
            return taken
        if isinstance(taken.parcel, Refused):
            return PageDone(taken.done.chat_id, taken.done.outcome, taken.parcel)
        return PageDone(taken.done.chat_id, taken.done.outcome, await deliver(self._means, taken.parcel))

    def _keep(self, tx: Tx, submission: Submission, asked: _Asked, code: str, now: datetime) -> "_Taken | PageDone | Refused":
        step = due(tx, self._means, submission, PagePurpose.REGISTER_BANK, now)
        if not isinstance(step, Due):
            return step
        if step.row.identity_sealed != asked.step.row.identity_sealed:
            return Refused(Reason.STEP_OUT_OF_ORDER)
        parcel = keep_proof(tx, self._means, step.page.chat, step.row, asked.question, asked.notes, code, now, submission.address)
        return _Taken(close(tx, submission, step.page, Outcome.CODE, now), parcel)


@dataclass(frozen=True, slots=True)
class _Taken:
    """Bank data that was taken, and the code to send or why none is sent."""

    done: PageDone
    parcel: Parcel | Refused


def keep_proof(
    tx: Tx,
    means: Means,
    chat: Chat,
    row: RegistrationRow,
    question: BankQuestion,
    notes: Sequence[Note],
    code: str,
    now: datetime,
    address: str = "",
) -> Parcel | Refused:
    """Write down that the bank has said yes, and the code that has to be sent to the phone it confirmed."""
    registrations.change_registration(
        tx,
        row.chat_id,
        phone_sealed=means.vault.seal(question.phone, place=PHONE),
        bank=question.bank,
        card_last4=question.card_number[-4:],
        verified_at=means.clock.now(),
        bank_answers=row.bank_answers + 1,
        notes=[note.value for note in notes],
    )
    end_waits(tx, row.chat_id, WaitFor.REGISTRATION)
    playbook.forget_trials(tx, row.document_index or "")
    return write_down(tx, means, chat, CodePurpose.REGISTER, question.phone, code, now, address=address)
