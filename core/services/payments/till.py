"""The cashier (说明 二(六)): pages to pay on, one open order for each application, and the way to the provider."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import sqlalchemy as sa
import structlog

from core.errors import NotFound, OutsideWorldError, Rejected
from core.model.decisions import Allowed, Decision, Refused
from core.model.exam import DEFAULT_LOCALE, Exam
from core.model.money import Money
from core.model.payment import Attempt, PaymentVerdict
from core.model.reasons import Reason
from core.ports import Clock, OrderRequest, PaymentProvider, WayToPay
from core.rules.paying import last_second, may_pay
from core.rules.payment_schedule import ORDER_LIFE, PAGE_STAYS, next_query
from core.rules.payments import Terms
from core.services.payments.inquiries import Inquiries
from core.services.payments.terms import ExamBook, terms_of
from core.store.engine import Store
from core.store.queries import cashier, payments
from core.store.queries.payments import Payer
from core.store.vault import new_token, token_hash

log = structlog.get_logger("payments")

_ORDER_TRIES = 3


@dataclass(frozen=True, slots=True)
class Cashier:
    """Where to pay, how much, and the last second that is in time."""

    path: str
    amount: Money
    until: datetime


@dataclass(frozen=True, slots=True)
class CashierView:
    """What the cashier's page shows.

    :param exam: ``None`` where the exam isn't loaded any more.
    :param decision: whether paying is possible now, or why not.
    :param ordered: whether a provider was already asked to take this payment.
    :param providers: the ways to pay that may be chosen; the one of the open order first.
    """

    exam: Exam | None
    amount: Money
    until: datetime | None
    now: datetime
    verdict: PaymentVerdict | None
    decision: Decision
    ordered: bool
    providers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """Who pays, and in what browser.

    :param flow: the kind of browser.
    :param address: the payer's IP address, which some providers ask for.
    :param payer_id: who pays, as the provider's own app names the person.
    """

    flow: str
    address: str = ""
    payer_id: str = ""


@dataclass(frozen=True, slots=True)
class _Order:
    """The order to place. ``may_renew``: whether there is time for another one, should the provider refuse this one."""

    attempt: Attempt
    request: OrderRequest
    may_renew: bool


class Till:
    """Leads one candidate through paying."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        inquiries: Inquiries,
        providers: Mapping[str, PaymentProvider],
        exams: ExamBook,
        public_url: str,
    ) -> None:
        self._store = store
        self._clock = clock
        self._inquiries = inquiries
        self._providers = providers
        self._exams = exams
        self._public_url = public_url.rstrip("/")

    async def open(self, account_id: int, exam_id: str) -> Cashier | Refused:
        """A page to pay on. An order that is open already stays the one; a second is never opened beside it."""
        token = new_token()
        return await self._store.write(lambda tx: self._open(tx, account_id, exam_id, token))

    async def forget_pages(self) -> int:
        """Forget pages on which nothing can be paid any more and whose end was told for long enough; returns how many."""
        return await self._store.write(lambda tx: cashier.forget_pages(tx, self._clock.now()))

    async def look(self, token: str) -> CashierView | None:
        """What the page of that token shows now; ``None`` for a token nobody was given."""
        return await self._store.read(lambda tx: self._look(tx, token))

    async def order(self, token: str, provider: str | None, payment: Payment) -> WayToPay | Refused | None:
        """How the open order is paid at the provider; ``None`` for a token nobody was given.

        What we are about to ask of the provider is committed before it is asked. Choosing another provider closes the first order,
        and so does a provider's refusal to open it once more: it was opened in another way, as on a phone first and then at a desk.
        """
        why = Reason.PAYMENT_UNAVAILABLE
        for _ in range(_ORDER_TRIES):
            now = self._clock.now()
            claimed = await self._store.write(partial(self._claim, token=token, provider=provider, now=now))
            if claimed is None or isinstance(claimed, Refused):
                return claimed
            if isinstance(claimed, Attempt):
                if not await self._is_out_of_the_way(claimed, now):
                    return Refused(Reason.PAYMENT_OPEN_ELSEWHERE)
                continue
            try:
                request = replace(claimed.request, payer_address=payment.address, payer_id=payment.payer_id)
                return await self._providers[claimed.attempt.provider].create(request, flow=payment.flow)
            except Rejected as error:
                log.info("an order can't be opened", provider=claimed.attempt.provider, why=str(error))
                why = Reason.PAYMENT_UNAVAILABLE if claimed.may_renew else Reason.PAYMENT_OPEN_ELSEWHERE
                await (self._inquiries.close if claimed.may_renew else self._inquiries.look)(claimed.attempt, now)
            except OutsideWorldError as error:
                log.info("no answer to an order", provider=claimed.attempt.provider, why=str(error))
                return Refused(Reason.PAYMENT_UNAVAILABLE)
        return Refused(why)

    async def _is_out_of_the_way(self, attempt: Attempt, now: datetime) -> bool:
        """Close the order in favour of one at another provider; whether it can't be paid any more, or was paid."""
        await self._inquiries.close(attempt, now)
        still_open = await self._store.read(lambda tx: payments.open_attempt(tx, attempt.application_id))
        return still_open is None or still_open.id != attempt.id

    def _open(self, tx: sa.Connection, account_id: int, exam_id: str, token: str) -> Cashier | Refused:
        now = self._clock.now()
        payer = payments.find_payer(tx, account_id, exam_id, lock=True)
        if payer is None:
            return self._refuse(tx, exam_id, Refused(Reason.NOT_CONFIRMED))
        terms = terms_of(tx, self._exams, payer)
        attempt = self._attempt(tx, payer, terms, None, now)
        if isinstance(attempt, Refused):
            return self._refuse(tx, exam_id, attempt)
        until = last_second(terms.window) or attempt.time_expire
        cashier.add_page(tx, token_hash(token), payer.application_id, now, until + PAGE_STAYS)
        return Cashier(f"/pay/{token}", attempt.amount, until)

    def _attempt(self, tx: sa.Connection, payer: Payer, terms: Terms, provider: str | None, now: datetime) -> Attempt | Refused:
        """The one open order, or a new one at ``provider`` (else the first of the exam); or why there is none."""
        attempt = payments.open_attempt(tx, payer.application_id)
        has_order = attempt is not None and attempt.ordered_at is not None
        decision = may_pay(payer.payment, terms.window, now, has_order=has_order)
        if isinstance(decision, Refused):
            return decision
        if attempt is not None:
            return attempt
        ways = self._ways(tx, payer, None)
        chosen = provider if provider in ways else next(iter(ways), None)
        if chosen is None:
            return Refused(Reason.PAYMENT_UNAVAILABLE)
        expires_at = last_second(terms.window) or now + ORDER_LIFE
        attempt = payments.add_attempt(tx, payer.application_id, chosen, _new_number(now), terms.fee, expires_at, now)
        payments.change_attempt(tx, attempt.id, next_query_at=expires_at)
        return attempt

    def _claim(self, tx: sa.Connection, token: str, provider: str | None, now: datetime) -> _Order | Attempt | Refused | None:
        """The order to place now, written down as placed; or an open order elsewhere that has to be closed first."""
        application_id = cashier.application_of_page(tx, token_hash(token))
        if application_id is None:
            return None
        payer = payments.get_payer(tx, application_id, lock=True)
        terms = terms_of(tx, self._exams, payer)
        attempt = self._attempt(tx, payer, terms, provider, now)
        if isinstance(attempt, Refused):
            return self._refuse(tx, payer.exam, attempt)
        wanted = provider if provider in self._ways(tx, payer, attempt) else attempt.provider
        if attempt.provider != wanted:
            return attempt
        if wanted not in self._providers:
            return Refused(Reason.PAYMENT_UNAVAILABLE)
        if attempt.ordered_at is None:
            planned = next_query(now, attempt.time_expire, now)
            payments.change_attempt(tx, attempt.id, ordered_at=now, next_query_at=planned)
            attempt = replace(attempt, ordered_at=now)
        may_renew = isinstance(may_pay(payer.payment, terms.window, now, has_order=False), Allowed)
        return _Order(attempt, self._request(tx, payer, attempt, token), may_renew)

    def _request(self, tx: sa.Connection, payer: Payer, attempt: Attempt, token: str) -> OrderRequest:
        exam = self._exam(tx, payer.exam)
        return OrderRequest(
            out_trade_no=attempt.out_trade_no,
            amount=attempt.amount,
            description=exam.title.in_(DEFAULT_LOCALE) if exam else payer.exam,
            time_expire=attempt.time_expire,
            notify_url=f"{self._public_url}/webhooks/payments/{attempt.provider}",
            return_url=f"{self._public_url}/pay/{token}",
        )

    def _look(self, tx: sa.Connection, token: str) -> CashierView | None:
        application_id = cashier.application_of_page(tx, token_hash(token))
        if application_id is None:
            return None
        now = self._clock.now()
        payer = payments.get_payer(tx, application_id)
        terms = terms_of(tx, self._exams, payer)
        attempt = payments.open_attempt(tx, application_id)
        ordered = attempt is not None and attempt.ordered_at is not None
        decision = may_pay(payer.payment, terms.window, now, has_order=ordered)
        return CashierView(
            exam=self._exam(tx, payer.exam),
            amount=attempt.amount if attempt else terms.fee,
            until=last_second(terms.window),
            now=now,
            verdict=payer.payment,
            decision=self._refuse(tx, payer.exam, decision) if isinstance(decision, Refused) else decision,
            ordered=ordered,
            providers=self._ways(tx, payer, attempt),
        )

    def _ways(self, tx: sa.Connection, payer: Payer, attempt: Attempt | None) -> tuple[str, ...]:
        """The exam's ways to pay that are set up here; the one of the open order first."""
        exam = self._exam(tx, payer.exam)
        allowed = [name for name in (exam.payment_providers if exam else self._providers) if name in self._providers]
        first = attempt.provider if attempt else None
        return tuple(sorted(allowed, key=lambda name: name != first))

    def _exam(self, tx: sa.Connection, exam_id: str) -> Exam | None:
        try:
            return self._exams.get(tx, exam_id)
        except NotFound:
            return None

    def _refuse(self, tx: sa.Connection, exam_id: str, refused: Refused) -> Refused:
        exam = self._exam(tx, exam_id)
        return replace(refused, clause=exam.clause_of(refused.reason)) if exam else refused


def _new_number(now: datetime) -> str:
    """An order number nobody can guess, within the 32 characters that every provider takes."""
    return f"KB{now:%Y%m%d}{secrets.token_hex(8).upper()}"
