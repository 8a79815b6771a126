"""The owner changes name, phone or card (说明 三(三), 指南 二(二), 三(九)): the bank first, then here, proved by the bank anew.

Until the bank has said yes the old value stays; while it doesn't answer, the question is kept and asked again. While a confirmed
application depends on the data nothing changes (说明 二(五)4).
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from core.model.account import Account, Change, Chat, PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import BankAnswer, BankQuestion
from core.rules.identity.dependents import depends_on
from core.rules.identity.masking import masked_card, masked_name, masked_phone
from core.rules.identity.names import NameReading, read_name
from core.services.accounts.asking_again import Owner, ask_again, still
from core.services.accounts.asking_bank import ask_bank, limit_questions, read_bank_card
from core.services.accounts.kept_questions import keep_question
from core.services.accounts.means import Means, cited
from core.services.accounts.pages import Submission, close
from core.services.accounts.phones import read_phone
from core.services.accounts.results import FieldFaults, NameDoubts, Outcome, PageDone
from core.services.accounts.telling import note, tell_change
from core.services.accounts.troubles import refused_by_bank
from core.store.engine import Tx
from core.store.queries import accounts, applications, playbook
from core.store.queries.accounts import PHONE
from core.store.queries.waits import CHANGES, WaitFor, end_waits, get_wait

_PURPOSES = {
    Change.NAME: PagePurpose.CHANGE_NAME,
    Change.PHONE: PagePurpose.CHANGE_PHONE,
    Change.CARD: PagePurpose.CHANGE_CARD,
}
Answer = PageDone | FieldFaults | NameDoubts | Refused


@dataclass(frozen=True, slots=True, repr=False)
class TypedChange:
    """A change as typed; only the changed one of name and phone is filled in. Never log one.

    :param name_kept: as in ``TypedIdentity``.
    """

    change: Change
    password: str
    bank: str
    card_number: str
    name: str = ""
    name_kept: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ChangeWaiting:
    """A change that waits for the bank; what was typed for it is forgotten at ``until``."""

    change: Change
    until: datetime


@dataclass(frozen=True, slots=True, repr=False)
class _Wish:
    """What to ask the bank, and what the account becomes when it says yes."""

    owner: Owner
    change: Change
    question: BankQuestion
    key: str
    person: str


class Maintaining:
    """From a typed change to one that the bank has proved."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def change(self, submission: Submission, typed: TypedChange) -> Answer:
        """Ask the password, then the bank, and change only what the bank has confirmed."""
        means, now = self._means, self._means.clock.now()
        purpose = _PURPOSES[typed.change]
        owner = await ask_again(means, submission, purpose, typed.password, now)
        if not isinstance(owner, Owner):
            return owner
        wish = await means.store.write(lambda tx: self._wish(tx, submission, owner, typed, now))
        if not isinstance(wish, _Wish):
            return wish
        match await ask_bank(means, wish.question, wish.key):
            case BankAnswer.MATCH:
                return await means.store.write(lambda tx: self._make(tx, submission, wish, now))
            case BankAnswer.RETRY:
                return await means.store.write(lambda tx: self._wait(tx, submission, wish, now))
            case BankAnswer.CARD_INVALID:
                return FieldFaults({"card_number": cited(owner.exam, Refused(Reason.BANK_CARD_INVALID))})
            case _:
                await means.store.write(lambda tx: self._note_no(tx, wish, now))
                return cited(owner.exam, Refused(Reason.BANK_MISMATCH))

    def _wish(self, tx: Tx, submission: Submission, owner: Owner, typed: TypedChange, now: datetime) -> _Wish | Answer:
        account = owner.account
        confirmed = confirmed_dependent(tx, self._means, account.id, now)
        read = confirmed or self._read(owner, typed)
        if isinstance(read, FieldFaults | NameDoubts | Refused):
            return read
        name, phone, card_number = read
        person = accounts.document_index(tx, account.id)
        too_many = limit_questions(tx, self._means, owner.chat.id, person, submission.address, now)
        if too_many is not None:
            return too_many
        identity = account.identity
        question = BankQuestion(typed.bank, card_number, name, identity.document_type, identity.document_number, phone)
        said = json.dumps([submission.token_hash, asdict(question)])
        return _Wish(owner, typed.change, question, self._means.vault.index(said, place="bank.question"), person)

    def _read(self, owner: Owner, typed: TypedChange) -> tuple[str, str, str] | FieldFaults | NameDoubts:
        """Name, phone and card number to ask about; those that don't change are the account's."""
        account, others = owner.account, dict[str, object]()
        name, phone = account.identity.name, account.phone
        reading: NameReading | Refused | None = None
        if typed.change is Change.NAME:
            reading = read_name(typed.name)
            is_same = isinstance(reading, NameReading) and reading.raw == name
            others["name"] = Refused(Reason.NAME_UNCHANGED) if is_same else reading
        if typed.change is Change.PHONE:
            typed_phone = read_phone(typed.phone)
            others["phone"] = Refused(Reason.PHONE_UNCHANGED) if typed_phone == phone else typed_phone
            phone = typed_phone if isinstance(typed_phone, str) else phone
        card = read_bank_card(owner.exam, typed.bank, typed.card_number, others)
        if isinstance(card, FieldFaults):
            return card
        if isinstance(reading, NameReading):
            if reading.remarks and typed.name_kept.strip() != reading.raw:
                return NameDoubts(reading)
            name = reading.raw
        return name, phone, card.number

    def _note_no(self, tx: Tx, wish: _Wish, now: datetime) -> None:
        refused_by_bank(tx, self._means, wish.owner.chat.id, wish.person, wish.question, wish.key, now)

    def _make(self, tx: Tx, submission: Submission, wish: _Wish, now: datetime) -> PageDone | Refused:
        owner = still(tx, self._means, submission, _PURPOSES[wish.change], wish.owner, now)
        if not isinstance(owner, Owner):
            return owner
        failed = make_change(tx, self._means, owner.chat, owner.account.id, wish.change, wish.question, now)
        return failed or close(tx, submission, owner.page, Outcome.CHANGED, now)

    def _wait(self, tx: Tx, submission: Submission, wish: _Wish, now: datetime) -> PageDone | Refused:
        """Keep the question and ask it again later; until the bank has said yes the old value stays."""
        owner = still(tx, self._means, submission, _PURPOSES[wish.change], wish.owner, now)
        if not isinstance(owner, Owner):
            return owner
        what_for, account_id = WaitFor(wish.change.value), owner.account.id
        keep_question(tx, self._means, owner.chat.id, what_for, wish.question, wish.key, now, account_id)
        return close(tx, submission, owner.page, Outcome.WAITING, now)

    async def waiting(self, chat_id: int) -> ChangeWaiting | None:
        """The change of this chat that the bank hasn't answered yet."""
        row = await self._means.store.read(lambda tx: get_wait(tx, chat_id, *CHANGES))
        return ChangeWaiting(Change(row.what_for.value), row.until) if row else None

    async def withdraw(self, chat_id: int) -> None:
        """Forget every change that waits for the bank."""
        await self._means.store.write(lambda tx: end_waits(tx, chat_id, *CHANGES))


def make_change(
    tx: Tx, means: Means, chat: Chat, account_id: int, change: Change, question: BankQuestion, now: datetime
) -> Refused | None:
    """Change what the bank has confirmed, tell it, and write it down; or why that can't be any more. Holds the account.

    What doesn't change has to be what the bank was asked about: another change may have been quicker.
    """
    accounts.lock_account(tx, account_id)
    confirmed = confirmed_dependent(tx, means, account_id, now)
    if confirmed is not None:
        return confirmed
    before = accounts.get_account(tx, means.vault, account_id)
    if not _is_about(before, change, question):
        return Refused(Reason.STEP_OUT_OF_ORDER)
    accounts.change_account(tx, account_id, **proved_values(means, question, now))
    end_waits(tx, chat.id, WaitFor(change.value))
    void_read_backs(tx, means, account_id)
    playbook.forget_trials(tx, accounts.document_index(tx, account_id))
    note(tx, chat, account_id, f"{change.value}_changed", now, *_shown(change, before, question))
    tell_change(tx, means, chat, account_id, change, before.phone, now)
    return None


def _is_about(account: Account, change: Change, question: BankQuestion) -> bool:
    """Whether the question asked for this change of the account as it is."""
    identity = account.identity
    is_same_name = question.name == identity.name or change is Change.NAME
    is_same_phone = question.phone == account.phone or change is Change.PHONE
    document = (question.document_type, question.document_number)
    return is_same_name and is_same_phone and document == (identity.document_type, identity.document_number)


def confirmed_dependent(tx: Tx, means: Means, account_id: int, now: datetime, *, lock: bool = True) -> Refused | None:
    """Why an account's data can't change now: a confirmed application depends on them (说明 二(五)4). Holds the applications."""
    for exam in means.exams.current(tx):
        application = applications.find_application(tx, account_id, exam.id, lock=lock)
        if application is not None and depends_on(application, exam, now):
            return Refused(Reason.ALREADY_CONFIRMED, exam.clause_of(Reason.ALREADY_CONFIRMED), application.confirmed_at)
    return None


def void_read_backs(tx: Tx, means: Means, account_id: int) -> None:
    """What was read back before a change must not be confirmed after it."""
    for exam in means.exams.current(tx):
        application = applications.find_application(tx, account_id, exam.id, lock=True)
        if application is not None and application.confirmed_at is None:
            applications.save(tx, application.id)


def proved_values(means: Means, question: BankQuestion, now: datetime) -> dict[str, Any]:
    """The columns of an account that the bank's yes to this question proves."""
    return {
        "name": question.name,
        "phone_sealed": means.vault.seal(question.phone, place=PHONE),
        "phone_index": means.phone_index(question.phone),
        "bank": question.bank,
        "card_last4": question.card_number[-4:],
        "verified_at": now,
    }


def _shown(change: Change, before: Account, question: BankQuestion) -> tuple[dict[str, object], dict[str, object]]:
    """What the audit may keep, before and after."""
    old = {"bank": before.bank, "card": masked_card(before.card_last4)}
    new = {"bank": question.bank, "card": masked_card(question.card_number[-4:])}
    if change is Change.NAME:
        return {**old, "name": masked_name(before.identity.name)}, {**new, "name": masked_name(question.name)}
    if change is Change.PHONE:
        return {**old, "phone": masked_phone(before.phone)}, {**new, "phone": masked_phone(question.phone)}
    return dict(old), dict(new)
