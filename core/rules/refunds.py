"""How far a refund has come, and what its end means for the application (说明 二(六)). A refund that succeeded is never undone.

States form one ladder, so news may come twice and in any order: the higher rung stays. A refund the provider closed may still
succeed when it is tried again with the same number; success stands above everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.model.payment import Disposition, PaymentLetter, PaymentVerdict, RefundReason, RefundState, TicketKind

_RUNGS: Mapping[RefundState, int] = {
    RefundState.REQUESTED: 0,
    RefundState.PROCESSING: 1,
    RefundState.ABNORMAL: 2,
    RefundState.CLOSED: 3,
    RefundState.SUCCEEDED: 4,
}
_TICKETS: Mapping[RefundState, TicketKind] = {
    RefundState.ABNORMAL: TicketKind.REFUND_ABNORMAL,
    RefundState.CLOSED: TicketKind.REFUND_CLOSED,
}
TERMINAL = frozenset({RefundState.SUCCEEDED, RefundState.CLOSED})
_HAS_PAID = frozenset({PaymentVerdict.PAID, PaymentVerdict.MANUAL_REVIEW})


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """A refund and the charge it belongs to.

    :param charged: the whole charge in minor units.
    :param returned: what earlier refunds of ours brought back of it.
    """

    state: RefundState
    reason: RefundReason
    amount: int
    disposition: Disposition
    verdict: PaymentVerdict | None
    charged: int
    returned: int


@dataclass(frozen=True, slots=True)
class RefundJudgement:
    """What to record; ``None`` leaves a thing as it stands."""

    state: RefundState
    verdict: PaymentVerdict | None = None
    ticket: TicketKind | None = None
    letter: PaymentLetter | None = None


def furthest(known: RefundState, heard: RefundState) -> RefundState:
    """The state after hearing news, whatever the order of the news."""
    return max(known, heard, key=lambda state: _RUNGS[state])


def judge_refund(facts: RefundFacts, heard: RefundState) -> RefundJudgement | None:
    """What news of a refund change; ``None`` when they change nothing.

    Only a refund of our own that brings the whole accepted charge back turns the verdict: money that went back at the provider
    without us un-pays nobody silently.
    """
    state = furthest(facts.state, heard)
    if state is facts.state:
        return None
    if state is not RefundState.SUCCEEDED:
        return RefundJudgement(state, ticket=_TICKETS.get(state))
    verdict = PaymentVerdict.REFUNDED if _unpays(facts) else None
    letter = None if facts.reason is RefundReason.EXTERNAL else PaymentLetter.REFUNDED
    return RefundJudgement(state, verdict=verdict, letter=letter)


def _unpays(facts: RefundFacts) -> bool:
    return (
        facts.disposition is Disposition.ACCEPTED
        and facts.reason is not RefundReason.EXTERNAL
        and facts.verdict in _HAS_PAID
        and facts.returned + facts.amount >= facts.charged
    )


def refund_number(transaction_id: str) -> str:
    """The one number under which a charge is given back automatically; the same number refunds once."""
    return f"RF-{transaction_id}"


def still_refundable(charged: int, refunds: Mapping[RefundState, int]) -> int:
    """How much of a charge may still be asked back, given the sums of its refunds by state; closed ones brought nothing."""
    return max(0, charged - sum(amount for state, amount in refunds.items() if state is not RefundState.CLOSED))
