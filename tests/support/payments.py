"""A confirmed candidate, and a payment provider whose every mood a test sets: what stands behind the port, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import sqlalchemy as sa

from core.errors import Forbidden, NotFound, Rejected, Unreachable
from core.model.exam import Exam
from core.model.money import Money
from core.model.payment import AttemptState, Notification, PaymentVerdict, RefundState, Source, Success
from core.ports import Clock, OrderRequest, OrderState, RefundRequest, WayKind, WayToPay
from core.services.payments import Payments
from core.store.engine import Store
from core.store.tables.accounts import account
from core.store.tables.applications import application
from tests.support.facts import exam

FEE = exam().fee
PUBLIC_URL = "https://kaoban.test"


@dataclass
class OneExam:
    """A book with one exam, the bundled one until a test changes it."""

    exam: Exam = field(default_factory=exam)

    def get(self, tx: sa.Connection, exam_id: str) -> Exam:
        """The exam. Raises ``NotFound`` for any other."""
        if exam_id != self.exam.id:
            raise NotFound(exam_id)
        return self.exam


@dataclass
class FakeOrder:
    """One order as the provider knows it."""

    request: OrderRequest
    transaction_id: str | None = None
    paid_at: datetime | None = None
    closed: bool = False
    flow: str = ""


class FakeProvider:
    """A provider in memory.

    ``silent`` makes it unreachable; ``deaf`` makes it do what it is asked and its answer get lost; ``forgetful`` makes it not know
    its orders for a while; ``particular`` makes it refuse an order that was opened in another way before; ``before_close`` is done
    when it is about to close an order; ``gave_back`` are charges whose money went back without us, so that no more of it can.
    """

    def __init__(self, clock: Clock, name: str = "sandbox") -> None:
        self.name = name
        self.silent = self.deaf = self.forgetful = self.particular = False
        self.refuses_refunds: str | None = None
        self.address, self.kind = "https://pay.test/{number}", WayKind.OPEN
        self.orders: dict[str, FakeOrder] = {}
        self.refunds: dict[str, tuple[RefundRequest, RefundState]] = {}
        self.gave_back: set[str] = set()
        self.bill: list[Success] | None = None
        self.calls: list[str] = []
        self.before_close = lambda number: None
        self._clock = clock

    def pay(self, number: str, *, at: datetime | None = None, transaction_id: str | None = None) -> Success:
        """The payer pays; nobody is told. A closed order can't be paid, one paid already stays as it is."""
        order = self.orders[number]
        if not order.closed and order.paid_at is None:
            order.paid_at, order.transaction_id = at or self._clock.now(), transaction_id or f"TX-{number}"
        return self._success(number, order)

    async def create(self, order: OrderRequest, *, flow: str) -> WayToPay:
        self._called("create")
        known = self.orders.setdefault(order.out_trade_no, FakeOrder(order, flow=flow))
        if self.particular and known.flow != flow:
            raise Rejected("OUT_TRADE_NO_USED")
        if known.closed or known.paid_at is not None:
            raise Rejected("ORDER_PAID" if known.paid_at else "ORDER_CLOSED")
        self._answered()
        return WayToPay(self.address.format(number=order.out_trade_no), self.kind)

    async def query(self, out_trade_no: str) -> OrderState:
        self._called("query")
        return self._state(out_trade_no)

    async def close(self, out_trade_no: str) -> OrderState:
        self._called("close")
        self.before_close(out_trade_no)
        order = self.orders.get(out_trade_no)
        if order is not None and order.paid_at is None:
            order.closed = True
        state = self._state(out_trade_no)
        self._answered()
        return OrderState(AttemptState.PAID, known=True) if state.success else state

    async def refund(self, request: RefundRequest) -> RefundState:
        refused = self.refuses_refunds or ("AMOUNT_TOO_LARGE" if request.transaction_id in self.gave_back else None)
        if refused:
            self._called("refund")
            raise Rejected(refused)
        _, state = self.refunds.setdefault(request.out_refund_no, (request, RefundState.PROCESSING))
        self._called("refund")
        self._answered()
        return state

    async def query_refund(self, out_refund_no: str, *, transaction_id: str = "") -> RefundState:
        self._called("query_refund")
        return self.refunds[out_refund_no][1]

    def settle_refund(self, number: str, state: RefundState) -> None:
        """The money has gone back, or not."""
        self.refunds[number] = (self.refunds[number][0], state)

    async def fetch_bill(self, day: date) -> Sequence[Success]:
        self._called("bill")
        if self.bill is not None:
            return self.bill
        return [self._success(number, order) for number, order in self.orders.items() if order.paid_at]

    def parse_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        raise Forbidden("nobody signs here")

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.silent:
            raise Unreachable("silence")

    def _answered(self) -> None:
        if self.deaf:
            raise Unreachable("done, but nobody heard")

    def _state(self, number: str) -> OrderState:
        order = None if self.forgetful else self.orders.get(number)
        if order is None:
            return OrderState(AttemptState.PENDING, known=False)
        if order.paid_at is not None:
            return OrderState(AttemptState.PAID, known=True, success=self._success(number, order))
        return OrderState(AttemptState.CLOSED if order.closed else AttemptState.PENDING, known=True)

    def _success(self, number: str, order: FakeOrder) -> Success:
        paid_at, transaction_id = order.paid_at or self._clock.now(), order.transaction_id or ""
        return Success(self.name, number, transaction_id, order.request.amount, paid_at, Source.QUERY)


@dataclass(frozen=True)
class Payer:
    """A confirmed candidate."""

    account_id: int
    application_id: int


@dataclass
class Counter:
    """The payments service with everything around it."""

    store: Store
    payments: Payments
    provider: FakeProvider
    other: FakeProvider
    exams: OneExam


def counter(store: Store, clock: Clock) -> Counter:
    """Payments over ``store`` with two fake providers, ``sandbox`` and ``wechat``."""
    exams, first, second = OneExam(), FakeProvider(clock), FakeProvider(clock, "wechat")
    providers = {one.name: one for one in (first, second)}
    return Counter(store, Payments(store, clock, providers, exams, public_url=PUBLIC_URL), first, second, exams)


def add_payer(tx: sa.Connection, name: str = "payer", exam_id: str = exam().id) -> Payer:
    """A candidate who has confirmed and has to pay."""
    now = datetime(2020, 11, 15, 2, 0, tzinfo=UTC)
    who = {
        "username": name,
        "username_key": name,
        "password_hash": "-",
        "name": "李雷",
        "document_type": "passport",
        "document_sealed": b"-",
        "document_index": name,
        "gender": "male",
        "birth_on": date(1996, 3, 4),
        "phone_sealed": b"-",
        "phone_index": name,
        "bank": "-",
        "card_last4": "0000",
        "verified_at": now,
        "created_at": now,
    }
    account_id = tx.execute(account.insert().values(**who).returning(account.c.id)).scalar_one()
    facts = {
        "account_id": account_id,
        "exam": exam_id,
        "created_at": now,
        "accepted": {},
        "form": {},
        "confirmed_at": now,
        "payment": PaymentVerdict.AWAITING_PAYMENT.value,
        "payment_at": now,
    }
    return Payer(account_id, tx.execute(application.insert().values(**facts).returning(application.c.id)).scalar_one())


def success(number: str, transaction_id: str = "TX1", *, at: datetime, amount: Money = FEE, provider: str = "sandbox") -> Success:
    """Evidence of a charge, as a notification would tell it."""
    return Success(provider, number, transaction_id, amount, at, Source.WEBHOOK)
