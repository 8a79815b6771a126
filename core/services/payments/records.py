"""What goes with every change about money, in the same transaction: the verdict's audit row, letters and tickets told once."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from core.model.payment import Capture, PaymentLetter, PaymentVerdict, Refund, TicketKind
from core.store.queries import audit, outbox, payments, tickets
from core.store.queries.payments import Payer

_ONCE_FOR_AN_APPLICATION = frozenset(
    {PaymentLetter.PAID, PaymentLetter.VERIFYING, PaymentLetter.ABANDONED, PaymentLetter.UNDER_REVIEW}
)
_ONCE_FOR_A_DEADLINE = frozenset({PaymentLetter.VERIFYING, PaymentLetter.ABANDONED})


def change_verdict(
    tx: sa.Connection,
    payer: Payer,
    verdict: PaymentVerdict,
    now: datetime,
    *,
    actor: str,
    paid_at: datetime | None = None,
    proof: Mapping[str, object] | None = None,
) -> None:
    """Write a new verdict and who brought it about; ``proof`` is kept with it."""
    payments.set_verdict(tx, payer.application_id, verdict, now, paid_at or payer.paid_at)
    before = {"payment": payer.payment}
    audit.record(tx, "application", payer.application_id, now, actor, verdict.value, before, {"payment": verdict, **(proof or {})})


def tell(
    tx: sa.Connection, payer: Payer, letter: PaymentLetter, now: datetime, about: Mapping[str, str], subject: str = ""
) -> None:
    """Tell the candidate once: the standing of the application once, other news once for each ``subject``.

    That the time is over may be told once more after the authority gave more of it.
    """
    key = str(payer.application_id) if letter in _ONCE_FOR_AN_APPLICATION else subject
    if letter in _ONCE_FOR_A_DEADLINE and (extended := _extensions(tx, payer)):
        key = f"{key}:{extended}"
    told = {"exam": payer.exam, "application_id": str(payer.application_id), **about}
    outbox.tell(tx, dedupe_key=f"{letter}:{key}", kind=letter.value, now=now, account_id=payer.account_id, about=told)


def _extensions(tx: sa.Connection, payer: Payer) -> int:
    """How often this application came back to awaiting payment."""
    return audit.count(tx, "application", payer.application_id, PaymentVerdict.AWAITING_PAYMENT.value)


def of_capture(capture: Capture, out_trade_no: str) -> dict[str, str]:
    """What words about a charge need: numbers, the amount in minor units, the provider's time of success."""
    return {
        "provider": capture.provider,
        "out_trade_no": out_trade_no,
        "transaction_id": capture.transaction_id,
        "amount": str(capture.amount.minor),
        "currency": capture.amount.currency,
        "at": capture.success_time.isoformat(),
    }


def of_refund(refund: Refund) -> dict[str, str]:
    """What words about a refund need: numbers, the amount in minor units, why it goes back."""
    return {
        "provider": refund.provider,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": refund.transaction_id,
        "amount": str(refund.amount.minor),
        "currency": refund.amount.currency,
        "reason": refund.reason.value,
    }


def capture_subject(provider: str, transaction_id: str) -> str:
    """How tickets and letters name one charge."""
    return f"capture:{provider}:{transaction_id}"


def refund_subject(provider: str, out_refund_no: str) -> str:
    """How tickets and letters name one refund."""
    return f"refund:{provider}:{out_refund_no}"


def open_ticket(
    tx: sa.Connection, kind: TicketKind, subject: str, now: datetime, payer: Payer | None, about: Mapping[str, str]
) -> None:
    """Put something before a person, once."""
    application_id = payer.application_id if payer else None
    tickets.open_ticket(tx, kind.value, subject, now, application_id=application_id, about=about)
