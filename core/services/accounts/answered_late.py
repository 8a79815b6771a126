"""What becomes of an answer that the bank gives later: a registration goes on, a change is made, a dead phone is replaced.

Each asks anew whether its time is still there: the registration may have been given up, the chat logged out, the recovery over.
"""

from dataclasses import dataclass
from datetime import datetime

from core.model.account import Change, Chat, RegistrationStage
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import MISMATCHES, BankAnswer, BankQuestion
from core.services.accounts.codes import Parcel
from core.services.accounts.drafts import identity_of, stage_of_row
from core.services.accounts.maintaining import make_change
from core.services.accounts.means import Means
from core.services.accounts.proving import keep_proof
from core.services.accounts.replacing_phone import person_of, put_phone, refuse_phone
from core.services.accounts.results import Outcome
from core.services.accounts.troubles import refused_by_bank
from core.store.engine import Tx
from core.store.queries import accounts, registrations
from core.store.queries.outbox import tell
from core.store.queries.registrations import RegistrationRow
from core.store.queries.waits import WaitRow


@dataclass(frozen=True, slots=True, repr=False)
class Late:
    """A question that waited, and what the bank says now; ``RETRY`` when its time is over without an answer."""

    wait: WaitRow
    question: BankQuestion
    answer: BankAnswer
    now: datetime

    def tell(self, tx: Tx, kind: str, **about: str) -> None:
        """Tell the chat, once for each question."""
        key = f"{kind}:{self.wait.question_key}"
        tell(tx, dedupe_key=key, kind=kind, now=self.now, chat_id=self.wait.chat_id, about=about)


def registration_answered(tx: Tx, means: Means, chat: Chat, late: Late, code: str) -> Parcel | None:
    """Go on with the registration; the code to send where the bank has said yes."""
    wait, question, now = late.wait, late.question, late.now
    row = registrations.get_registration(tx, wait.chat_id, now, lock=True)
    if row is None or chat.account_id is not None or not _still_waits(means, row, question):
        return None
    if late.answer is BankAnswer.MATCH:
        late.tell(tx, "bank_confirmed")
        parcel = keep_proof(tx, means, chat, row, question, (), code, now)
        return parcel if isinstance(parcel, Parcel) else None
    registrations.change_registration(tx, row.chat_id, bank_answers=row.bank_answers + 1)
    if late.answer in MISMATCHES:
        refused_by_bank(tx, means, row.chat_id, row.document_index or "", question, wait.question_key, now)
    else:
        late.tell(tx, "bank_card_refused" if late.answer is BankAnswer.CARD_INVALID else "bank_gave_up")
    return None


def change_answered(tx: Tx, means: Means, chat: Chat, late: Late) -> None:
    """Make the change that the owner asked for, while the chat is still the owner's."""
    wait, question = late.wait, late.question
    if wait.account_id is None or chat.account_id != wait.account_id:
        return
    if late.answer is BankAnswer.MATCH:
        failed = make_change(tx, means, chat, wait.account_id, Change(wait.what_for.value), question, late.now)
        _tell_failed(tx, late, failed)
    elif late.answer in MISMATCHES:
        person = accounts.document_index(tx, wait.account_id)
        refused_by_bank(tx, means, chat.id, person, question, wait.question_key, late.now)
    else:
        late.tell(tx, "change_card_refused" if late.answer is BankAnswer.CARD_INVALID else "change_gave_up")


def dead_phone_answered(tx: Tx, means: Means, chat: Chat, late: Late) -> None:
    """Replace the phone, and lead back to the recovery; the words are the same whether there is an account or not."""
    exam = means.exam_of(tx, chat)
    person = person_of(means, exam, late.question, late.now) if exam else None
    if person is None:
        late.tell(tx, "dead_phone_gave_up")
    elif late.answer is BankAnswer.MATCH:
        outcome = put_phone(tx, means, chat, person, late.question, late.now)
        back = outcome if isinstance(outcome, Outcome) else None
        late.tell(tx, back.value if back else "dead_phone_gave_up")
    elif late.answer in MISMATCHES:
        refuse_phone(tx, means, chat.id, person, late.question, late.wait.question_key, late.now)
    else:
        late.tell(tx, "dead_phone_card_refused" if late.answer is BankAnswer.CARD_INVALID else "dead_phone_gave_up")


def _tell_failed(tx: Tx, late: Late, failed: Refused | None) -> None:
    if failed is None:
        return
    if failed.reason is Reason.ALREADY_CONFIRMED:
        late.tell(tx, "change_too_late", clause=failed.clause or "")
    else:
        late.tell(tx, "change_gave_up")


def _still_waits(means: Means, row: RegistrationRow, question: BankQuestion) -> bool:
    """Whether the registration still waits for the answer to this question."""
    identity = identity_of(means.vault, row)
    asked = (question.name, question.document_type, question.document_number)
    is_same = identity is not None and (identity.name, identity.document_type, identity.document_number) == asked
    return is_same and stage_of_row(row) is RegistrationStage.BANK_DATA
