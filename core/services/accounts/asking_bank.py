"""What every question to the bank has in common (指南 三(三), 三(五)): fields that can be right, limits, no answer."""

from collections.abc import Mapping
from datetime import datetime

from core.errors import OutsideWorldError
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.ports import BankAnswer, BankQuestion
from core.rules.identity.cards import CardReading, read_card
from core.rules.identity.throttling import BANK_CHECKS_A_DAY, BANK_CHECKS_OF_ADDRESS_A_DAY, times
from core.services.accounts.means import Means, cited
from core.services.accounts.results import FieldFaults
from core.services.accounts.tries import of_address
from core.store.engine import Tx
from core.store.queries import counters


def read_bank_card(exam: Exam, bank: str, card_number: str, others: Mapping[str, object]) -> CardReading | FieldFaults:
    """The card, unless bank, card or one of the ``others`` (by field) is refused; then all that is wrong at once."""
    card = read_card(card_number, bank)
    is_listed = any(one.id == bank for one in exam.banks)
    read = {"bank": None if is_listed else Refused(Reason.BANK_UNKNOWN), "card_number": card, **others}
    faults = {field: cited(exam, value) for field, value in read.items() if isinstance(value, Refused)}
    return FieldFaults(faults) if faults or isinstance(card, Refused) else card


def limit_questions(tx: Tx, means: Means, chat_id: int, person: str, address: str, now: datetime) -> Refused | None:
    """Count one question to the bank, by chat, by person (blind index of the document) and by address."""
    limits = [(f"bank:{whom}", BANK_CHECKS_A_DAY) for whom in (f"chat:{chat_id}", f"document:{person}")]
    shared = of_address(means, "bank", address)
    limits += [(shared.key, times(BANK_CHECKS_OF_ADDRESS_A_DAY, means.address_factor))] if shared else []
    for key, allowance in limits:
        too_many = counters.take_one(tx, key, allowance, now)
        if too_many is not None:
            return Refused(Reason.TOO_MANY_TRIES, at=too_many)
    return None


async def ask_bank(means: Means, question: BankQuestion, key: str) -> BankAnswer:
    """Ask once per ``key``; ``RETRY`` where nothing is known."""
    try:
        return await means.bank.check(question, idempotency_key=key)
    except OutsideWorldError:
        return BankAnswer.RETRY
