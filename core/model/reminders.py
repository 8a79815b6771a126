"""Reminders as a pack tells them: who is reminded of what, when, and how the timetable of sending looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from core.model.texts import Target, Text

TELEGRAM, WEB, SMS = "telegram", "web", "sms"
MOVED = "window_moved"
REMINDER = "reminder"


class Anchor(StrEnum):
    """The instants that reminders are counted from."""

    REGISTRATION_OPENS = "registration.opens"
    REGISTRATION_CLOSES = "registration.closes"
    HELP_CLOSES = "registration_help.closes"
    PAYMENT_OPENS = "payment.opens"
    PAYMENT_CLOSES = "payment.closes"
    FORM_PRINT_OPENS = "form_print.opens"
    FORM_PRINT_CLOSES = "form_print.closes"
    TICKET_PRINT_OPENS = "ticket_print.opens"
    TICKET_PRINT_CLOSES = "ticket_print.closes"
    EXAM_STARTS = "exam.starts"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day, local time of the exam, in which nobody is reminded; they may run over midnight."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Reminder:
    """One rule. All offsets are counted from ``anchor``; negative ones lie before it.

    :ivar condition: a name of ``core.rules.reminders.conditions``: the status of those who are reminded.
    :ivar at: when it is sent where nothing speaks against it.
    :ivar earliest: when it may be sent at the earliest, should there be too many for the usual time.
    :ivar out_by: when the last one is to be out, so that there is time left to act.
    :ivar until: the last instant at which it is still worth reading.
    :ivar rest: whoever came into this status so recently isn't reminded yet.
    :ivar rank: who goes first; the smaller, the more endangered.
    :ivar essential: can't be switched off by the candidate.
    """

    id: str
    condition: str
    anchor: Anchor
    at: timedelta
    earliest: timedelta
    out_by: timedelta
    until: timedelta
    text: Text
    button: Text
    target: Target
    rank: int = 5
    rest: timedelta = timedelta(0)
    essential: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """The instants of one rule in one version of the exam; ``window_at`` is the anchor's, and names that version."""

    window_at: datetime
    earliest: datetime
    at: datetime
    out_by: datetime
    until: datetime
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second that each channel takes."""

    per_s: Mapping[str, float] = field(default_factory=lambda: {TELEGRAM: 25.0, WEB: 200.0, SMS: 20.0})

    def of(self, channel: str) -> float:
        """The rate of one channel; of one that isn't known, that of the slowest."""
        return self.per_s.get(channel, min(self.per_s.values()))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule that has to be sent: its timing, and how many wait for it on each channel."""

    rule: Reminder
    timing: Timing
    due: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Share:
    """What one channel carries of a rule: how many, when it begins, when the last is out, and how many aren't reached in time."""

    channel: str
    due: int
    starts_at: datetime
    ends_at: datetime
    seconds: float
    unreached: int = 0


class Remedy(StrEnum):
    """What would reach those who can't be reached in time."""

    SMS = "sms"
    MORE_TIME = "more_time"


@dataclass(frozen=True, slots=True)
class Slot:
    """A rule's place in the timetable.

    :ivar starts_at: when its sending begins: ``timing.at``, or earlier where that wouldn't do.
    :ivar unreached: how many of ``due`` can't be reached before ``timing.out_by``.
    :ivar by_sms: how many of those the carrier could take on in the same time.
    :ivar more_time: how much later the window would have to end for all of them.
    """

    rule: Reminder
    timing: Timing
    due: int
    starts_at: datetime
    ends_at: datetime
    shares: tuple[Share, ...]
    unreached: int = 0
    by_sms: int = 0
    more_time: timedelta = timedelta(0)

    @property
    def is_early(self) -> bool:
        """Whether it has to begin before its usual time."""
        return self.starts_at < self.timing.at

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What would help, the nearer one first; nothing where all are reached."""
        if not self.unreached:
            return ()
        return (Remedy.SMS, Remedy.MORE_TIME) if self.by_sms else (Remedy.MORE_TIME,)
