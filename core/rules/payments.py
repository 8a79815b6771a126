"""The verdict on money (说明 二(六)): what one piece of evidence means for the charge, the order, the application and the people.

Facts come first: a success that a provider knows of is always recorded and never un-learned, whatever we then decide about it.
Lateness is judged by the provider's own time of success, not by when the news reached us; an application is given up only with
proof that none of its orders was paid in time.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from core.model.exam import Window
from core.model.money import Money
from core.model.payment import (
    AttemptState,
    Disposition,
    PaymentLetter,
    PaymentVerdict,
    RefundReason,
    Success,
    TicketKind,
)
from core.rules.windows import Phase, phase

UNPAID = frozenset({PaymentVerdict.AWAITING_PAYMENT, PaymentVerdict.VERIFYING, PaymentVerdict.ABANDONED})
_TIME_RAN_OUT = frozenset({PaymentVerdict.VERIFYING, PaymentVerdict.ABANDONED})
_OFF_THE_ROSTER = frozenset({PaymentVerdict.ABANDONED, PaymentVerdict.MANUAL_REVIEW})
_HARMLESS = frozenset({Disposition.LATE, Disposition.DUPLICATE})


@dataclass(frozen=True, slots=True)
class Terms:
    """What the authority set for paying.

    :param roster_frozen_at: from when on nobody is put back on the roster without a person deciding it.
    :param automatic_refund: whether money that must go back goes by itself; else the finance office sends it.
    """

    fee: Money
    window: Window
    roster_frozen_at: datetime | None = None
    automatic_refund: bool = True


@dataclass(frozen=True, slots=True)
class MoneyFacts:
    """What is known at the moment a success is judged: the verdict so far, the order it names, and the terms."""

    verdict: PaymentVerdict
    expected: Money
    has_accepted: bool
    terms: Terms


@dataclass(frozen=True, slots=True)
class Judgement:
    """What to record about one success. ``None`` leaves a thing as it stands; ``refund`` asks for the whole charge back.

    ``attempt`` stays as it is where another merchant was credited: our own order may still be paid.
    """

    disposition: Disposition
    verdict: PaymentVerdict | None = None
    refund: RefundReason | None = None
    ticket: TicketKind | None = None
    letter: PaymentLetter | None = None
    attempt: AttemptState | None = AttemptState.PAID


_ORPHAN = Judgement(Disposition.ORPHAN, ticket=TicketKind.ORPHAN, attempt=None)
_MISMATCH = Judgement(Disposition.MISMATCH, ticket=TicketKind.MISMATCH)
_LATE = Judgement(Disposition.LATE, refund=RefundReason.LATE, ticket=TicketKind.LATE, letter=PaymentLetter.LATE)
_DUPLICATE = Judgement(
    Disposition.DUPLICATE, refund=RefundReason.DUPLICATE, ticket=TicketKind.DUPLICATE, letter=PaymentLetter.DUPLICATE
)
ACCEPTED = Judgement(Disposition.ACCEPTED, verdict=PaymentVerdict.PAID, letter=PaymentLetter.PAID)
_AFTER_THE_ROSTER = Judgement(
    Disposition.ACCEPTED, PaymentVerdict.MANUAL_REVIEW, ticket=TicketKind.REINSTATED, letter=PaymentLetter.UNDER_REVIEW
)


def judge_success(success: Success, facts: MoneyFacts | None, now: datetime) -> Judgement:
    """What a success we hadn't known means; ``facts`` is ``None`` where the order number isn't ours.

    The first of these that holds: not our order, not our money or not the amount asked for, too late, paid already, accepted.
    """
    if facts is None:
        return _ORPHAN
    if not success.payee_is_us or success.amount != facts.expected:
        return _mismatch(success, facts.verdict)
    if is_late(success.success_time, facts.terms.window):
        return _LATE
    if facts.has_accepted:
        return _DUPLICATE
    return _accepted(facts, now)


def is_late(success_time: datetime, window: Window) -> bool:
    """Whether a charge came after the window; its last second is still in time."""
    return phase(window, success_time) is Phase.OVER


def _mismatch(success: Success, verdict: PaymentVerdict) -> Judgement:
    judgement = _MISMATCH if success.payee_is_us else replace(_MISMATCH, attempt=None)
    if verdict in UNPAID:
        return replace(judgement, verdict=PaymentVerdict.MANUAL_REVIEW, letter=PaymentLetter.UNDER_REVIEW)
    return judgement


def _accepted(facts: MoneyFacts, now: datetime) -> Judgement:
    frozen_at = facts.terms.roster_frozen_at
    if facts.verdict in _OFF_THE_ROSTER and frozen_at is not None and now >= frozen_at:
        return _AFTER_THE_ROSTER
    if facts.verdict is PaymentVerdict.ABANDONED:
        return replace(ACCEPTED, ticket=TicketKind.REINSTATED)
    return ACCEPTED


def may_close(state: AttemptState) -> bool:
    """Whether news that an order was closed changes it; an order that was paid stays paid."""
    return state is AttemptState.PENDING


def is_overdue(verdict: PaymentVerdict | None, window: Window, now: datetime) -> bool:
    """Whether an unpaid application has to be verified now, because its time to pay is over."""
    return verdict is PaymentVerdict.AWAITING_PAYMENT and phase(window, now) is Phase.OVER


def may_resume(verdict: PaymentVerdict | None, terms: Terms, now: datetime, *, was_charged: bool) -> bool:
    """Whether an unpaid application may be paid again, because the authority gave more time after its deadline had passed.

    Where anything was charged the money decides, not the clock; from the freezing of the roster on a person does.
    """
    if verdict not in _TIME_RAN_OUT or was_charged or phase(terms.window, now) is not Phase.OPEN:
        return False
    return terms.roster_frozen_at is None or now < terms.roster_frozen_at


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One order and what its charges, if any, meant."""

    state: AttemptState
    dispositions: Collection[Disposition] = ()


def is_proven_unpaid(attempts: Iterable[AttemptFacts]) -> bool:
    """Whether every order is proven to have brought nothing: closed, or paid only too late or twice. No order proves it too."""
    return all(_brought_nothing(attempt) for attempt in attempts)


def _brought_nothing(attempt: AttemptFacts) -> bool:
    if not set(attempt.dispositions) <= _HARMLESS:
        return False
    return attempt.state is AttemptState.CLOSED or (attempt.state is AttemptState.PAID and bool(attempt.dispositions))
