"""An application: one account in one exam. It stores facts with their instants; its status is computed (core.rules.status)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from core.model.payment import PaymentVerdict


class Level(IntEnum):
    """Levels of education from the lowest that must be told upward; the order is the order of study."""

    JUNIOR_COLLEGE = 1
    BACHELOR = 2
    MASTER = 3
    DOCTOR = 4


class Degree(StrEnum):
    """The degree that came with a level."""

    NONE = "none"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"


@dataclass(frozen=True, slots=True)
class Education:
    """One level of study as its certificate tells it.

    ``major`` is named as on the graduation certificate; where ``outside_mainland``, as on the degree certificate
    (Instructions II(4)).
    """

    level: Level
    school: str
    major: str
    degree: Degree
    outside_mainland: bool
    full_time: bool
    began_on: date
    ended_on: date


@dataclass(frozen=True, slots=True)
class Form:
    """What a candidate fills in; identity and phone come from the account and are never typed here.

    ``breaks_confirmed``: the candidate said that no study is missing where there is a break between two of them.
    """

    educations: tuple[Education, ...] = ()
    political_status: str = ""
    household: str = ""
    address: str = ""
    email: str = ""
    breaks_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """The facts of one application. ``revision`` grows with every change; a read-back is bound to it."""

    id: int
    account_id: int
    exam: str
    created_at: datetime
    accepted: Mapping[str, str]
    agreed_at: datetime | None = None
    photo_id: str | None = None
    form: Form = Form()
    form_saved_at: datetime | None = None
    position_code: str | None = None
    stashed_at: datetime | None = None
    confirmed_at: datetime | None = None
    payment: PaymentVerdict | None = None
    payment_at: datetime | None = None
    paid_at: datetime | None = None
    revision: int = 0


class Status(StrEnum):
    """Where an application stands now."""

    NONE = "none"
    AGREED = "agreed"
    FORM_COMPLETE = "form_complete"
    STASHED = "stashed"
    CONFIRMED = "confirmed"
    VERIFYING = "verifying"
    UNDER_REVIEW = "under_review"
    PAID = "paid"
    FORM_PRINTABLE = "form_printable"
    TICKET_PRINTABLE = "ticket_printable"
    ABANDONED_UNCONFIRMED = "abandoned_unconfirmed"
    ABANDONED_UNPAID = "abandoned_unpaid"
    REFUNDED = "refunded"


class Step(StrEnum):
    """The one next thing to do."""

    REGISTER = "register"
    WAIT_FOR_REGISTRATION = "wait_for_registration"
    AGREE = "agree"
    FILL_IN = "fill_in"
    CHOOSE = "choose"
    CONFIRM = "confirm"
    WAIT_FOR_PAYMENT = "wait_for_payment"
    PAY = "pay"
    WAIT_FOR_VERDICT = "wait_for_verdict"
    WAIT_FOR_FORM = "wait_for_form"
    PRINT_FORM = "print_form"
    WAIT_FOR_TICKET = "wait_for_ticket"
    PRINT_TICKET = "print_ticket"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do, until when (or from when, for a wait), and whether that instant is the pack's assumption."""

    step: Step
    opens_at: datetime | None = None
    until: datetime | None = None
    assumed: bool = False
    clause: str | None = None
