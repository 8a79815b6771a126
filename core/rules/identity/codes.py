"""Codes sent by short message (指南 二(一)3, 二(三)2): six digits, five minutes, five tries; one a minute, ten a day to a phone."""

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum

DIGITS = 6
LIFETIME = timedelta(minutes=5)
TRIES = 5

_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")


class CodePurpose(StrEnum):
    """What a code proves."""

    REGISTER = "register"
    RECOVER_USERNAME = "recover_username"
    RECOVER_PASSWORD = "recover_password"  # noqa: S105 - a word, not a secret


def read_code(typed: str) -> str | None:
    """The six digits somebody typed, full-width ones and blanks mended; ``None`` where that can't be a code."""
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    return plain if _CODE.fullmatch(plain) else None
