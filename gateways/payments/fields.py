"""Reads what a provider sent, field by field: verified isn't yet well-formed. What can't be read is refused, never guessed."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.errors import Rejected
from core.model.money import Money

LONGEST_NUMBER = 64
_LARGEST_AMOUNT = 10**12
_LONGEST_EVENT_ID = 100
_YUAN = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,2}))?")
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Malformed(Rejected):
    """The sender is who it says, yet what it sent has no meaning; the field is named."""

    def __init__(self, field: str) -> None:
        super().__init__("MALFORMED", field)


def json_object(body: bytes) -> Mapping[str, Any]:
    """A JSON object. Raises ``Malformed``."""
    try:
        values = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Malformed("body") from None
    return an_object(values, "body")


def an_object(value: object, field: str) -> Mapping[str, Any]:
    """A JSON object inside another. Raises ``Malformed``."""
    if not isinstance(value, dict):
        raise Malformed(field)
    return value


def number(values: Mapping[str, Any], field: str, longest: int = LONGEST_NUMBER) -> str:
    """A number of an order, a charge or a refund: printable, without blanks. Raises ``Malformed``."""
    value = values.get(field)
    if not isinstance(value, str) or not 1 <= len(value) <= longest or not value.isprintable() or " " in value:
        raise Malformed(field)
    return value


def optional_number(values: Mapping[str, Any], field: str, longest: int = LONGEST_NUMBER) -> str | None:
    """The same where it may be left out. Raises ``Malformed`` for anything else."""
    return None if values.get(field) is None else number(values, field, longest)


def money(values: Mapping[str, Any], amount: str = "amount", currency: str = "currency") -> Money:
    """An amount in whole minor units with its currency. Raises ``Malformed``; a fraction or a text is no amount."""
    minor, code = values.get(amount), values.get(currency)
    if not isinstance(minor, int) or isinstance(minor, bool) or not 0 <= minor <= _LARGEST_AMOUNT:
        raise Malformed(amount)
    if not isinstance(code, str) or len(code) != 3 or not code.isascii() or not code.isalpha():
        raise Malformed(currency)
    return Money(minor, code.upper())


def yuan(values: Mapping[str, Any], field: str) -> int:
    """A text of yuan with at most two decimals as fen, without ever being a float. Raises ``Malformed``."""
    value = values.get(field)
    found = _YUAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Malformed(field)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def as_yuan(fen: int) -> str:
    """Fen as a text of yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def event_id(told: str, content: bytes) -> str:
    """What makes a notification one of its own: the id it was told under, and a fingerprint of what it says.

    A provider that used one id for two different things would otherwise lose us the second.
    """
    return f"{told[:_LONGEST_EVENT_ID]}.{hashlib.sha256(content).hexdigest()[:16]}"


def fingerprinted(kind: str, told: object) -> bytes:
    """What an event says, without what changes from one delivery to the next."""
    return json.dumps([kind, told], sort_keys=True).encode()


def exact_base64(text: str) -> bytes:
    """What a signature is in base64, in the one way of writing it. Raises ``ValueError``: two spellings would be two signatures."""
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:
        raise ValueError("another way to write the same bytes")
    return content


def instant(values: Mapping[str, Any], field: str) -> datetime:
    """ISO 8601 with its offset, or seconds since 1970. Raises ``Malformed``; a time without offset isn't guessed."""
    value = values.get(field)
    try:
        at = _from_iso(value) if isinstance(value, str) else _from_seconds(value)
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        raise Malformed(field) from None
    if not _FIRST <= utc <= _LAST:
        raise Malformed(field)
    return utc


def _from_iso(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError("no offset")
    return at


def _from_seconds(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no instant")
    return datetime.fromtimestamp(value, UTC)
