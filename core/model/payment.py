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


class Source(StrEnum):
    """Where evidence came from."""

    WEBHOOK = "webhook"
    QUERY = "query"
    BILL = "bill"


@dataclass(frozen=True, slots=True)
class Success:
    """Evidence of one successful charge, whatever its source."""

    provider: str
    out_trade_no: str
    transaction_id: str
    amount: Money
    success_time: datetime
    source: Source


@dataclass(frozen=True, slots=True)
class Attempt:
    """One order at a provider for one application."""

    id: int
    application_id: int
    provider: str
    out_trade_no: str
    amount: Money
    time_expire: datetime
    state: AttemptState
    created_at: datetime


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
    """Money on its way back."""

    id: int
    provider: str
    out_refund_no: str
    capture_id: int
    amount: Money
    reason: str
    state: RefundState
