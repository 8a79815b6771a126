"""What a bill shows against our books, recorded in one transaction with the mark that the day was read (说明 二(六))."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, tzinfo

import sqlalchemy as sa

from core.model.money import Money
from core.model.payment import BilledRefund, Success, TicketKind
from core.rules.bills import EDGE, differing, span_of
from core.services.payments import records
from core.services.payments.ledger import Ledger
from core.services.payments.refund_ledger import RefundNews
from core.store.queries import bills, captures, payments, refunds
from core.store.queries.bills import LineKind
from core.store.queries.payments import Payer

Lines = tuple[Sequence[Success], Sequence[BilledRefund] | None]


@dataclass(frozen=True, slots=True)
class BillDay:
    """One provider's day in the zone of the exams that take money there."""

    provider: str
    day: date
    zone: tzinfo
    exams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """A bill in numbers.

    :param charges: lines about charges.
    :param found: those we learned of only here.
    :param contradicted: those the provider's own answer denies.
    :param differing: those with another amount than in our books.
    :param missing: our charges that no bill tells of.
    :param refunds: lines about refunds; none where the provider's bill has none.
    :param refunds_missing: our refunds that no bill tells of.
    """

    charges: int
    found: int
    contradicted: int
    differing: int
    missing: int
    refunds: int = 0
    refunds_missing: int = 0


class BillFindings:
    """Records findings; each of them is put before a person once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def record(
        self, on: BillDay, lines: Lines, denied: Sequence[Success], found: int, now: datetime, tx: sa.Connection
    ) -> Findings:
        """Keep the lines, report what doesn't fit, and mark the day as read."""
        charges, returned = lines
        amounts = {line.transaction_id: line.amount for line in charges}
        bills.keep_lines(tx, on.provider, LineKind.CHARGE, on.day, amounts.items())
        for line in denied:
            _report_denied(tx, line, now)
        findings = Findings(
            charges=len(charges),
            found=found,
            contradicted=len(denied),
            differing=_report_differing(tx, on.provider, amounts, now),
            missing=_report_missing(tx, on, now),
            refunds=len(returned or ()),
            refunds_missing=0 if returned is None else self._refunds(tx, on, returned, now),
        )
        bills.mark_reconciled(tx, on.provider, on.day, now, asdict(findings))
        return findings

    def none_offered(self, on: BillDay, now: datetime, tx: sa.Connection) -> Findings:
        """The provider has no bills: nothing can be missed in them, and every order is asked about by itself."""
        findings = Findings(charges=0, found=0, contradicted=0, differing=0, missing=0)
        bills.mark_reconciled(tx, on.provider, on.day, now, {"offered": False, **asdict(findings)})
        return findings

    def _refunds(self, tx: sa.Connection, on: BillDay, returned: Sequence[BilledRefund], now: datetime) -> int:
        """The bill's refunds are news like any other; ours that succeeded the day before must stand in a bill by now."""
        bills.keep_lines(tx, on.provider, LineKind.REFUND, on.day, ((one.out_refund_no, one.amount) for one in returned))
        for one in returned:
            news = RefundNews(on.provider, one.out_refund_no, one.state, one.transaction_id, amount=one.amount)
            self._ledger.refunds.record(tx, news, now)
        numbers = bills.refunds_not_billed(tx, on.provider, on.exams, *span_of(on.day - timedelta(days=1), on.zone))
        for number in numbers:
            _report_refund(tx, on.provider, number, now)
        return len(numbers)


def _report_denied(tx: sa.Connection, line: Success, now: datetime) -> None:
    attempt = payments.find_attempt(tx, line.provider, line.out_trade_no)
    payer = payments.get_payer(tx, attempt.application_id) if attempt else None
    about = {
        "provider": line.provider,
        "out_trade_no": line.out_trade_no,
        "transaction_id": line.transaction_id,
        "amount": str(line.amount.minor),
        "currency": line.amount.currency,
        "at": line.success_time.isoformat(),
    }
    subject = records.capture_subject(line.provider, line.transaction_id)
    records.open_ticket(tx, TicketKind.BILL_CONTRADICTED, subject, now, payer, about)


def _report_differing(tx: sa.Connection, provider: str, billed: dict[str, Money], now: datetime) -> int:
    numbers = differing(billed, bills.known_amounts(tx, provider, billed))
    for number in numbers:
        capture = captures.find_capture(tx, provider, number)
        assert capture is not None, "it was compared a moment ago, and charges are never taken away"
        _report_charge(tx, TicketKind.BILL_DIFFERS, capture.id, now, {"billed": str(billed[number].minor)})
    return len(numbers)


def _report_missing(tx: sa.Connection, on: BillDay, now: datetime) -> int:
    """The last minutes of a day may stand in the next day's bill, so they are looked for there."""
    first, end = span_of(on.day, on.zone)
    missing = bills.charges_not_billed(tx, on.provider, on.exams, first - EDGE, end - EDGE)
    for capture_id in missing:
        _report_charge(tx, TicketKind.NOT_IN_BILL, capture_id, now, {"day": on.day.isoformat()})
    return len(missing)


def _report_charge(tx: sa.Connection, kind: TicketKind, capture_id: int, now: datetime, more: dict[str, str]) -> None:
    capture = captures.get_capture(tx, capture_id)
    about = {**records.of_capture(capture, captures.order_number(tx, capture_id)), **more}
    subject = records.capture_subject(capture.provider, capture.transaction_id)
    records.open_ticket(tx, kind, subject, now, _payer(tx, capture.application_id), about)


def _report_refund(tx: sa.Connection, provider: str, number: str, now: datetime) -> None:
    refund = refunds.find_refund(tx, provider, number)
    assert refund is not None, "it was found a moment ago, and refunds are never taken away"
    capture = captures.get_capture(tx, refund.capture_id) if refund.capture_id is not None else None
    payer = _payer(tx, capture.application_id if capture else None)
    subject = records.refund_subject(provider, number)
    records.open_ticket(tx, TicketKind.REFUND_NOT_IN_BILL, subject, now, payer, records.of_refund(refund))


def _payer(tx: sa.Connection, application_id: int | None) -> Payer | None:
    return payments.get_payer(tx, application_id) if application_id is not None else None
