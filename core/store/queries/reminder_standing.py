"""The status of applications as a condition over facts: the same as ``core.rules.status``, asked of a whole table at once.

What depends on the time alone (which windows are open) is decided here and now, so that a statement holds facts only.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from core.model.application import Status
from core.model.exam import Exam, WindowName
from core.model.payment import PaymentVerdict
from core.rules.windows import Phase, is_open, phase
from core.store.tables.applications import application

Clause = sa.ColumnElement[bool]
_FACTS = application.c
_OPEN_VERDICTS = (PaymentVerdict.AWAITING_PAYMENT.value,)


def standing(statuses: Iterable[Status], exam: Exam, now: datetime) -> Clause:
    """Whether an application of this exam is in one of ``statuses`` at ``now``; false for a row that isn't there."""
    return sa.or_(sa.false(), *(_of(status, exam, now) for status in statuses))


def _of(status: Status, exam: Exam, now: datetime) -> Clause:
    if status in _BEFORE_CONFIRMING:
        return sa.and_(_FACTS.id.is_not(None), _FACTS.confirmed_at.is_(None), _before_confirming(status, exam, now))
    if status in (Status.PAID, Status.FORM_PRINTABLE, Status.TICKET_PRINTABLE):
        if _printable(exam, now) is not status:
            return sa.false()
        return sa.and_(_FACTS.confirmed_at.is_not(None), _FACTS.payment == PaymentVerdict.PAID.value)
    return sa.and_(_FACTS.confirmed_at.is_not(None), _by_verdict(status, exam, now))


_BEFORE_CONFIRMING = (Status.NONE, Status.AGREED, Status.FORM_COMPLETE, Status.STASHED, Status.ABANDONED_UNCONFIRMED)


def _before_confirming(status: Status, exam: Exam, now: datetime) -> Clause:
    has_begun, agreed = _FACTS.agreed_at.is_not(None), _agreed(exam)
    if phase(exam.window(WindowName.REGISTRATION), now) is Phase.OVER:
        if status is Status.ABANDONED_UNCONFIRMED:
            return has_begun
        return sa.not_(has_begun) if status is Status.NONE else sa.false()
    match status:
        case Status.NONE:
            return sa.or_(sa.not_(has_begun), sa.not_(agreed))
        case Status.AGREED:
            return sa.and_(has_begun, agreed, _FACTS.form_saved_at.is_(None))
        case Status.FORM_COMPLETE:
            return sa.and_(has_begun, agreed, _FACTS.form_saved_at.is_not(None), _FACTS.position_code.is_(None))
        case Status.STASHED:
            return sa.and_(has_begun, agreed, _FACTS.form_saved_at.is_not(None), _FACTS.position_code.is_not(None))
        case _:
            return sa.false()


def _agreed(exam: Exam) -> Clause:
    """Every agreement accepted in its present version; what was never accepted is no match rather than unknown."""
    given = (sa.func.coalesce(_FACTS.accepted[text.id].as_string(), "") == text.version for text in exam.agreements)
    return sa.and_(sa.true(), *given)


def _printable(exam: Exam, now: datetime) -> Status:
    if is_open(exam.window(WindowName.TICKET_PRINT), now):
        return Status.TICKET_PRINTABLE
    return Status.FORM_PRINTABLE if is_open(exam.window(WindowName.FORM_PRINT), now) else Status.PAID


_VERDICTS = {
    Status.UNDER_REVIEW: PaymentVerdict.MANUAL_REVIEW,
    Status.ABANDONED_UNPAID: PaymentVerdict.ABANDONED,
    Status.REFUNDED: PaymentVerdict.REFUNDED,
}


def _by_verdict(status: Status, exam: Exam, now: datetime) -> Clause:
    if status in _VERDICTS:
        return _FACTS.payment == _VERDICTS[status].value
    is_over = phase(exam.window(WindowName.PAYMENT), now) is Phase.OVER
    unsettled = sa.or_(_FACTS.payment.is_(None), _FACTS.payment.in_(_OPEN_VERDICTS))
    if status is Status.CONFIRMED:
        return sa.false() if is_over else unsettled
    verifying = _FACTS.payment == PaymentVerdict.VERIFYING.value
    return sa.or_(verifying, unsettled) if is_over else verifying
