"""Everything recorded about one order number and its application, for a person or a check to read."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from core.model.payment import Attempt, Capture, Refund
from core.services.payments import records
from core.store.queries import captures, outbox, payments, provider_events, refunds, tickets


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One charge and what it meant."""

    provider: str
    transaction_id: str
    disposition: str
    amount: int


@dataclass(frozen=True, slots=True)
class RefundLine:
    """One refund and how far it has come."""

    out_refund_no: str
    amount: int
    state: str


@dataclass(frozen=True, slots=True)
class MoneyAccount:
    """Verdict, order, charges, refunds, tickets and what the candidate was told; amounts in minor units."""

    application: str | None
    attempt: str | None
    captures: tuple[ChargeLine, ...]
    refunds: tuple[RefundLine, ...]
    tickets: tuple[str, ...]
    messages: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The account as JSON values."""
        return asdict(self)


def account_of(tx: sa.Connection, out_trade_no: str) -> MoneyAccount | None:
    """What is recorded about that order number and its application; ``None`` where nobody ever named it."""
    numbered = payments.attempts_numbered(tx, out_trade_no)
    attempt = numbered[0] if numbered else None
    charges = _charges(tx, attempt, out_trade_no)
    if attempt is None and not charges and not provider_events.is_heard_of(tx, out_trade_no):
        return None
    application_id = attempt.application_id if attempt else None
    payer = payments.get_payer(tx, application_id) if application_id is not None else None
    given_back = refunds.refunds_about(tx, application_id, out_trade_no)
    return MoneyAccount(
        application=payer.payment if payer else None,
        attempt=attempt.state if attempt else None,
        captures=tuple(ChargeLine(one.provider, one.transaction_id, one.disposition, one.amount.minor) for one in charges),
        refunds=tuple(RefundLine(one.out_refund_no, one.amount.minor, one.state) for one in given_back),
        tickets=tuple(tickets.ticket_kinds(tx, application_id, _subjects(charges, given_back))),
        messages=tuple(outbox.kinds_told(tx, payer.account_id)) if payer else (),
    )


def _charges(tx: sa.Connection, attempt: Attempt | None, out_trade_no: str) -> list[Capture]:
    """Charges of the whole application, and those that named the number without belonging to it."""
    named = captures.captures_numbered(tx, out_trade_no)
    whole = captures.captures_of(tx, attempt.application_id) if attempt else []
    return whole + [one for one in named if one not in whole]


def _subjects(charges: list[Capture], given_back: list[Refund]) -> list[str]:
    captured = [records.capture_subject(one.provider, one.transaction_id) for one in charges]
    return captured + [records.refund_subject(one.provider, one.out_refund_no) for one in given_back]
