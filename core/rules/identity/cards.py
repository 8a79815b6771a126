"""Bank accounts for verification (指南 三(三), 三(五)): a debit card or a financial social-security card, never a credit card.

The number is checked and forgotten; what may be kept of it are the last four digits.
"""

import re
from dataclasses import dataclass

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.bins import CardKind, bin_of
from core.rules.identity.mending import Note, mend

_NUMBER = re.compile(r"[0-9]{13,19}")
_CREDIT = frozenset({CardKind.CREDIT, CardKind.SEMI_CREDIT})


@dataclass(frozen=True, slots=True)
class CardReading:
    """A card number that may be right; never log one.

    :param bank: the bank that the number's prefix names, ``None`` where the prefix isn't known.
    :param kind: what kind of card the prefix names, likewise.
    """

    number: str
    bank: str | None
    kind: CardKind | None
    notes: tuple[Note, ...]

    @property
    def last4(self) -> str:
        """What may be kept and shown."""
        return self.number[-4:]


def read_card(typed: str, chosen_bank: str) -> CardReading | Refused:
    """What the number says; a prefix that isn't known, or another bank's than the chosen one, is a remark: the bank decides."""
    mended = mend(typed)
    number = mended.value
    if not _NUMBER.fullmatch(number) or not has_luhn_digit(number):
        return Refused(Reason.CARD_FORMAT)
    known = bin_of(number)
    if known is None:
        return CardReading(number, None, None, (*mended.notes, Note.CARD_UNKNOWN))
    if known.kind in _CREDIT:
        return Refused(Reason.CARD_IS_CREDIT)
    remarks = (
        (Note.CARD_KIND_UNKNOWN, known.kind is not CardKind.DEBIT),
        (Note.CARD_OF_OTHER_BANK, known.bank != chosen_bank),
    )
    return CardReading(number, known.bank, known.kind, (*mended.notes, *(note for note, is_due in remarks if is_due)))


def has_luhn_digit(number: str) -> bool:
    """Whether the last digit fits the others (ISO/IEC 7812-1, Luhn)."""
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
