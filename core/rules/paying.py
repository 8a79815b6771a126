"""Whether a candidate may start to pay now (说明 二(六)): after confirming, inside the window, and only while nothing was paid."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core.model.decisions import ALLOWED, Decision, Refused
from core.model.exam import Window
from core.model.payment import PaymentVerdict
from core.model.reasons import Reason
from core.rules.windows import Phase, end, phase

LAST_START = timedelta(seconds=60)
_SECOND = timedelta(seconds=1)

_SETTLED: Mapping[PaymentVerdict, Reason] = {
    PaymentVerdict.PAID: Reason.ALREADY_PAID,
    PaymentVerdict.VERIFYING: Reason.PAYMENT_VERIFYING,
    PaymentVerdict.MANUAL_REVIEW: Reason.PAYMENT_UNDER_REVIEW,
    PaymentVerdict.ABANDONED: Reason.ABANDONED_UNPAID,
    PaymentVerdict.REFUNDED: Reason.REFUNDED,
}


def last_second(window: Window) -> datetime | None:
    """The last second in which a charge is still in time; ``None`` where the window never closes."""
    return None if window.closes_at is None else end(window) - _SECOND


def may_pay(verdict: PaymentVerdict | None, window: Window, now: datetime, *, has_order: bool) -> Decision:
    """Whether an order may be opened, or the open one (``has_order``) paid.

    A new order isn't opened in the last minute: there would be no time left to pay it.
    """
    if verdict is None:
        return Refused(Reason.NOT_CONFIRMED)
    if verdict is not PaymentVerdict.AWAITING_PAYMENT:
        return Refused(_SETTLED[verdict], at=last_second(window))
    match phase(window, now):
        case Phase.BEFORE:
            return Refused(Reason.PAYMENT_NOT_OPEN, at=window.opens_at)
        case Phase.OVER:
            return Refused(Reason.PAYMENT_OVER, at=last_second(window))
        case Phase.OPEN:
            return _while_open(window, now, has_order)


def _while_open(window: Window, now: datetime, has_order: bool) -> Decision:
    last = last_second(window)
    if last is not None and now > last - LAST_START and not has_order:
        return Refused(Reason.PAYMENT_ENDING, at=last)
    return ALLOWED
