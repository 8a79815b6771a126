"""Words of the console: names of what the domain keeps as enums, what was done, and what went wrong."""

from collections.abc import Mapping

from core.model.staff import Role
from core.model.tickets import CaseState, Cause, CloseReason, Scope, Urgency
from locales.words import T

ROLES: Mapping[Role, str] = {
    Role.AGENT: T("Agent"),
    Role.SUPERVISOR: T("Supervisor"),
    Role.FINANCE: T("Finance"),
    Role.OPERATOR: T("Operator"),
    Role.AUDITOR: T("Auditor"),
}

STATES: Mapping[CaseState, str] = {
    CaseState.OPEN: T("Nobody has it"),
    CaseState.CLAIMED: T("In hand, answer owed"),
    CaseState.WAITING: T("Answered, waiting for the candidate"),
    CaseState.CLOSED: T("Closed"),
}

URGENCIES: Mapping[Urgency, str] = {
    Urgency.CRITICAL: T("Within 2 hours"),
    Urgency.HIGH: T("Within a day"),
    Urgency.NORMAL: T("Within 3 days"),
    Urgency.LOW: T("No deadline near"),
}

CAUSES: Mapping[Cause, str] = {
    Cause.ASKED: T("Asked for a person"),
    Cause.REFUSAL: T("Stuck after a refusal"),
    Cause.PLAYBOOK: T("Every step with the bank was tried"),
    Cause.NOT_UNDERSTOOD: T("The assistant didn't understand"),
    Cause.ANGER: T("Upset"),
    Cause.PAYMENT: T("Payment in doubt"),
}

SCOPES: Mapping[Scope, str] = {
    Scope.USE: T("Use of the system"),
    Scope.TECHNICAL: T("Technical"),
    Scope.POLICY: T("Recruitment policy"),
}

CLOSE_REASONS: Mapping[CloseReason, str] = {
    CloseReason.SOLVED: T("Solved"),
    CloseReason.NO_REPLY: T("The candidate didn't reply"),
    CloseReason.NOT_OURS: T("Not for this office"),
    CloseReason.DUPLICATE: T("Same as another case"),
    CloseReason.BACK_TO_BOT: T("The candidate went back to the assistant"),
}

OUTCOMES: Mapping[str, str] = {
    "sent": T("delivered"),
    "blocked": T("the chat is blocked"),
    "failed": T("not delivered"),
    "no_chat": T("no chat to reach"),
}

MONEY_KINDS: Mapping[str, str] = {
    "late": T("Paid after the deadline"),
    "duplicate": T("Paid twice"),
    "mismatch": T("Amount or currency differs"),
    "orphan": T("A charge of nobody's"),
    "reinstated": T("Given up, then the payment turned up"),
    "unresolved": T("Order without an answer"),
    "external_refund": T("Refund begun at the provider"),
    "refund_differs": T("Refund of another amount"),
    "refund_refused": T("Refund refused"),
    "refund_abnormal": T("Refund stuck"),
    "refund_closed": T("Refund didn't go back"),
    "event_failed": T("A notification couldn't be handled"),
    "not_in_bill": T("Charge not in the bill"),
    "bill_differs": T("Bill and books differ"),
    "bill_contradicted": T("The bill contradicts an earlier one"),
    "refund_not_in_bill": T("Refund not in the bill"),
    "claimed": T("The candidate says: paid"),
}

REFUND_REASONS: Mapping[str, str] = {
    "late": T("Paid after the deadline"),
    "duplicate": T("Paid twice"),
    "decided": T("Decided by the office"),
    "external": T("Begun at the provider"),
}

REFUND_STATES: Mapping[str, str] = {
    "requested": T("asked for"),
    "processing": T("on its way"),
    "succeeded": T("done"),
    "abnormal": T("stuck"),
    "closed": T("didn't go back"),
}

DONE: Mapping[str, str] = {
    "claimed": T("The case is yours."),
    "replied": T("Your answer is on its way."),
    "edited": T("The text was changed."),
    "noted": T("The note is kept; the candidate doesn't see it."),
    "transferred": T("The case was passed on."),
    "closed": T("The case is closed."),
    "reopened": T("The case is open again, and yours."),
    "reply_kept": T("The ready reply is kept."),
    "reply_dropped": T("The ready reply was removed."),
    "refund_done": T("The refund is marked as done."),
    "password": T("Your password was changed. Please log in with the new one."),
    "authenticator": T("The new authenticator counts from now on. Please log in with a code of it."),
    "logged_out": T("You are logged out."),
}

PROBLEMS: Mapping[int, tuple[str, str]] = {
    400: (
        T("This didn't arrive whole"),
        T("The form couldn't be read. Nothing was changed; please send it once more."),
    ),
    403: (
        T("This isn't possible from here"),
        T("The form is from an older log-in or another page. Nothing was changed; please open the page anew."),
    ),
    404: (
        T("There is no such page"),
        T("Nothing is here under this address. It may have been typed wrongly or be gone."),
    ),
    409: (
        T("Somebody was quicker"),
        T("It has changed meanwhile. Nothing was lost; please look at it anew."),
    ),
    413: (
        T("That is too much at once"),
        T("A text may have 3,500 characters, a file 10 MB. Nothing was sent; please shorten it."),
    ),
    415: (
        T("This can't be read here"),
        T("The console takes its own forms only. Nothing was changed."),
    ),
    503: (
        T("One moment"),
        T("We can't reach our data right now. Nothing is lost; please try again in a minute."),
    ),
}
