"""A candidate says that money was taken: every order is asked about, and what stays open becomes a person's case (说明 二(六))."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.decisions import Refused
from core.model.payment import PaymentVerdict, TicketKind
from core.model.reasons import Reason
from core.ports import Clock
from core.rules.claims import MOST_CASES, Finding, finding_of, transaction_number
from core.services.payments import records
from core.services.payments.asking import Asking
from core.store.engine import Store
from core.store.queries import captures, payments, tickets
from core.store.queries.payments import Payer


@dataclass(frozen=True, slots=True)
class Claim:
    """What asking brought, and the numbers of the orders that were asked about."""

    finding: Finding
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A person looks at it under this number."""

    number: int


class Claims:
    """Self-service for "I was charged, but it says unpaid"."""

    def __init__(self, store: Store, clock: Clock, asking: Asking) -> None:
        self._store = store
        self._clock = clock
        self._asking = asking

    async def look(self, account_id: int, exam_id: str) -> Claim | Refused:
        """Ask about every order of the application, closed ones too, and say what is known then."""
        answer = await self._asking.for_account(account_id, exam_id)
        if isinstance(answer, Refused) and answer.reason is not Reason.PAYMENT_UNANSWERED:
            return answer
        return await self._store.read(lambda tx: _claim(tx, account_id, exam_id, answered=not isinstance(answer, Refused)))

    async def open_case(self, account_id: int, exam_id: str, typed: str | None) -> Case | Refused:
        """Put it before a person, with the transaction number the candidate may have typed."""
        number = transaction_number(typed) if typed is not None else ""
        if number is None:
            return Refused(Reason.TRANSACTION_NUMBER_FORMAT)
        now = self._clock.now()
        return await self._store.write(lambda tx: _open(tx, account_id, exam_id, number, now))


def _claim(tx: sa.Connection, account_id: int, exam_id: str, *, answered: bool) -> Claim | Refused:
    payer = payments.find_payer(tx, account_id, exam_id)
    if payer is None or payer.payment is None:
        return Refused(Reason.NOT_CONFIRMED)
    charges = {capture.disposition for capture in captures.captures_of(tx, payer.application_id)}
    orders = _orders(tx, payer)
    return Claim(finding_of(payer.payment, charges, answered=answered, was_ordered=bool(orders)), orders)


def _open(tx: sa.Connection, account_id: int, exam_id: str, number: str, now: datetime) -> Case | Refused:
    payer = payments.find_payer(tx, account_id, exam_id, lock=True)
    if payer is None or payer.payment is None:
        return Refused(Reason.NOT_CONFIRMED)
    if payer.payment is PaymentVerdict.PAID:
        return Refused(Reason.ALREADY_PAID)
    known = tickets.numbers_of(tx, TicketKind.CLAIMED.value, payer.application_id)
    subject = f"claim:{payer.application_id}:{number}"
    if len(known) < MOST_CASES:
        about = {"orders": ", ".join(_orders(tx, payer)), "claimed": number, "known": _known(tx, number)}
        records.open_ticket(tx, TicketKind.CLAIMED, subject, now, payer, about)
    return Case(tickets.number_of(tx, TicketKind.CLAIMED.value, subject) or known[-1])


def _orders(tx: sa.Connection, payer: Payer) -> tuple[str, ...]:
    attempts = payments.attempts_of(tx, payer.application_id)
    return tuple(attempt.out_trade_no for attempt in attempts if attempt.ordered_at is not None)


def _known(tx: sa.Connection, number: str) -> str:
    """For the person who looks at it, never for the candidate: whether that charge is in the books already, and as what."""
    if not number:
        return ""
    return ", ".join(f"{one.provider} {one.disposition} #{one.id}" for one in captures.captures_with_transaction(tx, number))
