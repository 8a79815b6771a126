"""What the cashier's page says: how each way to pay is called, and what each standing means to a worried person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.services.payments import CashierView
from locales.reasons import sentence
from locales.words import T, Words

WAYS: Mapping[str, str] = {
    "wechat": T("WeChat Pay"),
    "alipay": T("Alipay"),
    "stripe": T("Bank card"),
    "sandbox": T("Sandbox cashier"),
}
PAGES = frozenset({"alipay"})
"""Where somebody at a desk may log in on the provider's page instead of scanning."""

CLOSED_INSIDE_WECHAT = frozenset({"wechat", "alipay"})
ANOTHER_BROWSER = T("WeChat doesn't let you pay from here. Tap ··· at the top right, open this page in your browser and pay there.")
ASKED: Mapping[str, str] = {
    "waiting": T(
        "The provider hasn't reported a payment yet. If money was taken, it is not lost: we keep asking. Please don't pay again."
    ),
    "silent": T("The provider doesn't answer right now. We keep asking by ourselves; a payment made in time always counts."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A page without anything to pay: its heading, what happened, what to do now, and how it looks."""

    title: str
    todo: str = ""
    tone: str = "info"


_BACK = T("You can close this page and go on in the chat.")
_WAIT = T("You have nothing to do now: the result comes into your chat by itself.")
_STANDINGS: Mapping[Reason, Standing] = {
    Reason.ALREADY_PAID: Standing(T("Received"), _BACK, "success"),
    Reason.PAYMENT_VERIFYING: Standing(T("We are asking the provider"), _WAIT),
    Reason.PAYMENT_OVER: Standing(
        T("The time for payment is over"), T("If you have paid in time, it counts: we are asking the provider.")
    ),
    Reason.PAYMENT_UNDER_REVIEW: Standing(T("A person is checking your payment"), _WAIT, "warning"),
    Reason.PAYMENT_NOT_OPEN: Standing(T("Payment isn't open yet"), T("Come back then: your chat will remind you.")),
    Reason.PAYMENT_ENDING: Standing(T("Too late to start a payment"), tone="refused"),
    Reason.ABANDONED_UNPAID: Standing(
        T("This application counts as given up"),
        T("If you have paid in time, press the button in your chat or call the desk: a payment made in time always counts."),
        "refused",
    ),
    Reason.REFUNDED: Standing(T("The fee was refunded"), _BACK),
}
_OTHERWISE = Standing(T("Nothing can be paid here now"), T("Please go back to the chat and go on there."))


def standing_of(refused: Refused) -> Standing:
    """How the page looks when nothing can be paid."""
    return _STANDINGS.get(refused.reason, _OTHERWISE)


def said(refused: Refused, words: Words, view: CashierView) -> str:
    """The refusal in a sentence."""
    return sentence(refused, words, zone_of(view))


def zone_of(view: CashierView) -> tzinfo:
    """The zone in which the exam's dates are told."""
    return view.exam.tz if view.exam else UTC
