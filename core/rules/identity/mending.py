"""What may be mended in a typed number, and told: full-width forms, blanks, lower case, look-alike letters of other alphabets.

A slip of the keyboard isn't a wrong document. What was mended is named, so that nobody is surprised by the number read back.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Note(StrEnum):
    """Something to tell beside a value that was taken."""

    FULL_WIDTH = "full_width"
    BLANKS = "blanks"
    LOWER_CASE = "lower_case"
    LOOK_ALIKE = "look_alike"
    REGION_UNKNOWN = "region_unknown"
    CARD_UNKNOWN = "card_unknown"
    CARD_KIND_UNKNOWN = "card_kind_unknown"
    CARD_OF_OTHER_BANK = "card_of_other_bank"


@dataclass(frozen=True, slots=True)
class Mended:
    """A typed number as it is read, and what had to be mended for that."""

    value: str
    notes: tuple[Note, ...]


_HYPHENS = frozenset({0x2D, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212})
# Cyrillic and Greek capitals that look like Latin ones, and the multiplication sign.
_TWINS = {
    **dict(zip((0x410, 0x412, 0x421, 0x415, 0x41D, 0x41A, 0x41C, 0x41E, 0x420, 0x422, 0x425), "ABCEHKMOPTX", strict=True)),
    **dict(zip((0x391, 0x392, 0x395, 0x396, 0x397, 0x399, 0x39A, 0x39C, 0x39D), "ABEZHIKMN", strict=True)),
    **dict(zip((0x39F, 0x3A1, 0x3A4, 0x3A5, 0x3A7, 0xD7), "OPTYXX", strict=True)),
}


def mend(typed: str) -> Mended:
    """Read a document, card or phone number: NFKC, without blanks and hyphens, in capitals of the Latin alphabet."""
    outer = typed.strip()
    narrow = unicodedata.normalize("NFKC", outer)
    bare = "".join(character for character in narrow if not _is_blank(character))
    capital = bare.upper()
    value = capital.translate(_TWINS)
    told = (
        (Note.FULL_WIDTH, _is_narrowed(outer)),
        (Note.BLANKS, bare != narrow),
        (Note.LOWER_CASE, capital != bare),
        (Note.LOOK_ALIKE, value != capital),
    )
    return Mended(value, tuple(note for note, is_told in told if is_told))


def _is_narrowed(text: str) -> bool:
    return any(unicodedata.normalize("NFKC", character) != character and not character.isspace() for character in text)


def _is_blank(character: str) -> bool:
    return ord(character) in _HYPHENS or character.isspace() or unicodedata.category(character) == "Cf"
