"""The inboxes of all sandbox telephones, newest message first; gone with the process."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

_KEPT = 500


@dataclass(frozen=True, slots=True)
class Message:
    """A short message that was taken."""

    phone: str
    text: str
    at: datetime


class SandboxPhones:
    """What the carrier has delivered. ``is_down`` makes it out of reach, for trying out what happens then."""

    def __init__(self) -> None:
        self.is_down = False
        self._messages: OrderedDict[str, Message] = OrderedDict()

    def deliver(self, key: str, message: Message) -> None:
        """Put a message into its inbox, once for each idempotency key."""
        self._messages.setdefault(key, message)
        if len(self._messages) > _KEPT:
            self._messages.popitem(last=False)

    def messages(self, phone: str | None = None) -> Sequence[Message]:
        """The messages of one telephone or of all, newest first."""
        return [one for one in reversed(self._messages.values()) if phone in {None, one.phone}]

    def latest(self, limit: int) -> Sequence[Message]:
        """The last messages of all telephones, newest first."""
        return list(islice(reversed(self._messages.values()), limit))
