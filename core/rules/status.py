"""Where an application stands, computed from facts, windows and now; and the one next step (说明 二(三) to 二(八))."""

from collections.abc import Mapping
from datetime import datetime

from core.model.application import Application, NextStep, Status, Step
from core.model.exam import Exam, Window, WindowName
from core.model.payment import PaymentVerdict
from core.rules.windows import Phase, is_open, phase

_BY_VERDICT: Mapping[PaymentVerdict, Status] = {
    PaymentVerdict.VERIFYING: Status.VERIFYING,
    PaymentVerdict.MANUAL_REVIEW: Status.UNDER_REVIEW,
    PaymentVerdict.ABANDONED: Status.ABANDONED_UNPAID,
    PaymentVerdict.REFUNDED: Status.REFUNDED,
}

PRINTS = frozenset({Status.PAID, Status.FORM_PRINTABLE, Status.TICKET_PRINTABLE})


def status_of(application: Application | None, exam: Exam, now: datetime) -> Status:
    """The status; unconfirmed at closing is abandoned (说明 二(五)3), unpaid at the deadline is verified first (说明 二(六))."""
    if application is None or application.confirmed_at is None:
        return _before_confirming(application, exam, now)
    if application.payment is PaymentVerdict.PAID:
        return _after_paying(exam, now)
    if application.payment is None or application.payment is PaymentVerdict.AWAITING_PAYMENT:
        over = phase(exam.window(WindowName.PAYMENT), now) is Phase.OVER
        return Status.VERIFYING if over else Status.CONFIRMED
    return _BY_VERDICT[application.payment]


def _before_confirming(application: Application | None, exam: Exam, now: datetime) -> Status:
    if application is None or application.agreed_at is None:
        return Status.NONE
    if phase(exam.window(WindowName.REGISTRATION), now) is Phase.OVER:
        return Status.ABANDONED_UNCONFIRMED
    if not has_agreed(application, exam):
        return Status.NONE
    if application.form_saved_at is None:
        return Status.AGREED
    return Status.FORM_COMPLETE if application.position_code is None else Status.STASHED


def _after_paying(exam: Exam, now: datetime) -> Status:
    if is_open(exam.window(WindowName.TICKET_PRINT), now):
        return Status.TICKET_PRINTABLE
    if is_open(exam.window(WindowName.FORM_PRINT), now):
        return Status.FORM_PRINTABLE
    return Status.PAID


def has_agreed(application: Application, exam: Exam) -> bool:
    """Whether every agreement was accepted in its present version (说明 二(三))."""
    return all(application.accepted.get(text.id) == text.version for text in exam.agreements)


def next_step(status: Status, exam: Exam, now: datetime, *, has_account: bool = True) -> NextStep:
    """The one thing to do now, and until when; for a wait, from when on."""
    registration = exam.window(WindowName.REGISTRATION)
    if not has_account:
        return _within(Step.REGISTER, registration) if phase(registration, now) is not Phase.OVER else NextStep(Step.NOTHING)
    if status in _APPLYING:
        return _while_applying(status, registration, now)
    if status is Status.CONFIRMED:
        payment = exam.window(WindowName.PAYMENT)
        return _opening(Step.WAIT_FOR_PAYMENT, payment) if phase(payment, now) is Phase.BEFORE else _within(Step.PAY, payment)
    if status in (Status.VERIFYING, Status.UNDER_REVIEW):
        return NextStep(Step.WAIT_FOR_VERDICT)
    if status in PRINTS:
        return _after_payment(status, exam, now)
    return NextStep(Step.NOTHING)


_APPLYING: Mapping[Status, Step] = {
    Status.NONE: Step.AGREE,
    Status.AGREED: Step.FILL_IN,
    Status.FORM_COMPLETE: Step.CHOOSE,
    Status.STASHED: Step.CONFIRM,
}


def _while_applying(status: Status, registration: Window, now: datetime) -> NextStep:
    match phase(registration, now):
        case Phase.BEFORE:
            return _opening(Step.WAIT_FOR_REGISTRATION, registration)
        case Phase.OPEN:
            return _within(_APPLYING[status], registration)
        case Phase.OVER:
            return NextStep(Step.NOTHING)


def _after_payment(status: Status, exam: Exam, now: datetime) -> NextStep:
    form, ticket = exam.window(WindowName.FORM_PRINT), exam.window(WindowName.TICKET_PRINT)
    if status is Status.TICKET_PRINTABLE:
        return _within(Step.PRINT_TICKET, ticket)
    if status is Status.FORM_PRINTABLE:
        return _within(Step.PRINT_FORM, form)
    prints = ((form, Step.WAIT_FOR_FORM), (ticket, Step.WAIT_FOR_TICKET))
    waits = [(window, step) for window, step in prints if phase(window, now) is Phase.BEFORE]
    if not waits:
        return NextStep(Step.NOTHING)
    window, step = min(waits, key=lambda wait: wait[0].opens_at or now)
    return _opening(step, window)


def _within(step: Step, window: Window) -> NextStep:
    return NextStep(step, until=window.closes_at, assumed=window.assumed or window.closes_assumed, clause=window.clause)


def _opening(step: Step, window: Window) -> NextStep:
    return NextStep(step, opens_at=window.opens_at, assumed=window.assumed, clause=window.clause)
