"""What a rule answers: allowed, or refused with a reason, the clause of the notice and the instant that matters."""

from dataclasses import dataclass, field
from datetime import datetime

from core.model.reasons import Reason


@dataclass(frozen=True, slots=True)
class Allowed:
    """Nothing stands in the way."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A normal "no".

    :param reason: what stood in the way.
    :param clause: id of the clause in the exam pack, ``None`` where the notice is silent.
    :param at: the instant that matters (opening, closing, confirmation), aware.
    :param about: names the words need, in the order the reason's text expects them: codes, levels, field names.
    """

    reason: Reason
    clause: str | None = None
    at: datetime | None = None
    about: tuple[str, ...] = field(default=())


Decision = Allowed | Refused
ALLOWED = Allowed()
