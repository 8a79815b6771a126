"""Money was taken, but the application isn't shown as paid (说明 二(六)): what was found after asking, and what may be typed."""

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum

from core.model.payment import Disposition, PaymentVerdict

MOST_CASES = 5
_NUMBER = re.compile(r"[0-9A-Za-z_-]{8,64}")
_PERSONAL = re.compile(r"[0-9]{0,19}[Xx]?")
_GOES_BACK = frozenset({Disposition.LATE, Disposition.DUPLICATE})


class Finding(StrEnum):
    """What is known about the candidate's money after every order was asked about."""

    ARRIVED = "arrived"
    REFUNDED = "refunded"
    GOING_BACK = "going_back"
    UNDER_REVIEW = "under_review"
    NOTHING = "nothing"
    UNANSWERED = "unanswered"
    NEVER_ORDERED = "never_ordered"


_BY_VERDICT = {
    PaymentVerdict.PAID: Finding.ARRIVED,
    PaymentVerdict.REFUNDED: Finding.REFUNDED,
    PaymentVerdict.MANUAL_REVIEW: Finding.UNDER_REVIEW,
}
_LEAVES_QUESTIONS = frozenset({Finding.GOING_BACK, Finding.NOTHING, Finding.UNANSWERED, Finding.NEVER_ORDERED})


def finding_of(verdict: PaymentVerdict, charges: Collection[Disposition], *, answered: bool, was_ordered: bool) -> Finding:
    """What to say: the verdict where it settles the matter, money on its way back, else what the providers answered."""
    if verdict in _BY_VERDICT:
        return _BY_VERDICT[verdict]
    if not answered:
        return Finding.UNANSWERED
    if not set(charges).isdisjoint(_GOES_BACK):
        return Finding.GOING_BACK
    return Finding.NOTHING if was_ordered else Finding.NEVER_ORDERED


def may_open_case(finding: Finding) -> bool:
    """Whether a person should look: where nothing settles the matter."""
    return finding in _LEAVES_QUESTIONS


def transaction_number(typed: str) -> str | None:
    """The number as typed, in plain characters; ``None`` where it can't be one.

    What may be a card, a phone or a document is refused: nobody's number of that kind belongs into a case.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    if not _NUMBER.fullmatch(plain) or _PERSONAL.fullmatch(plain):
        return None
    return plain
