"""What goes wrong on the way, on demand: refusals, server errors, connections that break before or after the call is done."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

Answer = tuple[int, dict[str, Any]]


class Break(Enum):
    """Where a connection breaks: nothing was done, or it was done and the answer never arrived."""

    BEFORE = auto()
    AFTER = auto()


@dataclass(slots=True)
class Faults:
    """Faults waiting for the next calls of a method (``*`` for any method but ``getUpdates``), in order."""

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
        said = f"Too Many Requests: retry after {retry_after}"
        self._add(method, refusal(429, said) | {"parameters": {"retry_after": retry_after}}, times)

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


def refusal(code: int, description: str) -> dict[str, Any]:
    """The Bot API's answer to a call it refuses."""
    return {"ok": False, "error_code": code, "description": description}
