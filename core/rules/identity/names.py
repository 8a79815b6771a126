"""Names (说明 三(二), 指南 三(八)): exactly as the bank holds them, so the raw string is kept and never normalised silently.

What looks doubtful - a dot that isn't U+00B7, a private-use or compatibility character - is pointed out with its Unicode twin; the
candidate decides. Refused is only what can't be part of any name.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.private_use import ASSIGNED

LONGEST = 64

_INTERVAL_DOT = chr(0xB7)
_FULL_STOP = "."
_DOTS = frozenset({0x2022, 0x2024, 0x2027, 0x2219, 0x22C5, 0x25CF, 0x30FB, 0xFF0E, 0xFF65})
_PUNCTUATION = frozenset({" ", "-", "'", _FULL_STOP, _INTERVAL_DOT, chr(0x2018), chr(0x2019), chr(0x2010)})
_ZERO_AS_IDEOGRAPH = 0x3007
_RADICALS = range(0x2E80, 0x2FD6)
# Ideographs that were added to Unicode after this Python's own table live here too.
_IDEOGRAPHIC_PLANES = range(0x20000, 0x3FFFE)
_PRIVATE = "Co"


class Doubt(StrEnum):
    """Why a character of a name is worth a second look."""

    DOT = "dot"
    PRIVATE_USE = "private_use"
    COMPATIBILITY = "compatibility"
    FULL_WIDTH = "full_width"
    INNER_BLANK = "inner_blank"
    VARIATION_SELECTOR = "variation_selector"


@dataclass(frozen=True, slots=True)
class Remark:
    """A doubtful character and what may be meant.

    :param twin: what to write instead; ``""`` to leave it out, ``None`` where nothing can be offered.
    """

    doubt: Doubt
    character: str
    twin: str | None


@dataclass(frozen=True, slots=True)
class NameReading:
    """A name that can be kept: the raw string, what is doubtful in it, and the other way to write it (``None``: there is none)."""

    raw: str
    remarks: tuple[Remark, ...]
    variant: str | None


def read_name(typed: str) -> NameReading | Refused:
    """The name with remarks, or why it can't be one. Blanks around it belong to the keyboard; nothing else is changed."""
    raw = typed.strip()
    if not raw:
        return Refused(Reason.NAME_MISSING)
    if len(raw) > LONGEST:
        return Refused(Reason.NAME_TOO_LONG, about=(str(LONGEST),))
    wrong = [character for character in raw if not _may_stand(character)]
    if wrong:
        return Refused(Reason.NAME_CHARACTERS, about=(", ".join(code_point(character) for character in dict.fromkeys(wrong)),))
    return _with_remarks(raw)


def code_point(character: str) -> str:
    """``U+4DAE``, followed by the character where it can be seen."""
    label = f"U+{ord(character):04X}"
    return f"{label} {character}" if character.isprintable() and not character.isspace() else label


def _with_remarks(raw: str) -> NameReading:
    remarks: list[Remark] = []
    variant: list[str] = []
    for index, character in enumerate(raw):
        remark = next(_doubts(raw, index, character), None)
        if remark is not None and remark not in remarks:
            remarks.append(remark)
        variant.append(character if remark is None or remark.twin is None else remark.twin)
    other = "".join(variant)
    return NameReading(raw, tuple(remarks), other if other != raw else None)


def _may_stand(character: str) -> bool:
    code = ord(character)
    category = unicodedata.category(character)
    if category[0] in "LM" or category == _PRIVATE or character in _PUNCTUATION:
        return True
    return code in _DOTS or code == _ZERO_AS_IDEOGRAPH or code in _RADICALS or code in _IDEOGRAPHIC_PLANES


def _doubts(raw: str, index: int, character: str) -> Iterator[Remark]:
    for doubt, twin_of in _LOOKS:
        twin = twin_of(raw, index, character)
        if twin is not _FINE:
            yield Remark(doubt, character, twin)


_FINE = "\0"  # no character of a name, so no twin


def _dot(raw: str, index: int, character: str) -> str | None:
    if ord(character) in _DOTS:
        return _INTERVAL_DOT
    between = character == _FULL_STOP and 0 < index < len(raw) - 1
    return _INTERVAL_DOT if between and not (_is_latin(raw[index - 1]) or _is_latin(raw[index + 1])) else _FINE


def _private_use(raw: str, index: int, character: str) -> str | None:  # noqa: ARG001 - every look is asked the same way
    if unicodedata.category(character) != _PRIVATE:
        return _FINE
    assigned = ASSIGNED.get(ord(character))
    return None if assigned is None else chr(assigned)


def _variation_selector(raw: str, index: int, character: str) -> str | None:  # noqa: ARG001
    return "" if 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF else _FINE


def _full_width(raw: str, index: int, character: str) -> str | None:  # noqa: ARG001
    return unicodedata.normalize("NFKC", character) if 0xFF00 <= ord(character) <= 0xFFEF else _FINE


def _compatibility(raw: str, index: int, character: str) -> str | None:  # noqa: ARG001
    """Compatibility ideographs have one twin for ever; radicals often have one; composed letters of other scripts are no doubt."""
    if ord(character) in _RADICALS:
        twin = unicodedata.normalize("NFKC", character)
        return twin if twin != character else None
    is_ideograph = 0xF900 <= ord(character) <= 0xFAFF or 0x2F800 <= ord(character) <= 0x2FA1F
    twin = unicodedata.normalize("NFC", character)
    return twin if is_ideograph and twin != character else _FINE


def _inner_blank(raw: str, index: int, character: str) -> str | None:
    around = (raw[index - 1], raw[(index + 1) % len(raw)])
    return "" if character == " " and not all(map(_is_latin, around)) else _FINE


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN") or character in _PUNCTUATION


_LOOKS: tuple[tuple[Doubt, Callable[[str, int, str], str | None]], ...] = (
    (Doubt.DOT, _dot),
    (Doubt.PRIVATE_USE, _private_use),
    (Doubt.VARIATION_SELECTOR, _variation_selector),
    (Doubt.FULL_WIDTH, _full_width),
    (Doubt.COMPATIBILITY, _compatibility),
    (Doubt.INNER_BLANK, _inner_blank),
)
