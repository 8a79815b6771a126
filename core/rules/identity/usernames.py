"""Usernames (指南 二(一)1): 4 to 20 letters, digits or underscores, a letter first; capitals make no difference."""

import re
import unicodedata

from core.model.decisions import Refused
from core.model.reasons import Reason

_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,19}")


def read_username(typed: str) -> str | Refused:
    """The username as it is shown, full-width letters narrowed; or why it can't be one."""
    username = unicodedata.normalize("NFKC", typed).strip()
    return username if _USERNAME.fullmatch(username) else Refused(Reason.USERNAME_FORMAT)


def username_key(username: str) -> str:
    """What two usernames share when they count as the same one. Takes any text: a log-in may be typed in any way."""
    return unicodedata.normalize("NFKC", username).strip().casefold()
