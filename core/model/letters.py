"""How a letter finds its reader: tries, what became of them, and the chats it may be told in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TryOutcome(StrEnum):
    """What became of one try.

    ``LEFT`` lies in a web chat whose reader hasn't been there for long. ``UNKNOWN`` may have arrived: the connection broke, or the
    process ended, after it was sent. ``NO_LINE`` surely didn't arrive, and neither did ``HELD`` (the channel asked for a pause).
    """

    SENDING = "sending"
    SENT = "sent"
    LEFT = "left"
    BLOCKED = "blocked"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NO_LINE = "no_line"
    HELD = "held"


class LetterOutcome(StrEnum):
    """How a letter ended."""

    SENT = "sent"
    NO_CHAT = "no_chat"
    NOT_FOR_CANDIDATES = "not_for_candidates"
    NOT_DUE = "not_due"
    TOO_LATE = "too_late"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True)
class Try:
    """One try of one letter; ``chat_id`` is ``None`` where it went to the phone."""

    channel: str
    chat_id: int | None
    at: datetime
    outcome: TryOutcome
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """One chat of a recipient, as far as it matters for reaching somebody there.

    :param is_page: only seen by whoever opens the page; no phone rings.
    :param seen_at: when the page was last open; only pages have it.
    """

    chat_id: int
    channel: str
    is_page: bool
    unreachable_at: datetime | None
    heard_at: datetime | None
    seen_at: datetime | None
