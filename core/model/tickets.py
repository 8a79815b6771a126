"""Cases for people: who asks, who answers, what was said, and what a colleague must know at a glance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.application import Status, Step
from core.model.decisions import Refused
from core.model.reasons import Reason


class CaseState(StrEnum):
    """``claimed``: somebody has it and owes an answer; ``waiting``: answered, the candidate's turn."""

    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"
    CLOSED = "closed"


class Author(StrEnum):
    """Who wrote a line of a case; a ``note`` is for colleagues only, ``bot`` tells what was said before the hand-over."""

    CANDIDATE = "candidate"
    STAFF = "staff"
    BOT = "bot"
    NOTE = "note"


class Cause(StrEnum):
    """Why a person was called."""

    ASKED = "asked"
    REFUSAL = "refusal"
    PLAYBOOK = "playbook"
    NOT_UNDERSTOOD = "not_understood"
    ANGER = "anger"
    PAYMENT = "payment"


class Scope(StrEnum):
    """What a desk is for; a desk of the pack names its scopes. No desk here takes questions of ``policy`` (Instructions III(5))."""

    USE = "use"
    TECHNICAL = "technical"
    POLICY = "policy"


class CloseReason(StrEnum):
    """Why a case was closed."""

    SOLVED = "solved"
    NO_REPLY = "no_reply"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    BACK_TO_BOT = "back_to_bot"


class Urgency(StrEnum):
    """How near the instant is that a candidate must not miss, most urgent first."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


HANDOVER = "handover"
"""The kind of a case that a candidate has opened; every other kind is about money (``core.model.payment.TicketKind``)."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A member of staff who acts. ``may_override``: may answer, close and pass on what a colleague holds (supervisors)."""

    id: int
    name: str
    may_override: bool = False


@dataclass(frozen=True, slots=True)
class Ticket:
    """A case as it stands.

    :ivar about: numbers and amounts of a case about money.
    :ivar asked_at: the oldest message of the candidate that isn't answered yet, ``None`` where nothing is owed.
    :ivar answer_due_at: until when an answer was agreed, in the desk's hours; ``None`` where nothing is owed or no hours are known.
    """

    id: int
    kind: str
    subject: str
    state: CaseState
    application_id: int | None
    account_id: int | None
    chat_id: int | None
    exam: str | None
    desk: str | None
    scope: Scope | None
    cause: Cause | None
    locale: str | None
    about: Mapping[str, str]
    claimed_by: int | None
    claimed_name: str | None
    claimed_at: datetime | None
    asked_at: datetime | None
    answer_due_at: datetime | None
    first_answer_at: datetime | None
    escalated_at: datetime | None
    escalations: int
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    close_reason: CloseReason | None
    satisfied: bool | None

    @property
    def is_handover(self) -> bool:
        """Whether a candidate asked for a person; else it is about money."""
        return self.kind == HANDOVER


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A photo or document of a case, without its bytes."""

    id: int
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a reply has arrived or not: ``sent``, ``blocked``, ``failed`` or ``no_chat``."""

    channel: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One message or note of a case. ``earlier`` are the texts before each edit, oldest first."""

    id: int
    ticket_id: int
    author: Author
    staff_id: int | None
    name: str | None
    text: str
    file: CaseFile | None
    at: datetime
    edited_at: datetime | None
    earlier: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class LastRefusal:
    """The last "no" that a chat was told, and when."""

    refused: Refused
    at: datetime

    @property
    def reason(self) -> Reason:
        """What stood in the way."""
        return self.refused.reason

    @property
    def clause(self) -> str | None:
        """The clause it rests on."""
        return self.refused.clause

    @property
    def about(self) -> tuple[str, ...]:
        """Names that the words need."""
        return self.refused.about


@dataclass(frozen=True, slots=True)
class Card:
    """What whoever takes a case reads first. Personal data is masked.

    :ivar until: the instant that matters for this candidate now, ``None`` where nothing ends.
    :ivar tried: steps of the playbook in the order they were tried (``core.rules.identity.playbook.Tried``).
    :ivar words: what the candidate said when asking for a person.
    """

    number: int
    kind: str
    cause: Cause | None
    scope: Scope | None
    status: Status
    step: Step | None
    until: datetime | None
    urgency: Urgency
    name: str | None
    document: str | None
    phone: str | None
    position: str | None
    locale: str | None
    refusal: LastRefusal | None
    tried: tuple[str, ...]
    words: str
