"""The registered phone is dead (说明 三(四), 指南 三(十)): changed inside a recovery, proved by the bank that has the new one.

The bank proves name, document, card and new phone, so nobody else's phone can get in. Whether there is an account of that document
shows nowhere. A confirmed application doesn't stand in the way here: who can't get back in couldn't even pay.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from core.model.account import Change, Chat, PagePurpose
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.ports import BankAnswer, BankQuestion
from core.rules.identity.codes import LIFETIME
from core.rules.identity.documents import DocumentReading, read_document
from core.rules.identity.masking import masked_document, masked_name, masked_phone
from core.rules.identity.names import read_name
from core.services.accounts.asking_bank import ask_bank, limit_questions, read_bank_card
from core.services.accounts.kept_questions import keep_question
from core.services.accounts.maintaining import proved_values, void_read_backs
from core.services.accounts.means import Means, cited
from core.services.accounts.pages import SecurePage, Submission, admit, close
from core.services.accounts.phones import read_phone
from core.services.accounts.results import FieldFaults, Outcome, PageDone
from core.services.accounts.telling import note, tell_change
from core.services.accounts.troubles import refused_by_bank
from core.store.engine import Tx
from core.store.queries import accounts, playbook
from core.store.queries.recoveries import Wanted, change_recovery, get_recovery, keep_recovery, refuse_recovery
from core.store.queries.waits import WaitFor, end_waits, get_wait

_AFTERWARDS = 6 * LIFETIME
_BACK = {Wanted.USERNAME: Outcome.BACK_TO_USERNAME, Wanted.PASSWORD: Outcome.BACK_TO_PASSWORD}


@dataclass(frozen=True, slots=True, repr=False)
class TypedPhone:
    """Who somebody is and the new phone, as typed. Never log one."""

    name: str
    document_type: str
    document_number: str
    bank: str
    card_number: str
    phone: str


@dataclass(frozen=True, slots=True, repr=False)
class _Asked:
    """A question to the bank, and whose document it is about."""

    exam: Exam
    chat_id: int
    question: BankQuestion
    key: str
    person: str


class ReplacingPhone:
    """From a dead phone to the one that the bank knows, and back to where the candidate was."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def replace(self, submission: Submission, typed: TypedPhone) -> PageDone | FieldFaults | Refused:
        """Ask the bank, and give the account of that document the phone that the bank has confirmed."""
        means, now = self._means, self._means.clock.now()
        asked = await means.store.write(lambda tx: self._prepare(tx, submission, typed, now))
        if not isinstance(asked, _Asked):
            return asked
        match await ask_bank(means, asked.question, asked.key):
            case BankAnswer.MATCH:
                return await means.store.write(lambda tx: self._make(tx, submission, asked, now))
            case BankAnswer.RETRY:
                return await means.store.write(lambda tx: self._wait(tx, submission, asked, now))
            case BankAnswer.CARD_INVALID:
                return FieldFaults({"card_number": cited(asked.exam, Refused(Reason.BANK_CARD_INVALID))})
            case _:
                await means.store.write(lambda tx: self._note_no(tx, asked, now))
                return cited(asked.exam, Refused(Reason.BANK_MISMATCH))

    def _note_no(self, tx: Tx, asked: _Asked, now: datetime) -> None:
        refuse_phone(tx, self._means, asked.chat_id, asked.person, asked.question, asked.key, now)

    async def asking_until(self, chat_id: int) -> datetime | None:
        """Until when the bank is asked again for this chat's dead phone; ``None`` where nothing waits."""
        row = await self._means.store.read(lambda tx: get_wait(tx, chat_id, WaitFor.DEAD_PHONE))
        return row.until if row else None

    def _wait(self, tx: Tx, submission: Submission, asked: _Asked, now: datetime) -> PageDone | Refused:
        """Keep the question, and the recovery long enough to come back to it."""
        page = admit(tx, submission, PagePurpose.REPLACE_PHONE, now)
        if not isinstance(page, SecurePage):
            return page
        if _wanted(tx, asked.chat_id, now) is None:
            return Refused(Reason.STEP_OUT_OF_ORDER)
        until = keep_question(tx, self._means, asked.chat_id, WaitFor.DEAD_PHONE, asked.question, asked.key, now)
        keep_recovery(tx, asked.chat_id, until + _AFTERWARDS)
        return close(tx, submission, page, Outcome.WAITING, now)

    def _prepare(
        self, tx: Tx, submission: Submission, typed: TypedPhone, now: datetime
    ) -> _Asked | PageDone | FieldFaults | Refused:
        page = admit(tx, submission, PagePurpose.REPLACE_PHONE, now)
        if not isinstance(page, SecurePage):
            return page
        exam = self._means.exam_of(tx, page.chat)
        if exam is None or _wanted(tx, page.chat.id, now) is None:
            return Refused(Reason.STEP_OUT_OF_ORDER if exam else Reason.NO_EXAM_OPEN)
        asked = self._read(exam, page.chat.id, submission, typed, now)
        if not isinstance(asked, _Asked):
            return asked
        return limit_questions(tx, self._means, page.chat.id, asked.person, submission.address, now) or asked

    def _read(self, exam: Exam, chat_id: int, submission: Submission, typed: TypedPhone, now: datetime) -> _Asked | FieldFaults:
        kind = next((kind for kind in exam.document_types if kind.id == typed.document_type), None)
        today = now.astimezone(exam.tz).date()
        document = read_document(kind.format, typed.document_number, today) if kind else None
        name, phone = read_name(typed.name), read_phone(typed.phone)
        others = {
            "name": name,
            "document_type": kind or Refused(Reason.DOCUMENT_TYPE_UNKNOWN),
            "document_number": document,
            "phone": phone,
        }
        card = read_bank_card(exam, typed.bank, typed.card_number, others)
        if isinstance(card, FieldFaults):
            return card
        assert kind is not None
        assert document is not None
        assert not isinstance(document, Refused)
        assert not isinstance(name, Refused)
        assert isinstance(phone, str)
        question = BankQuestion(typed.bank, card.number, name.raw, typed.document_type, document.number, phone)
        said = json.dumps([submission.token_hash, asdict(question)])
        person = self._means.document_index(kind.format, document.person)
        return _Asked(exam, chat_id, question, self._means.vault.index(said, place="bank.question"), person)

    def _make(self, tx: Tx, submission: Submission, asked: _Asked, now: datetime) -> PageDone | Refused:
        page = admit(tx, submission, PagePurpose.REPLACE_PHONE, now)
        if not isinstance(page, SecurePage):
            return page
        outcome = put_phone(tx, self._means, page.chat, asked.person, asked.question, now)
        return close(tx, submission, page, outcome, now) if isinstance(outcome, Outcome) else outcome


def put_phone(tx: Tx, means: Means, chat: Chat, person: str, question: BankQuestion, now: datetime) -> Outcome | Refused:
    """Give the account of this person, if there is one, the phone that the bank has confirmed; where the recovery goes on.

    Refused where no recovery is under way in the chat any more.
    """
    wanted = _wanted(tx, chat.id, now)
    if wanted is None:
        return Refused(Reason.STEP_OUT_OF_ORDER)
    account_id = accounts.find_by_document(tx, person)
    if account_id is not None:
        _change(tx, means, chat, account_id, question, now)
    end_waits(tx, chat.id, WaitFor.DEAD_PHONE)
    playbook.forget_trials(tx, person)
    change_recovery(tx, chat.id, refused_person=None, refused_shown=None)
    return _BACK[wanted]


def refuse_phone(tx: Tx, means: Means, chat_id: int, person: str, question: BankQuestion, key: str, now: datetime) -> None:
    """The bank has said no: remember it for the person that was typed, whether there is an account or not, and lead on."""
    shown = masked_name(question.name), masked_document(question.document_number)
    refuse_recovery(tx, chat_id, person, shown)
    keep_recovery(tx, chat_id, now + _AFTERWARDS)
    refused_by_bank(tx, means, chat_id, person, question, key, now)


def person_of(means: Means, exam: Exam, question: BankQuestion, now: datetime) -> str | None:
    """The blind index of the person that a kept question is about."""
    kind = next((kind for kind in exam.document_types if kind.id == question.document_type), None)
    read = read_document(kind.format, question.document_number, now.astimezone(exam.tz).date()) if kind else None
    return means.document_index(kind.format, read.person) if kind and isinstance(read, DocumentReading) else None


def _change(tx: Tx, means: Means, chat: Chat, account_id: int, question: BankQuestion, now: datetime) -> None:
    accounts.lock_account(tx, account_id)
    before = accounts.get_account(tx, means.vault, account_id)
    if before.phone == question.phone:
        return
    values = proved_values(means, question, now)
    del values["name"]  # only the phone is asked for here; a name changes by maintenance
    accounts.change_account(tx, account_id, **values)
    void_read_backs(tx, means, account_id)
    shown = {"phone": masked_phone(before.phone)}, {"phone": masked_phone(question.phone)}
    note(tx, chat, account_id, "phone_replaced", now, *shown)
    tell_change(tx, means, chat, account_id, Change.PHONE, before.phone, now)


def _wanted(tx: Tx, chat_id: int, now: datetime) -> Wanted | None:
    """What the recovery under way in this chat is after."""
    return next((wanted for wanted in Wanted if get_recovery(tx, chat_id, now, wanted) is not None), None)
