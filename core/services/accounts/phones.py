"""Mobile numbers of mainland China (指南 三(三)); codes go there. Landlines are valid numbers too, so the type counts."""

import phonenumbers
from phonenumbers import PhoneNumberType

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.mending import mend

_REGION = "CN"
_COUNTRY = 86
_LONGEST = 20


def read_phone(typed: str) -> str | Refused:
    """The eleven digits of a mobile number of the mainland, or why it isn't one. Letters are refused before anything else."""
    plain = _bare(mend(typed).value)
    if not plain.removeprefix("+").isdecimal() or not plain.isascii() or len(plain) > _LONGEST:
        return Refused(Reason.PHONE_FORMAT)
    try:
        number = phonenumbers.parse(plain, _REGION)
    except phonenumbers.NumberParseException:
        return Refused(Reason.PHONE_FORMAT)
    if number.country_code != _COUNTRY or not phonenumbers.is_valid_number_for_region(number, _REGION):
        return Refused(Reason.PHONE_FORMAT)
    if phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        return Refused(Reason.PHONE_NOT_MOBILE)
    return str(number.national_number)


def _bare(value: str) -> str:
    return value.translate({ord("("): None, ord(")"): None})
