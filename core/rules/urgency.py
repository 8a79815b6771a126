"""How urgent a case is: by the time left to the instant that this candidate, as he stands, must not miss."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from core.model.application import Application, Status
from core.model.exam import Exam, WindowName
from core.model.tickets import Cause, Ticket, Urgency
from core.rules.status import status_of

_CRITICAL = timedelta(hours=2)
_HIGH = timedelta(days=1)
_NORMAL = timedelta(days=3)
_NEVER = datetime.max.replace(tzinfo=UTC)
RANK: Mapping[Urgency, int] = {level: rank for rank, level in enumerate(Urgency)}

_WINDOW_OF: Mapping[Status, WindowName] = {
    Status.NONE: WindowName.REGISTRATION,
    Status.AGREED: WindowName.REGISTRATION,
    Status.FORM_COMPLETE: WindowName.REGISTRATION,
    Status.STASHED: WindowName.REGISTRATION,
    Status.CONFIRMED: WindowName.PAYMENT,
    Status.PAID: WindowName.FORM_PRINT,
    Status.FORM_PRINTABLE: WindowName.FORM_PRINT,
    Status.TICKET_PRINTABLE: WindowName.TICKET_PRINT,
}
_IN_DOUBT = frozenset({Status.VERIFYING, Status.UNDER_REVIEW, Status.ABANDONED_UNPAID})


def matters_at(status: Status, exam: Exam, now: datetime, *, is_money: bool = False, has_account: bool = True) -> datetime | None:
    """The instant after which help comes too late; ``None`` where nothing ends, or all is over.

    Without an account it is the end of help with registering (Guide II(1)) or of registration itself, whichever comes first; with
    the money in doubt the freezing of the roster; with a ticket to print the first paper or the end of printing.
    """
    if is_money or status in _IN_DOUBT:
        return _next(now, [exam.roster_frozen_at, exam.window(WindowName.TICKET_PRINT).opens_at])
    closings = []
    if (window := _WINDOW_OF.get(status)) is not None:
        closings.append(exam.window(window).closes_at)
    if not has_account:
        closings.append(exam.window(WindowName.REGISTRATION_HELP).closes_at)
    if status is Status.TICKET_PRINTABLE:
        closings += [paper.starts_at for paper in exam.papers]
    return _next(now, closings)


def until_of(case: Ticket, exam: Exam | None, application: Application | None, now: datetime) -> datetime | None:
    """The instant that matters for a case, read anew from the windows as they stand."""
    if exam is None:
        return None
    status = status_of(application, exam, now)
    in_doubt = not case.is_handover or case.cause is Cause.PAYMENT
    return matters_at(status, exam, now, is_money=in_doubt, has_account=case.account_id is not None)


def urgency_of(until: datetime | None, now: datetime) -> Urgency:
    """The level: two hours, a day, three days."""
    if until is None:
        return Urgency.LOW
    left = until - now
    if left <= _CRITICAL:
        return Urgency.CRITICAL
    if left <= _HIGH:
        return Urgency.HIGH
    return Urgency.NORMAL if left <= _NORMAL else Urgency.LOW


def queue_key(until: datetime | None, answer_due_at: datetime | None, ticket_id: int, now: datetime) -> tuple[object, ...]:
    """By what a queue is sorted: the level, then the instant an answer is owed by, then the time left, then who came first."""
    return RANK[urgency_of(until, now)], answer_due_at or _NEVER, until or _NEVER, ticket_id


def _next(now: datetime, instants: Iterable[datetime | None]) -> datetime | None:
    return min((one for one in instants if one is not None and one >= now), default=None)
