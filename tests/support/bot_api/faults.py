"""What goes wrong on the way, on demand: refusals, server errors, connections that break before or after the call is done."""

import math
from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

Answer = tuple[int, dict[str, Any]]


class Break(Enum):
    """Where a connection breaks: nothing was done, or it was done and the answer never arrived (``SILENT`` keeps it open)."""

    BEFORE = auto()
    AFTER = auto()
    SILENT = auto()


@dataclass(slots=True)
class Limit:
    """A model of Telegram's limit on what a bot says: more than ``per_second`` in any second, and it is banned for a while.

    :ivar ban_seconds: how long, named in ``retry_after``.
    :ivar bans: how often it came to that.
    """

    per_second: int = 30
    ban_seconds: int = 2
    bans: int = 0
    _said: deque[float] = field(default_factory=deque)
    _banned_until: float = 0.0

    def refusal(self, now: float) -> "Answer | None":
        """What this call is refused with; ``None`` where it counts and is let through."""
        while self._said and self._said[0] <= now - 1:
            self._said.popleft()
        if now >= self._banned_until and len(self._said) < self.per_second:
            self._said.append(now)
            return None
        if now >= self._banned_until:
            self.bans += 1
            self._banned_until = now + self.ban_seconds
        return 429, banned(math.ceil(self._banned_until - now))


@dataclass(slots=True)
class Faults:
    """Faults waiting for the next calls of a method (``*`` for any method but ``getUpdates``), in order.

    :ivar limit: what counts as too many calls that say something; ``None`` counts nothing.
    :ivar is_cut: no connection gets through, and none that is open gets its answer.
    """

    limit: Limit | None = None
    is_cut: bool = False
    _waiting: dict[str, list[Answer | Break]] = field(default_factory=dict)

    def next_of(self, method: str) -> Answer | Break | None:
        """The fault that meets this call, if one waits."""
        names = (method.lower(),) if method.lower() == "getupdates" else (method.lower(), "*")
        for name in names:
            if self._waiting.get(name):
                return self._waiting[name].pop(0)
        return None

    def ban(self, method: str, retry_after: int, times: int = 1) -> None:
        """429 with ``retry_after`` seconds."""
        self._add(method, banned(retry_after), times)

    def refuse(self, method: str, code: int, description: str, times: int = 1) -> None:
        """An error of the Bot API: 403 and the like."""
        self._add(method, refusal(code, description), times)

    def fail(self, method: str, times: int = 1) -> None:
        """A server error."""
        self._add(method, refusal(502, "Bad Gateway"), times)

    def drop(self, method: str, where: Break, times: int = 1) -> None:
        """A connection that breaks."""
        self._waiting.setdefault(method.lower(), []).extend([where] * times)

    def _add(self, method: str, body: dict[str, Any], times: int) -> None:
        self._waiting.setdefault(method.lower(), []).extend([(body["error_code"], body)] * times)


def banned(retry_after: int) -> dict[str, Any]:
    """The Bot API's answer to too many calls."""
    said = f"Too Many Requests: retry after {retry_after}"
    return refusal(429, said) | {"parameters": {"retry_after": retry_after}}


def refusal(code: int, description: str) -> dict[str, Any]:
    """The Bot API's answer to a call it refuses."""
    return {"ok": False, "error_code": code, "description": description}
