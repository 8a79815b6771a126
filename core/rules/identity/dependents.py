"""Whether a confirmed application depends on an account's data (说明 二(五)4): from confirming until the exam is over."""

from datetime import datetime

from core.model.application import Application, Status
from core.model.exam import Exam, WindowName
from core.rules.status import status_of

_ENDED = frozenset({Status.ABANDONED_UNPAID, Status.REFUNDED})


def depends_on(application: Application, exam: Exam, now: datetime) -> bool:
    """Whether nothing of the candidate's data may change for this application's sake."""
    if application.confirmed_at is None or status_of(application, exam, now) in _ENDED:
        return False
    ends = [paper.ends_at for paper in exam.papers]
    closes_at = exam.window(WindowName.TICKET_PRINT).closes_at
    ends += [closes_at] if closes_at is not None else []
    return not ends or now <= max(ends)
