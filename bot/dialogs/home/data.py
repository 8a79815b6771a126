"""Which door leads to each step, and what each step is called."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram.fsm.state import State

from bot.states import AccountSG, ApplySG, ConfirmSG, DocumentsSG, FormSG, PaySG, PositionSG
from core.model.application import Status, Step
from locales.words import T


@dataclass(frozen=True, slots=True)
class Door:
    """A step in words, the label of its button and the window behind it; a wait has no door."""

    sentence: str
    label: str = ""
    state: State | None = None


DOORS: Mapping[Step, Door] = {
    Step.REGISTER: Door(T("Register or log in with your real name."), T("Register or log in"), AccountSG.main),
    Step.WAIT_FOR_REGISTRATION: Door(T("Wait for registration to open. Your account is ready.")),
    Step.AGREE: Door(T("Read and accept the agreements."), T("Begin to apply"), ApplySG.agreement),
    Step.FILL_IN: Door(T("Fill in your application."), T("Fill in the form"), FormSG.summary),
    Step.CHOOSE: Door(T("Choose your position."), T("Choose a position"), PositionSG.ask),
    Step.CONFIRM: Door(
        T("Confirm your position. It is only stashed so far, which doesn't count as applied!"),
        T("Check and confirm"),
        ConfirmSG.read_back,
    ),
    Step.WAIT_FOR_PAYMENT: Door(T("Your position is confirmed (awaiting payment). Payment isn't open yet.")),
    Step.PAY: Door(T("Pay the fee online (status: awaiting payment)."), T("Pay now"), PaySG.main),
    Step.WAIT_FOR_VERDICT: Door(T("Your payment is being verified. Don't pay again; I will tell you the result.")),
    Step.WAIT_FOR_FORM: Door(T("You are in. The registration form can be printed later.")),
    Step.PRINT_FORM: Door(T("You are in. Print your registration form and keep it."), T("Print the form"), DocumentsSG.main),
    Step.WAIT_FOR_TICKET: Door(T("You are in. Now wait for the admission ticket.")),
    Step.PRINT_TICKET: Door(T("Print your admission ticket, several copies."), T("Print the ticket"), DocumentsSG.main),
    Step.NOTHING: Door(""),
}

MILESTONES = (T("Register"), T("Fill in"), T("Choose"), T("Confirm"), T("Pay"), T("Print"))

REACHED: Mapping[Status, int] = {
    Status.NONE: 1,
    Status.AGREED: 1,
    Status.FORM_COMPLETE: 2,
    Status.STASHED: 3,
    Status.CONFIRMED: 4,
    Status.VERIFYING: 4,
    Status.UNDER_REVIEW: 4,
    Status.PAID: 5,
    Status.FORM_PRINTABLE: 5,
    Status.TICKET_PRINTABLE: 5,
    Status.ABANDONED_UNCONFIRMED: 1,
    Status.ABANDONED_UNPAID: 4,
    Status.REFUNDED: 4,
}

MAY_CLAIM = frozenset({Status.CONFIRMED, Status.VERIFYING, Status.ABANDONED_UNPAID})
"""Where somebody may have been charged without being shown as paid."""

ENDINGS: Mapping[Status, str] = {
    Status.ABANDONED_UNCONFIRMED: T(
        "The position wasn't confirmed before registration closed. By the notice this counts as giving up."
    ),
    Status.ABANDONED_UNPAID: T("The fee wasn't paid in time. By the notice this counts as giving up."),
    Status.REFUNDED: T("The fee was refunded; this application has ended."),
    Status.NONE: T("Registration for this exam has closed."),
    Status.PAID: T("The time for printing is over. Good luck!"),
    Status.TICKET_PRINTABLE: T("The time for printing is over. Good luck!"),
}
