"""Words of the console: roles, refunds, what was done, and what went wrong. Those of cases are in ``locales.cases``."""

from collections.abc import Mapping

from core.model.staff import Role
from locales.words import T

ROLES: Mapping[Role, str] = {
    Role.AGENT: T("Agent"),
    Role.SUPERVISOR: T("Supervisor"),
    Role.FINANCE: T("Finance"),
    Role.OPERATOR: T("Operator"),
    Role.AUDITOR: T("Auditor"),
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
    "answer_written": T("The answer waits for a second person."),
    "answer_live": T("The answer is live, in every chat from now on."),
    "answer_refused": T("The answer was dropped; it stays in the record."),
    "answer_ended": T("The answer was taken down; it stays in the record."),
    "questions_aside": T("These questions were set aside."),
    "reply_kept": T("The ready reply is kept."),
    "reply_dropped": T("The ready reply was removed."),
    "refund_done": T("The refund is marked as done."),
    "deadline_moved": T("The deadline was moved; whom it concerns hears of it."),
    "announced": T("The announcement is on its way."),
    "loaded": T("It is in use now."),
    "loaded_already": T("That stands already; nothing was changed."),
    "seated": T("The seats were given; tickets can be printed in their window."),
    "papers_set": T("The times of the papers stand."),
    "frozen": T("The roster is closed."),
    "erased": T("It is erased; the proof is in the audit."),
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
