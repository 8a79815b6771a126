"""Personal numbers typed where none was asked for: found in a text and masked, for no secret stays in a chat."""

import re
import unicodedata

from core.rules.identity.bins import bin_of
from core.rules.identity.cards import has_luhn_digit
from core.rules.identity.masking import masked_document, masked_phone

_DAY = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_RESIDENT = re.compile(rf"(?<![0-9*])[1-9][0-9]{{5}}[ -]?{_DAY}[ -]?[0-9]{{3}}[0-9Xx](?![0-9])")
_CARD = re.compile(r"(?<![0-9*])[0-9](?:[ -]?[0-9]){14,18}(?![0-9])")
_MOBILE = re.compile(r"(?<![0-9*])1[3-9][0-9](?:[ -]?)[0-9]{4}(?:[ -]?)[0-9]{4}(?![0-9])")
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+(@[A-Za-z0-9_.-]+)")
_MASKED = re.compile(r"[0-9]{3,4}\*{6,}[0-9Xx]{4}")


def without_secrets(text: str) -> str:
    """The text with ID numbers and bank card numbers masked, whatever their width; unchanged where there are none."""
    wide = unicodedata.normalize("NFKC", text)
    masked = _CARD.sub(lambda found: _card(found[0]), _RESIDENT.sub(lambda found: masked_document(_bare(found[0])), wide))
    return text if masked == wide else masked


def has_secret(text: str) -> bool:
    """Whether an ID number or a bank card number was typed, masked by now or not."""
    return bool(_MASKED.search(text)) or without_secrets(text) != text


def masked_text(text: str) -> str:
    """The text as staff may read it: phone numbers and mail addresses masked too."""
    return _MAIL.sub(r"*\1", _MOBILE.sub(lambda found: masked_phone(_bare(found[0])), without_secrets(text)))


def _card(found: str) -> str:
    number = _bare(found)
    is_card = bin_of(number) is not None and has_luhn_digit(number)
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if is_card else found


def _bare(number: str) -> str:
    return number.replace(" ", "").replace("-", "")
