"""Numbers of ID documents (指南 二(一)2): the resident ID of GB 11643 and its relatives, permits and passports.

Permits of residents from Hong Kong, Macao and Taiwan (81, 82, 83) and the foreigner's card (9…) are resident IDs by form.
An unknown region is a remark, never a refusal: districts are created, renamed and merged.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from core.model.account import Gender
from core.model.decisions import Refused
from core.model.exam import DocumentFormat
from core.model.reasons import Reason
from core.rules.identity.mending import Mended, Note, mend

EARLIEST_BIRTH = date(1900, 1, 1)

_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_HK_MACAO = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")
_TAIWAN = re.compile(r"[0-9]{8}")
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,17}")
_HK_MACAO_PERSON = 9
_WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
_CHECK_CHARACTERS = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
_FOREIGNER = "9"


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """A document number that may be right, what it says of its holder, and what to tell.

    :param number: the number as it is kept.
    :param person: the part that stays the same when the document is renewed; two of the same format are one person.
    :param birth_on: the birth date inside the number, ``None`` where it holds none; the same for ``gender``.
    """

    number: str
    person: str
    birth_on: date | None
    gender: Gender | None
    notes: tuple[Note, ...]


def read_document(form: DocumentFormat, typed: str, today: date) -> DocumentReading | Refused:
    """What the typed number says, or why it can't be right. ``today`` is the day in the exam's zone."""
    return _READERS[form](mend(typed), today)


def check_character(first_seventeen: str) -> str:
    """The eighteenth character of a resident ID (ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def _resident(typed: Mended, today: date) -> DocumentReading | Refused:
    number = typed.value
    if not _RESIDENT.fullmatch(number):
        return Refused(Reason.DOCUMENT_FORMAT)
    birth_on = _day(number[6:14])
    if birth_on is None or not EARLIEST_BIRTH <= birth_on <= today:
        return Refused(Reason.DOCUMENT_BIRTH_DATE)
    if check_character(number[:17]) != number[17]:
        return Refused(Reason.DOCUMENT_CHECKSUM)
    gender = Gender.MALE if int(number[16]) % 2 else Gender.FEMALE
    is_known = number[:2] in _PROVINCES or number.startswith(_FOREIGNER)
    return DocumentReading(number, number, birth_on, gender, typed.notes if is_known else (*typed.notes, Note.REGION_UNKNOWN))


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _by_form(pattern: re.Pattern[str], person: slice = slice(None)) -> Callable[[Mended, date], DocumentReading | Refused]:
    def read(typed: Mended, today: date) -> DocumentReading | Refused:  # noqa: ARG001 - every reader is asked the same way
        if not pattern.fullmatch(typed.value):
            return Refused(Reason.DOCUMENT_FORMAT)
        return DocumentReading(typed.value, typed.value[person], None, None, typed.notes)

    return read


_READERS: Mapping[DocumentFormat, Callable[[Mended, date], DocumentReading | Refused]] = {
    DocumentFormat.RESIDENT_ID: _resident,
    # The last two digits count renewals of the permit.
    DocumentFormat.HK_MACAO_PERMIT: _by_form(_HK_MACAO, slice(_HK_MACAO_PERSON)),
    DocumentFormat.TAIWAN_PERMIT: _by_form(_TAIWAN),
    DocumentFormat.PASSPORT: _by_form(_PASSPORT),
}
