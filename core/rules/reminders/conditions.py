"""Whom a reminder is for, by name: the one table that packs, statements and the check before sending go by.

A new kind of reminder is one line here; where it isn't about applications, accounts or chats, its subject also needs its rows in
``core.store.queries.reminder_subjects``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.model.application import Application, Status
from core.rules.status import PRINTS


class Subject(StrEnum):
    """What a reminder is told once for: an application, an account that may have none yet, or a chat that has no account yet."""

    APPLICATION = "application"
    ACCOUNT = "account"
    CHAT = "chat"


class Since(StrEnum):
    """The fact that brought somebody into the status; whoever has just got there isn't reminded at once."""

    AGREED = "agreed_at"
    FORM_SAVED = "form_saved_at"
    STASHED = "stashed_at"
    CONFIRMED = "confirmed_at"
    PAID = "paid_at"


@dataclass(frozen=True, slots=True)
class Condition:
    """Who is meant: ``statuses`` of the application; for chats, those whom the bank has refused and who have no account."""

    subject: Subject
    statuses: frozenset[Status] = frozenset()
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody at the moment of sending.

    :ivar is_refused: the bank has refused this chat's person, who still has no account.
    :ivar is_muted: the candidate wants no reminders but the essential ones.
    """

    application: Application | None = None
    has_account: bool = False
    is_refused: bool = False
    is_muted: bool = False


CONDITIONS: Mapping[str, Condition] = {
    "no_form": Condition(Subject.ACCOUNT, frozenset({Status.NONE, Status.AGREED}), Since.AGREED),
    "nothing_chosen": Condition(Subject.APPLICATION, frozenset({Status.FORM_COMPLETE}), Since.FORM_SAVED),
    "unconfirmed": Condition(Subject.APPLICATION, frozenset({Status.STASHED}), Since.STASHED),
    "unpaid": Condition(Subject.APPLICATION, frozenset({Status.CONFIRMED}), Since.CONFIRMED),
    "verifying": Condition(Subject.APPLICATION, frozenset({Status.VERIFYING}), Since.CONFIRMED),
    "form_printable": Condition(Subject.APPLICATION, frozenset({Status.FORM_PRINTABLE}), Since.PAID),
    "ticket_printable": Condition(Subject.APPLICATION, frozenset({Status.TICKET_PRINTABLE}), Since.PAID),
    "sits_exam": Condition(Subject.APPLICATION, PRINTS, Since.PAID),
    "refused_by_bank": Condition(Subject.CHAT),
}


def holds(condition: Condition, facts: Facts, status: Status) -> bool:
    """Whether ``facts`` with that ``status`` are meant by the condition now."""
    if condition.subject is Subject.CHAT:
        return facts.is_refused and not facts.has_account
    if condition.subject is Subject.APPLICATION and facts.application is None:
        return False
    return facts.has_account and status in condition.statuses
