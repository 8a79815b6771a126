"""What an application may do now: change, stash, confirm, pay, print. Each answer cites its clause of 说明 二."""

from collections.abc import Mapping
from datetime import datetime

from core.model.application import Application, Status
from core.model.decisions import ALLOWED, Decision, Refused
from core.model.exam import Exam, WindowName
from core.model.reasons import Reason
from core.rules.form import shortcomings
from core.rules.status import has_agreed, status_of
from core.rules.windows import Phase, phase


def refuse(exam: Exam, reason: Reason, *, at: datetime | None = None, about: tuple[str, ...] = ()) -> Refused:
    """A refusal with the clause that the pack gives to ``reason``."""
    return Refused(reason, exam.clause_of(reason), at, about)


def may_change(application: Application | None, exam: Exam, now: datetime) -> Decision:
    """Whether form or position may change: while stashed and before closing, never after confirming (说明 二(五)2, 4)."""
    if application is not None and application.confirmed_at is not None:
        return refuse(exam, Reason.ALREADY_CONFIRMED, at=application.confirmed_at)
    registration = exam.window(WindowName.REGISTRATION)
    match phase(registration, now):
        case Phase.BEFORE:
            return refuse(exam, Reason.REGISTRATION_NOT_OPEN, at=registration.opens_at)
        case Phase.OPEN:
            return ALLOWED
        case Phase.OVER:
            return refuse(exam, Reason.REGISTRATION_CLOSED, at=registration.closes_at)


def may_fill_in(application: Application, exam: Exam, now: datetime) -> Decision:
    """Whether the form is open: changes are, and both agreements are accepted in their present version (说明 二(三))."""
    change = may_change(application, exam, now)
    if isinstance(change, Refused):
        return change
    if not has_agreed(application, exam):
        return refuse(exam, Reason.AGREEMENTS_NOT_ACCEPTED)
    return ALLOWED


def may_stash(application: Application, exam: Exam, now: datetime) -> Decision:
    """Whether a position may be put aside: the form must be complete (说明 二(四), 二(五))."""
    filling = may_fill_in(application, exam, now)
    if isinstance(filling, Refused):
        return filling
    if application.form_saved_at is None or shortcomings(application, exam):
        return refuse(exam, Reason.FORM_INCOMPLETE)
    return ALLOWED


def may_confirm(application: Application, exam: Exam, now: datetime) -> Decision:
    """Whether the position may be confirmed for good; after closing it counts as given up (说明 二(五)3-4)."""
    registration = exam.window(WindowName.REGISTRATION)
    if application.confirmed_at is None and phase(registration, now) is Phase.OVER:
        return refuse(exam, Reason.ABANDONED_UNCONFIRMED, at=registration.closes_at)
    stashing = may_stash(application, exam, now)
    if isinstance(stashing, Refused):
        return stashing
    if application.position_code is None:
        return refuse(exam, Reason.NO_POSITION_CHOSEN)
    return ALLOWED


_UNPAYABLE: Mapping[Status, Reason] = {
    Status.VERIFYING: Reason.PAYMENT_VERIFYING,
    Status.UNDER_REVIEW: Reason.PAYMENT_UNDER_REVIEW,
    Status.PAID: Reason.ALREADY_PAID,
    Status.FORM_PRINTABLE: Reason.ALREADY_PAID,
    Status.TICKET_PRINTABLE: Reason.ALREADY_PAID,
    Status.REFUNDED: Reason.REFUNDED,
}


def may_pay(application: Application | None, exam: Exam, now: datetime) -> Decision:
    """Whether the fee may be paid: confirmed, inside the payment window (说明 二(六))."""
    status = status_of(application, exam, now)
    payment = exam.window(WindowName.PAYMENT)
    if status is Status.ABANDONED_UNCONFIRMED:
        return refuse(exam, Reason.ABANDONED_UNCONFIRMED, at=exam.window(WindowName.REGISTRATION).closes_at)
    if status is Status.ABANDONED_UNPAID:
        return refuse(exam, Reason.ABANDONED_UNPAID, at=payment.closes_at)
    if status in _UNPAYABLE:
        return refuse(exam, _UNPAYABLE[status])
    if status is not Status.CONFIRMED:
        return refuse(exam, Reason.NOT_CONFIRMED)
    if phase(payment, now) is Phase.BEFORE:
        return refuse(exam, Reason.PAYMENT_NOT_OPEN, at=payment.opens_at)
    return ALLOWED


def may_print_form(application: Application | None, exam: Exam, now: datetime) -> Decision:
    """Whether the registration form may be printed: paid, inside its window (说明 二(七))."""
    return _may_print(application, exam, now, WindowName.FORM_PRINT, (Reason.FORM_PRINT_NOT_OPEN, Reason.FORM_PRINT_OVER))


def may_print_ticket(application: Application | None, exam: Exam, now: datetime, *, issued: bool) -> Decision:
    """Whether the admission ticket may be printed: paid, inside its window, room and seat given (说明 二(八))."""
    window = _may_print(application, exam, now, WindowName.TICKET_PRINT, (Reason.TICKET_NOT_OPEN, Reason.TICKET_OVER))
    if isinstance(window, Refused) or issued:
        return window
    return refuse(exam, Reason.TICKET_NOT_ISSUED)


def _may_print(
    application: Application | None, exam: Exam, now: datetime, name: WindowName, reasons: tuple[Reason, Reason]
) -> Decision:
    if application is None or application.paid_at is None:
        return refuse(exam, Reason.NOT_PAID)
    if status_of(application, exam, now) is Status.REFUNDED:
        return refuse(exam, Reason.REFUNDED)
    window, (early, late) = exam.window(name), reasons
    match phase(window, now):
        case Phase.BEFORE:
            return refuse(exam, early, at=window.opens_at)
        case Phase.OPEN:
            return ALLOWED
        case Phase.OVER:
            return refuse(exam, late, at=window.closes_at)
