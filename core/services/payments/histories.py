"""Made-up payments for demos and checks: a confirmed application of nobody, with orders, charges and refunds as told.

Only the sandbox offers them. What happens to them afterwards is the product itself: the same ledger, inbox and jobs.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.errors import Conflict, NotFound
from core.model.account import Gender, Identity
from core.model.money import Money
from core.model.payment import Attempt, PaymentVerdict, RefundReason, RefundState, Source, Success
from core.ports import Clock
from core.rules.payment_schedule import next_query
from core.rules.payments import ACCEPTED
from core.services.payments.account import MoneyAccount
from core.services.payments.service import Payments
from core.store.engine import Store
from core.store.queries import accounts, applications, captures, cashier, made_up_payments, payments, refunds
from core.store.vault import Vault

NO_EXAM = "made-up"
_PREFIX = "made_up_payer_"


@dataclass(frozen=True, slots=True)
class MadeUpCharge:
    """A charge that was accepted already."""

    transaction_id: str
    amount: int
    success_time: datetime


@dataclass(frozen=True, slots=True)
class MadeUpRefund:
    """A refund of that charge which was asked for already."""

    out_refund_no: str
    amount: int


@dataclass(frozen=True, slots=True)
class MadeUpOrder:
    """An order and what has happened to it; ``application_id`` makes it a further order of an earlier made-up application."""

    provider: str
    out_trade_no: str
    amount: Money
    opens_at: datetime
    deadline: datetime
    application_id: int | None = None
    closed: bool = False
    charge: MadeUpCharge | None = None
    refund: MadeUpRefund | None = None


class Histories:
    """Makes payments up and forgets them."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, live: Payments) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._payments = live

    async def make(self, order: MadeUpOrder) -> int:
        """The application the order belongs to. Raises ``Conflict`` for a number in use, ``NotFound`` for a real application."""
        try:
            return await self._store.write(lambda tx: self._make(tx, order, self._clock.now()))
        except IntegrityError as error:
            raise Conflict(f"something of order {order.out_trade_no} is in the books already") from error

    async def show(self, out_trade_no: str) -> MoneyAccount | None:
        """What stands about the number after everything received so far has been handled."""
        await self._payments.handle_received()
        return await self._payments.show(out_trade_no)

    async def forget(self, out_trade_no: str) -> None:
        """Take everything about the number and its made-up application out of the books. Raises ``NotFound`` for a real one."""
        await self._payments.handle_received()
        await self._store.write(lambda tx: _forget(tx, out_trade_no))

    async def forget_all(self) -> None:
        """Take every made-up application, every event and every charge of nobody out of the books."""
        await self._payments.handle_received()
        await self._store.write(_forget_all)

    def _make(self, tx: sa.Connection, order: MadeUpOrder, now: datetime) -> int:
        application_id = order.application_id or self._confirmed(tx, order, now)
        if not made_up_payments.is_made_up(tx, application_id):
            raise NotFound(f"made-up application {application_id}")
        attempt = self._attempt(tx, application_id, order, now)
        if order.charge is not None:
            self._charge(tx, attempt, order, order.charge, now)
        return application_id

    def _confirmed(self, tx: sa.Connection, order: MadeUpOrder, now: datetime) -> int:
        """A confirmed application of a new candidate, with terms of its own and in no exam, so that it takes nobody's seat."""
        application_id = applications.begin_application(tx, self._candidate(tx, now), NO_EXAM, now).id
        standing = {"payment": PaymentVerdict.AWAITING_PAYMENT.value, "payment_at": now}
        applications.save(tx, application_id, agreed_at=now, form_saved_at=now, confirmed_at=now, **standing)
        cashier.set_own_terms(
            tx,
            application_id,
            fee=order.amount,
            opens_at=order.opens_at,
            deadline=order.deadline,
            roster_frozen_at=None,
            automatic_refund=True,
            decided_by=made_up_payments.MADE_UP,
        )
        return application_id

    def _candidate(self, tx: sa.Connection, now: datetime) -> int:
        number = f"MU{secrets.token_hex(8).upper()}"
        account_id = accounts.add_account(
            tx,
            self._vault,
            accounts.NewAccount(
                username=_PREFIX + number.casefold(),
                password_hash="",
                identity=Identity("Sample", "passport", number, Gender.FEMALE, date(1996, 3, 4)),
                document_index=self._vault.index(number, place=accounts.DOCUMENT),
                phone=number,
                phone_index=self._vault.index(number, place=accounts.PHONE),
                bank="sample",
                card_last4="0000",
                verified_at=now,
            ),
            now,
        )
        assert account_id is not None, "a random document is nobody's"
        return account_id

    def _attempt(self, tx: sa.Connection, application_id: int, order: MadeUpOrder, now: datetime) -> Attempt:
        """The order, open or closed; an earlier one that is still open makes room for it."""
        payments.get_payer(tx, application_id, lock=True)
        earlier = payments.open_attempt(tx, application_id)
        if earlier is not None:
            payments.close_attempt(tx, earlier.id, {"how": "made_up", "at": now.isoformat()})
        attempt = payments.add_attempt(tx, application_id, order.provider, order.out_trade_no, order.amount, order.deadline, now)
        payments.change_attempt(tx, attempt.id, ordered_at=now, next_query_at=next_query(now, order.deadline, now))
        if order.closed:
            payments.close_attempt(tx, attempt.id, {"how": "made_up", "at": now.isoformat()})
        return attempt

    def _charge(self, tx: sa.Connection, attempt: Attempt, order: MadeUpOrder, charge: MadeUpCharge, now: datetime) -> None:
        amount = Money(charge.amount, order.amount.currency)
        success = Success(order.provider, order.out_trade_no, charge.transaction_id, amount, charge.success_time, Source.WEBHOOK)
        if self._payments.ledger.record_judged(tx, success, ACCEPTED, now) is None:
            raise Conflict(f"charge {charge.transaction_id} is in the books already")
        if order.refund is not None:
            self._refund(tx, attempt, charge, Money(order.refund.amount, amount.currency), order.refund.out_refund_no, now)

    def _refund(self, tx: sa.Connection, attempt: Attempt, charge: MadeUpCharge, amount: Money, number: str, now: datetime) -> None:
        capture = captures.find_capture(tx, attempt.provider, charge.transaction_id)
        assert capture is not None, "it was recorded just now"
        asked = refunds.add_refund(
            tx,
            attempt.provider,
            number,
            capture_id=capture.id,
            transaction_id=charge.transaction_id,
            amount=amount,
            reason=RefundReason.DECIDED,
            state=RefundState.REQUESTED,
            now=now,
            next_try_at=now,
        )
        if asked is None:
            raise Conflict(f"refund {number} is in the books already")


def _forget(tx: sa.Connection, out_trade_no: str) -> None:
    made_up_payments.forget_number(tx, out_trade_no)
    for attempt in payments.attempts_numbered(tx, out_trade_no):
        if not made_up_payments.is_made_up(tx, attempt.application_id):
            raise NotFound(f"made-up order {out_trade_no}")
        for one in payments.attempts_of(tx, attempt.application_id):
            made_up_payments.forget_number(tx, one.out_trade_no)
        made_up_payments.forget_application(tx, attempt.application_id)


def _forget_all(tx: sa.Connection) -> None:
    for application_id in made_up_payments.made_up_applications(tx):
        made_up_payments.forget_application(tx, application_id)
    made_up_payments.forget_strangers(tx)
