"""Cases in words, for chats, the console and the staff's group alike: kinds, states, reasons, and the handover card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.model.application import Step
from core.model.exam import Desk, Exam
from core.model.payment import TicketKind
from core.model.tickets import Author, Card, CaseState, Cause, CloseReason, Delivery, Scope, Urgency
from core.rules.identity.playbook import Tried
from locales.names import status_name
from locales.reasons import sentence
from locales.words import LANGUAGE_NAMES, T, Words

SCOPES: Mapping[Scope, str] = {
    Scope.USE: T("Using the system, filling in"),
    Scope.TECHNICAL: T("Something technical doesn't work"),
    Scope.POLICY: T("May I apply? (recruitment policy)"),
}
CAUSES: Mapping[Cause, str] = {
    Cause.ASKED: T("Asked for a person"),
    Cause.REFUSAL: T("Asked for a person after a refusal"),
    Cause.PLAYBOOK: T("Every step with the bank was tried"),
    Cause.NOT_UNDERSTOOD: T("Wasn't understood twice"),
    Cause.ANGER: T("Is upset"),
    Cause.PAYMENT: T("Payment in doubt"),
}
STATES: Mapping[CaseState, str] = {
    CaseState.OPEN: T("Nobody has it yet"),
    CaseState.CLAIMED: T("An answer is owed"),
    CaseState.WAITING: T("Answered, the candidate's turn"),
    CaseState.CLOSED: T("Closed"),
}
URGENCIES: Mapping[Urgency, str] = {
    Urgency.CRITICAL: T("Very urgent"),
    Urgency.HIGH: T("Urgent"),
    Urgency.NORMAL: T("Soon"),
    Urgency.LOW: T("No hurry"),
}
SIGNS: Mapping[Urgency, str] = {Urgency.CRITICAL: "🔴", Urgency.HIGH: "🟠", Urgency.NORMAL: "🟡", Urgency.LOW: "⚪"}
CLOSINGS: Mapping[CloseReason, str] = {
    CloseReason.SOLVED: T("Solved"),
    CloseReason.NO_REPLY: T("The candidate didn't come back"),
    CloseReason.NOT_OURS: T("Not ours: sent to whoever decides"),
    CloseReason.DUPLICATE: T("Another case has it"),
    CloseReason.BACK_TO_BOT: T("The candidate went back to the assistant"),
}
AUTHORS: Mapping[Author, str] = {
    Author.CANDIDATE: T("Candidate"),
    Author.STAFF: T("Staff"),
    Author.BOT: T("Assistant"),
    Author.NOTE: T("Note"),
}
DELIVERIES: Mapping[str, str] = {
    "sent": T("arrived"),
    "blocked": T("blocked there"),
    "failed": T("didn't arrive"),
    "no_chat": T("no chat to reach the candidate"),
}
CHANNELS: Mapping[str, str] = {"web": T("Web chat"), "telegram": "Telegram"}
TRIED: Mapping[str, str] = {
    Tried.REFUSED: T("the bank said no"),
    Tried.CHECKED: T("data compared"),
    Tried.NO_OTHER_CARD: T("has no other card"),
    Tried.COUNTER: T("was at the bank's counter"),
}
STEPS: Mapping[Step, str] = {
    Step.REGISTER: T("register or log in"),
    Step.WAIT_FOR_REGISTRATION: T("wait for registration to open"),
    Step.AGREE: T("accept the agreements"),
    Step.FILL_IN: T("fill in the form"),
    Step.CHOOSE: T("choose a position"),
    Step.CONFIRM: T("confirm the position"),
    Step.WAIT_FOR_PAYMENT: T("wait for payment to open"),
    Step.PAY: T("pay the fee"),
    Step.WAIT_FOR_VERDICT: T("wait for the payment to be verified"),
    Step.WAIT_FOR_FORM: T("wait for the form to be printable"),
    Step.PRINT_FORM: T("print the form"),
    Step.WAIT_FOR_TICKET: T("wait for the ticket to be printable"),
    Step.PRINT_TICKET: T("print the ticket"),
}
MONEY: Mapping[str, str] = {
    TicketKind.LATE: T("Paid after the deadline"),
    TicketKind.DUPLICATE: T("Paid twice"),
    TicketKind.MISMATCH: T("Payee or amount differs"),
    TicketKind.ORPHAN: T("Money without an order of ours"),
    TicketKind.REINSTATED: T("Paid in time, news came late"),
    TicketKind.UNRESOLVED: T("The provider gives no verdict"),
    TicketKind.EXTERNAL_REFUND: T("Refund that we didn't start"),
    TicketKind.REFUND_DIFFERS: T("Refunded amount differs"),
    TicketKind.REFUND_REFUSED: T("Refund refused"),
    TicketKind.REFUND_ABNORMAL: T("Refund stuck"),
    TicketKind.REFUND_CLOSED: T("Refund failed"),
    TicketKind.EVENT_FAILED: T("Notification could not be handled"),
    TicketKind.NOT_IN_BILL: T("Payment missing in the bill"),
    TicketKind.BILL_DIFFERS: T("Bill differs from the books"),
    TicketKind.BILL_CONTRADICTED: T("Bill against the provider's own answer"),
    TicketKind.REFUND_NOT_IN_BILL: T("Refund missing in the bill"),
    TicketKind.CLAIMED: T("Says to have paid, not found"),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that a desk can answer: a line for each thing it needs, to be filled in by its writer."""

    to: str
    subject: str
    body: str


def mail_of(exam: Exam, desk: Desk, number: int | None, words: Words) -> Mail:
    """The mail to that desk (Instructions III(5)), about a case where there is one. Nothing personal is filled in."""
    subject = words.text(exam.title)
    if number is not None:
        subject = words(T("{exam}, case {number}"), exam=subject, number=number)
    needs = [words(T("{what}:"), what=words.text(need)) + " " for need in desk.mail_needs]
    return Mail(desk.mail or "", subject, "\n".join(needs))


def desk_with_mail(exam: Exam) -> Desk | None:
    """The desk that takes mails."""
    return next((desk for desk in exam.desks if desk.mail and desk.mail_needs), None)


def kind_name(words: Words, kind: str) -> str:
    """What a case is about, in a few words."""
    return words(MONEY.get(kind, T("A candidate asks for a person")))


def time_left(words: Words, until: datetime | None, now: datetime, zone: tzinfo) -> str:
    """Until when, and how long that is; empty where nothing ends."""
    if until is None:
        return ""
    return words(T("{at}, {left} left"), at=words.moment(until, zone), left=words.left(until - now))


def delivered(words: Words, deliveries: tuple[Delivery, ...]) -> str:
    """Where a reply has arrived: ``✓ Web chat · ✗ Telegram (blocked there)``; empty while it is on its way."""
    told = []
    for one in deliveries:
        channel = words(CHANNELS.get(one.channel, one.channel))
        how = words(DELIVERIES.get(one.outcome, DELIVERIES["failed"]))
        told.append(f"✓ {channel}" if one.outcome == "sent" else f"✗ {channel} ({how})" if channel else f"✗ {how}")
    return " · ".join(told)


def card_lines(card: Card, words: Words, now: datetime, zone: tzinfo) -> list[tuple[str, str]]:
    """The handover card, line by line: label and value; what isn't known has no line. Plain text, nothing is escaped."""
    person = " · ".join(part for part in (card.name, card.document, card.phone) if part)
    until = time_left(words, card.until, now, zone)
    step = words(STEPS[card.step]) if card.step is not None and card.step in STEPS else ""
    found = (
        (T("Urgency"), f"{SIGNS[card.urgency]} {words(URGENCIES[card.urgency])}"),
        (T("Time left"), until),
        (T("About"), _about(card, words)),
        (T("Why a person"), words(CAUSES[card.cause]) if card.cause else ""),
        (T("Status"), status_name(words, card.status)),
        (T("Next step"), step),
        (T("Position"), card.position or ""),
        (T("Person"), person or words(T("not logged in"))),
        (T("Language"), LANGUAGE_NAMES.get(card.locale or "", "")),
        (T("Last refusal"), _refusal(card, words, zone)),
        (T("Steps tried"), ", ".join(words(TRIED.get(one, one)) for one in card.tried)),
        (T("In the candidate's words"), card.words),
    )
    return [(words(label), value) for label, value in found if value]


def _about(card: Card, words: Words) -> str:
    return words(SCOPES[card.scope]) if card.scope else kind_name(words, card.kind)


def _refusal(card: Card, words: Words, zone: tzinfo) -> str:
    if card.refusal is None:
        return ""
    refused, at = card.refusal.refused, words.moment(card.refusal.at, zone)
    clause = f" · {refused.clause}" if refused.clause else ""
    return f"{sentence(refused, words, zone)}{clause} · {at}"
