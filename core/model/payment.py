"""Money facts and our verdict, kept apart: a known success is never un-learned."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.money import Money


class PaymentVerdict(StrEnum):
    """Our verdict on an application, the one state that is stored: it needs proof, not only a clock."""

    AWAITING_PAYMENT = "awaiting_payment"
    VERIFYING = "verifying"
    PAID = "paid"
    ABANDONED = "abandoned"
    MANUAL_REVIEW = "manual_review"
    REFUNDED = "refunded"


class AttemptState(StrEnum):
    """What the provider says about one order number. ``closed -> paid`` happens; ``paid`` is never left."""

    PENDING = "pending"
    PAID = "paid"
    CLOSED = "closed"


class Disposition(StrEnum):
    """What one successful charge means to us, fixed when it is recorded."""

    ACCEPTED = "accepted"
    LATE = "late"
    DUPLICATE = "duplicate"
    MISMATCH = "mismatch"
    ORPHAN = "orphan"


class RefundState(StrEnum):
    """How far a refund has come; ``succeeded`` and ``closed`` are terminal, ``closed`` means the money did not go back."""

    REQUESTED = "requested"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    ABNORMAL = "abnormal"
    CLOSED = "closed"


class RefundReason(StrEnum):
    """Why money goes back; ``external`` was started at the provider and not by us."""

    LATE = "late"
    DUPLICATE = "duplicate"
    DECIDED = "decided"
    EXTERNAL = "external"


class TicketKind(StrEnum):
    """What of the money a person has to look at."""

    LATE = "late"
    DUPLICATE = "duplicate"
    MISMATCH = "mismatch"
    ORPHAN = "orphan"
    REINSTATED = "reinstated"
    UNRESOLVED = "unresolved"
    EXTERNAL_REFUND = "external_refund"
    REFUND_DIFFERS = "refund_differs"
    REFUND_REFUSED = "refund_refused"
    REFUND_ABNORMAL = "refund_abnormal"
    REFUND_CLOSED = "refund_closed"
    EVENT_FAILED = "event_failed"
    NOT_IN_BILL = "not_in_bill"
    BILL_DIFFERS = "bill_differs"
    BILL_CONTRADICTED = "bill_contradicted"
    REFUND_NOT_IN_BILL = "refund_not_in_bill"
    CLAIMED = "claimed"


class PaymentLetter(StrEnum):
    """What a candidate is told about money; the kind of a letter in the outbox."""

    PAID = "paid"
    VERIFYING = "payment_verifying"
    ABANDONED = "abandoned_unpaid"
    UNDER_REVIEW = "payment_review"
    LATE = "payment_late"
    DUPLICATE = "payment_duplicate"
    REFUNDED = "payment_refunded"
    PAY_AGAIN = "payment_again"


class Source(StrEnum):
    """Where evidence came from."""

    WEBHOOK = "webhook"
    QUERY = "query"
    BILL = "bill"


@dataclass(frozen=True, slots=True)
class Success:
    """Evidence of one successful charge, whatever its source; ``payee_is_us`` is false where another merchant was credited."""

    provider: str
    out_trade_no: str
    transaction_id: str
    amount: Money
    success_time: datetime
    source: Source
    payee_is_us: bool = True


@dataclass(frozen=True, slots=True)
class Attempt:
    """One order at a provider for one application.

    ``ordered_at`` is when the provider was first asked to open it, written before it was asked; ``None`` proves that it never was.
    ``unanswered`` counts the provider's missing answers in a row; ``asked_at`` is when the candidate last had it asked.
    """

    id: int
    application_id: int
    provider: str
    out_trade_no: str
    amount: Money
    time_expire: datetime
    state: AttemptState
    created_at: datetime
    ordered_at: datetime | None = None
    asked_at: datetime | None = None
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class Capture:
    """One successful charge; immutable."""

    id: int
    provider: str
    transaction_id: str
    attempt_id: int | None
    application_id: int | None
    amount: Money
    success_time: datetime
    disposition: Disposition
    first_source: Source


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back. ``capture_id`` is ``None`` while the charge it belongs to isn't known yet."""

    id: int
    provider: str
    out_refund_no: str
    capture_id: int | None
    transaction_id: str
    amount: Money
    reason: RefundReason
    state: RefundState
    tries: int = 0


@dataclass(frozen=True, slots=True)
class BilledRefund:
    """Money going back as a provider's bill of a day tells it."""

    provider: str
    out_refund_no: str
    transaction_id: str
    amount: Money
    state: RefundState


class NotificationKind(StrEnum):
    """What a verified notification tells."""

    SUCCESS = "success"
    REFUND = "refund"
    FAILED = "failed"
    CLOSED = "closed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification whose signature was verified. ``event_id`` is unique at its provider."""

    provider: str
    event_id: str
    kind: NotificationKind
    type: str
    success: Success | None = None
    out_trade_no: str | None = None
    out_refund_no: str | None = None
    transaction_id: str | None = None
    refund_state: RefundState | None = None
    refund_amount: Money | None = None
