"""What was found, in calm words, and what the windows remember."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.memory import Memory
from core.rules.claims import Finding
from locales.words import T


@dataclass(frozen=True, slots=True)
class Charged:
    """The last finding, the orders that were asked about, and the case's number; empty and 0 until there are some."""

    finding: str = ""
    orders: list[str] = field(default_factory=list)
    case: int = 0


CHARGED = Memory(Charged)

FINDINGS: Mapping[Finding, str] = {
    Finding.ARRIVED: T("Found: your payment has arrived. You needn't pay again."),
    Finding.REFUNDED: T("Your payment had arrived and was sent back to you since. Your bank shows it within a few days."),
    Finding.GOING_BACK: T(
        "Your money was found. It was paid after the deadline, so it can't count; it goes back to you, and I tell you when it has."
    ),
    Finding.UNDER_REVIEW: T(
        "Your money was found and a person is checking it already. You needn't do anything; you will hear from me."
    ),
    Finding.NOTHING: T(
        "The payment provider has no payment for your orders at this moment. If your bank shows one, it is usually on its way: "
        "I keep asking by myself. What was paid in time counts, even if the news of it come late."
    ),
    Finding.UNANSWERED: T(
        "The payment provider doesn't answer just now. Nothing is lost: I keep asking by myself, and what was paid in time counts, "
        "even if the news of it come late."
    ),
    Finding.NEVER_ORDERED: T(
        "No payment was ever started for this application, so money that was taken belongs to something else. "
        "If you are sure that it was this fee, open a case."
    ),
}
