"""Words of proving who somebody is: what a face check is for and what it came to, what a message says and how it arrived."""

from collections.abc import Mapping
from enum import StrEnum


class FacePurpose(StrEnum):
    """What a passed face check lets somebody do (指南 二(三)1, 二(四)2(1))."""

    RECOVER_USERNAME = "recover_username"
    RECOVER_PASSWORD = "recover_password"  # noqa: S105 - a word, not a secret


class FaceOutcome(StrEnum):
    """What a face check came to."""

    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"


class SmsState(StrEnum):
    """What a carrier reports of a message it had taken."""

    DELIVERED = "delivered"
    FAILED = "failed"


class SmsKind(StrEnum):
    """What a short message is about; carriers that send templates only have one for each."""

    CODE = "code"
    USERNAME = "username"
    CHANGED = "changed"
    LETTER = "letter"


class SmsText(str):
    """A short message as it is read, which also knows its kind and its places, for carriers that put it together themselves."""

    kind: SmsKind
    places: Mapping[str, str]

    __slots__ = ("kind", "places")

    def __new__(cls, text: str, kind: SmsKind, **places: str) -> "SmsText":
        """``text`` is the whole message; ``places`` are what a template of that kind needs."""
        made = super().__new__(cls, text)
        made.kind, made.places = kind, places
        return made
