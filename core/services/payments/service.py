"""Everything about money behind one name: what a candidate, a provider, the scheduler and the staff may ask for (说明 二(六))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.decisions import Refused
from core.model.payment import Disposition, Notification, PaymentVerdict, Success
from core.ports import Clock, PaymentProvider, WayToPay
from core.services.payments.account import MoneyAccount, account_of
from core.services.payments.asking import Asking
from core.services.payments.claims import Case, Claim, Claims
from core.services.payments.inbox import Inbox
from core.services.payments.inquiries import Inquiries
from core.services.payments.inside import Answer, Asked, Inside
from core.services.payments.intake import Intake
from core.services.payments.ledger import Ledger
from core.services.payments.reconciling import BillReport, Reconciling
from core.services.payments.refund_worker import RefundWorker
from core.services.payments.sweeps import Sweeps
from core.services.payments.terms import ExamBook
from core.services.payments.till import Cashier, CashierView, Payment, Till
from core.store.engine import Store


@dataclass(frozen=True, slots=True)
class TickReport:
    """What one tick did: events handled, applications past their deadline, or payable again since it was extended, orders asked
    about, refunds moved, cases reported.
    """

    events: int
    overdue: int
    resumed: int
    asked: int
    refunds: int
    reported: int


class Payments:
    """The use cases of money. ``providers`` are those that are set up, by name; ``public_url`` is where browsers find us."""

    def __init__(
        self, store: Store, clock: Clock, providers: Mapping[str, PaymentProvider], exams: ExamBook, *, public_url: str
    ) -> None:
        self._store = store
        self.ledger = Ledger(exams)
        self._intake, self._inbox = Intake(store, clock), Inbox(store, clock, self.ledger)
        inquiries = Inquiries(store, self.ledger, providers)
        self._till = Till(store, clock, inquiries, providers, exams, public_url)
        self._inside = Inside(store, clock, self._till, providers, public_url)
        self._asking = Asking(store, clock, inquiries)
        self._claims = Claims(store, clock, self._asking)
        self._sweeps = Sweeps(store, self.ledger, inquiries, exams)
        self._refunds = RefundWorker(store, self.ledger, providers)
        self.reconciling = Reconciling(store, self.ledger, providers, exams)

    async def open_cashier(self, account_id: int, exam_id: str) -> Cashier | Refused:
        """A page on which the candidate may pay now, with the one open order; or why not."""
        return await self._till.open(account_id, exam_id)

    async def look(self, token: str) -> CashierView | None:
        """What the cashier's page of that token shows now; ``None`` for a token nobody was given."""
        return await self._till.look(token)

    async def order(self, token: str, provider: str | None, *, flow: str, payer_address: str = "") -> WayToPay | Refused | None:
        """How the open order is paid at the provider; ``provider`` chooses one.

        :param flow: from what browser it is paid.
        :param payer_address: the payer's IP address, which some providers ask for.
        """
        return await self._till.order(token, provider, Payment(flow, payer_address))

    def knows_payers(self, provider: str) -> bool:
        """Whether that provider can be paid inside its own app, where it has to be told who pays."""
        return self._inside.knows(provider)

    async def ask_who_pays(self, token: str, provider: str | None) -> Asked | Refused | None:
        """Where the provider's app tells who its user is; ``None`` for a token nobody was given."""
        return await self._inside.ask(token, provider)

    async def order_inside(self, token: str, answer: Answer, *, flow: str, payer_address: str = "") -> WayToPay | Refused | None:
        """What the app is handed to pay the open order, for whom its ``answer`` names."""
        return await self._inside.pay(token, answer, Payment(flow, payer_address))

    async def ask_provider(self, account_id: int, exam_id: str) -> PaymentVerdict | Refused:
        """The candidate says "I have paid": ask at once, at most once in five seconds, and say what stands now."""
        return await self._asking.for_account(account_id, exam_id)

    async def ask_from_page(self, token: str) -> PaymentVerdict | Refused | None:
        """The same from the cashier's page; ``None`` for a token nobody was given."""
        return await self._asking.from_page(token)

    async def look_for_money(self, account_id: int, exam_id: str) -> Claim | Refused:
        """The candidate says that money was taken: ask about every order, closed ones too, and say what was found."""
        return await self._claims.look(account_id, exam_id)

    async def open_case(self, account_id: int, exam_id: str, typed: str | None) -> Case | Refused:
        """Put it before a person, with the transaction number that the candidate may have typed."""
        return await self._claims.open_case(account_id, exam_id, typed)

    def record_success(self, tx: sa.Connection, success: Success, now: datetime) -> Disposition | None:
        """The one idempotent way in for a charge, whether a notification, an answer or a bill tells of it."""
        return self.ledger.record_success(tx, success, now)

    async def receive(self, heard: Notification, headers: Mapping[str, str], body: bytes) -> bool:
        """Keep a verified notification before it is acknowledged; returns whether it is new. Raises ``StoreUnavailable``."""
        return await self._intake.keep(heard, headers, body)

    async def handle_received(self) -> int:
        """Handle everything received so far; returns how many events that were."""
        return await self._inbox.drain()

    async def handle_forever(self) -> None:
        """Handle events as they are received, until cancelled."""
        await self._inbox.run()

    async def tick(self, now: datetime) -> TickReport:
        """Do everything that is due at ``now`` once: events, deadlines, questions to providers, refunds, cases for people."""
        return TickReport(
            events=await self._inbox.drain(),
            overdue=await self._sweeps.pass_deadlines(now),
            resumed=await self._sweeps.resume(now),
            asked=await self._sweeps.ask(now),
            refunds=await self._refunds.send(now),
            reported=await self._sweeps.report_unresolved(now),
        )

    async def reconcile(self, now: datetime) -> list[BillReport]:
        """Read every provider's bill that is due at ``now`` against the books."""
        return await self.reconciling.reconcile_due(now)

    async def forget_pages(self) -> int:
        """Forget cashier's pages whose time is over; returns how many."""
        return await self._till.forget_pages()

    async def show(self, out_trade_no: str) -> MoneyAccount | None:
        """Everything recorded about an order number and its application; ``None`` where nobody ever named it."""
        return await self._store.read(lambda tx: account_of(tx, out_trade_no))
