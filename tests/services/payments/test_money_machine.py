"""Any order of paying, losing, doubling, silence and clock jumps: money is never lost and nobody gets in unpaid (说明 二(六)).

After every step the invariants of ``money_world`` hold on the real store; in the end the providers answer again, and then everybody
who paid in time is in and everything else has gone back or lies before a person.
"""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.model.money import Money
from core.model.payment import Disposition, Notification, PaymentVerdict, RefundReason, RefundState, Source, Success
from core.services.payments import Cashier
from core.store.engine import open_store
from core.store.queries import captures
from tests.services.payments.money_world import (
    CLOSED,
    DEADLINE,
    Books,
    again,
    check_always,
    check_monotone,
    closed_event,
    in_time,
    read_books,
    refund_event,
    success_event,
)
from tests.support.clock import FixedClock
from tests.support.database import empty_postgres, fresh_sqlite, postgres_database, sqlite_template
from tests.support.facts import at, exam
from tests.support.payments import FEE, FakeProvider, add_payer, counter

WAYS = ("sandbox", "wechat")
ENDS = (RefundState.SUCCEEDED, RefundState.ABNORMAL, RefundState.CLOSED)
JUMPS = (0, 60, 61, 62, 600, 3600)
MOODS = ("good", "silent", "forgetful")
CHOICES = {
    "way": st.sampled_from(WAYS),
    "which": st.integers(0, 9),
    "amount": st.sampled_from([FEE, FEE, Money(9000, "CNY"), Money(10000, "HKD")]),
    "days": st.sampled_from([-1, 0, 0, 2]),
}
LONG = settings().max_examples > 1000


@cache
def template() -> Path:
    return sqlite_template(Path(tempfile.mkdtemp()))


@cache
def postgres() -> str:
    """The address of a database for all examples of this process, which is dropped with it."""
    stack = ExitStack()
    url = stack.enter_context(postgres_database())
    atexit.register(stack.close)
    return url


class OnePayer(RuleBasedStateMachine):
    """One payer, two providers, a network that loses things, and the real services on a real database."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = FixedClock(at("11-16 10:00:00"))
        self.store = open_store(self.empty_books())
        self.desk = counter(self.store, self.clock)
        self.desk.exams.exam = replace(exam(), payment_providers=WAYS)
        self.providers: dict[str, FakeProvider] = {one.name: one for one in (self.desk.provider, self.desk.other)}
        for one in self.providers.values():
            one.particular = True
        self.payer = self.run(self.store.write(add_payer))
        self.wire: list[Notification] = []
        self.told: list[Success] = []
        self.delivered: set[str] = set()
        self.charges = 0
        self.before = self.books()

    def empty_books(self) -> str:
        return fresh_sqlite(template(), self.folder)

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(coroutine)

    def books(self) -> Books:
        def work(tx: Any) -> Books:
            return read_books(tx, self.payer.application_id, self.payer.account_id, ["NOBODY"])

        return self.run(self.store.read(work))  # type: ignore[no-any-return]

    def orders(self) -> list[tuple[FakeProvider, str]]:
        return [(one, number) for one in self.providers.values() for number in one.orders]

    @initialize(way=st.sampled_from(WAYS), begins=st.integers(0, 9), mood=st.sampled_from(MOODS), last_hour=st.booleans())
    def begins(self, way: str, begins: int, mood: str, last_hour: bool) -> None:
        if last_hour:
            self.clock.set(DEADLINE - timedelta(minutes=50))
        if begins:
            self.goes_to_the_provider(way)
        self.providers[way].silent = mood == "silent"
        self.providers[way].forgetful = mood == "forgetful"

    @rule(what=st.sampled_from(["pay", "pay", "order", "ask"]), way=st.sampled_from(WAYS), which=st.integers(0, 9))
    def the_candidate(self, what: str, way: str, which: int) -> None:
        if what == "order":
            self.goes_to_the_provider(way, "desk" if which > 6 else "phone")
        elif what == "pay":
            self.pays(which)
        else:
            self.run(self.desk.payments.ask_provider(self.payer.account_id, exam().id))

    @rule(what=st.sampled_from(["charge", "charge", "stray", "silence", "deaf", "forget", "refuse", "quick"]), **CHOICES)
    def a_provider(self, what: str, way: str, which: int, amount: Money, days: int) -> None:
        provider = self.providers[way]
        if what == "charge":
            self.charges_unasked(which, amount, days)
        elif what == "stray":
            self.charge("sandbox", "NOBODY", "STRAY", amount, self.clock.now())
        elif what == "silence":
            provider.silent = not provider.silent
        elif what == "deaf":
            provider.deaf = not provider.deaf
        elif what == "forget":
            provider.forgetful = self.clock.now() < DEADLINE
        elif what == "refuse":
            provider.refuses_refunds = None if provider.refuses_refunds else "NOT_ENOUGH"
        else:
            provider.before_close = self.quick_payer(provider, is_quick=days > 0)

    @rule(what=st.sampled_from(["end", "end", "outside", "decide"]), state=st.sampled_from(ENDS), which=st.integers(0, 9))
    def money_goes_back(self, what: str, state: RefundState, which: int) -> None:
        if what == "end":
            self.ends_a_refund(state, which)
        elif what == "outside":
            self.gives_back_outside(state, which)
        else:
            self.run(self.store.write(partial(self.gives_back_by_decision, automatic=which > 2)))

    @rule(which=st.lists(st.integers(0, 30), min_size=1, max_size=3), handled=st.booleans())
    def the_network_delivers(self, which: list[int], handled: bool) -> None:
        closed = [closed_event(one.name, number) for one, number in self.orders() if one.orders[number].closed]
        self.wire += [one for one in closed if one not in self.wire]
        for time, index in enumerate(which if self.wire else ()):
            self.deliver(self.wire[index % len(self.wire)], time)
        if handled:
            self.run(self.desk.payments.handle_received())

    @rule(what=st.sampled_from(["on", "on", "on", "deadline", "far"]), seconds=st.sampled_from(JUMPS))
    def time_passes(self, what: str, seconds: int) -> None:
        if what == "deadline" and self.clock.now() < DEADLINE:
            self.clock.set(DEADLINE + timedelta(seconds=min(seconds, 62) - 61))
        else:
            self.clock.forward(seconds=seconds, days=3 if what == "far" else 0)
        for provider in self.providers.values():
            provider.forgetful = provider.forgetful and self.clock.now() < DEADLINE + timedelta(hours=1)

    @rule()
    def the_jobs_run(self) -> None:
        self.run(self.desk.payments.tick(self.clock.now()))

    # what each of these means

    def goes_to_the_provider(self, way: str, flow: str = "phone") -> None:
        opened = self.run(self.desk.payments.open_cashier(self.payer.account_id, exam().id))
        if isinstance(opened, Cashier):
            self.run(self.desk.payments.order(opened.path.removeprefix("/pay/"), way, flow=flow))

    def pays(self, which: int) -> None:
        payable = [(one, number) for one, number in self.orders() if not one.orders[number].closed]
        if payable:
            provider, number = payable[which % len(payable)]
            self.tell(provider.pay(number))
            event(f"paid {'in time' if in_time(self.clock.now()) else 'late'}")

    def charges_unasked(self, which: int, amount: Money, days: int) -> None:
        if orders := self.orders():
            provider, number = orders[which % len(orders)]
            success_time = min(self.clock.now(), DEADLINE + timedelta(days=days))
            self.charge(provider.name, number, "ROGUE", amount, success_time)

    def charge(self, provider: str, number: str, kind: str, amount: Money, at_: datetime) -> None:
        self.charges += 1
        self.tell(Success(provider, number, f"{kind}-{self.charges}", amount, at_, Source.WEBHOOK))

    def quick_payer(self, provider: FakeProvider, *, is_quick: bool) -> Callable[[str], None]:
        def pay(number: str) -> None:
            order = provider.orders.get(number)
            if is_quick and order is not None and not order.closed:
                self.tell(provider.pay(number, at=min(self.clock.now(), DEADLINE)))

        return pay

    def gives_back_by_decision(self, tx: Any, *, automatic: bool) -> None:
        for charge in captures.captures_of(tx, self.payer.application_id):
            if charge.disposition in {Disposition.ACCEPTED, Disposition.MISMATCH}:
                give_back = self.desk.payments.ledger.refunds.request
                give_back(tx, charge, RefundReason.DECIDED, self.clock.now(), automatic=automatic)

    def gives_back_outside(self, state: RefundState, which: int) -> None:
        strange = [one for one in self.told if one.transaction_id.startswith(("ROGUE", "STRAY"))]
        untouched = [one for one in strange if f"RF-{one.transaction_id}" not in self.providers[one.provider].refunds]
        if untouched:
            one = untouched[which % len(untouched)]
            if state is RefundState.SUCCEEDED:
                self.providers[one.provider].gave_back.add(one.transaction_id)
            self.wire.append(refund_event(one.provider, f"OUT-{one.transaction_id}", one.transaction_id, state, one.amount))

    def ends_a_refund(self, state: RefundState, which: int) -> None:
        every = [(one, number) for one in self.providers.values() for number in one.refunds]
        under_way = [(one, number) for one, number in every if one.refunds[number][1] not in ENDS]
        if under_way:
            provider, number = under_way[which % len(under_way)]
            provider.settle_refund(number, state)
            request, _ = provider.refunds[number]
            self.wire.append(refund_event(provider.name, number, request.transaction_id, state, request.amount))

    def deliver(self, news: Notification, time: int) -> None:
        self.run(self.desk.payments.receive(again(news, time), {}, b"{}"))
        if news.success is not None:
            self.delivered.add(news.success.transaction_id)

    def tell(self, success: Success) -> None:
        self.told.append(success)
        self.wire.append(success_event(success))

    # what must hold

    @invariant()
    def money_is_where_the_books_say(self) -> None:
        books = self.books()
        check_always(books, self.told)
        self.what_is_closed_here_cannot_be_paid_there(books)
        check_monotone(self.before, books)
        self.before = books

    def what_is_closed_here_cannot_be_paid_there(self, books: Books) -> None:
        known = {one.transaction_id for one in books.captures}
        for attempt in books.attempts:
            order = self.providers[attempt.provider].orders.get(attempt.out_trade_no)
            if attempt.state == CLOSED and order is not None:
                assert order.closed or order.transaction_id in known, "I10: closed only with proof"

    def teardown(self) -> None:
        try:
            self.everything_ends_well()
        finally:
            self.run(self.store.close())
            self.loop.close()
            shutil.rmtree(self.folder)

    def everything_ends_well(self) -> None:
        """I4, I7: once the providers answer again, every case is settled, and nothing that is told once more changes it."""
        for provider in self.providers.values():
            provider.silent = provider.deaf = provider.forgetful = False
            provider.refuses_refunds, provider.before_close = None, lambda number: None
            for number, (_, state) in provider.refunds.items():
                provider.settle_refund(number, state if state in ENDS else RefundState.SUCCEEDED)
        self.clock.set(max(self.clock.now(), DEADLINE))
        before = {one.transaction_id for one in self.books().captures}
        for _ in range(8):
            self.run(self.desk.payments.tick(self.clock.forward(hours=2)))
        self.bills_are_read()
        self.money_is_where_the_books_say()
        settled = self.books()
        event(f"ends {settled.verdict}")
        if any(one.transaction_id not in before and in_time(one.success_time) for one in settled.captures):
            event("in time, found only after the deadline")
        assert settled.verdict not in {PaymentVerdict.AWAITING_PAYMENT, PaymentVerdict.VERIFYING}
        known = {one.transaction_id for one in [*settled.captures, *settled.orphans]}
        assert self.delivered <= known, "I3: whatever was delivered is in the books"
        for provider, number in self.orders():
            self.nobody_who_paid_is_dropped(settled, provider, number)
        for news in [one for one in self.wire if one.success is None or one.success.transaction_id in known]:
            self.deliver(news, 99)
        self.run(self.desk.payments.handle_received())
        self.everything_said_again_changes_nothing(settled)

    def bills_are_read(self) -> None:
        """A charge beside another one on the same order shows only in the bill: asking ends with the first."""
        read = self.run(self.desk.payments.reconcile(self.clock.now()))
        assert all(one.findings is not None for one in read), "I4: once the providers answer, every bill is read"

    def nobody_who_paid_is_dropped(self, books: Books, provider: FakeProvider, number: str) -> None:
        order = provider.orders[number]
        if order.paid_at is None or order.transaction_id is None:
            return
        recorded = {one.transaction_id: one.disposition for one in books.captures}
        assert order.transaction_id in recorded, "a charge the provider knows of is in the books"
        if in_time(order.paid_at):
            assert recorded[order.transaction_id] in {Disposition.ACCEPTED, Disposition.DUPLICATE}
            assert books.verdict in {PaymentVerdict.PAID, PaymentVerdict.REFUNDED, PaymentVerdict.MANUAL_REVIEW}

    def everything_said_again_changes_nothing(self, settled: Books) -> None:
        books = self.books()
        assert (books.verdict, books.captures, books.messages) == (settled.verdict, settled.captures, settled.messages)


class OnePayerOnPostgres(OnePayer):
    """The same on the other database."""

    def empty_books(self) -> str:
        empty_postgres(postgres())
        return postgres()


TestOnePayer = OnePayer.TestCase
TestOnePayer.settings = settings(max_examples=3000 if LONG else 80, stateful_step_count=25, deadline=None)


@pytest.mark.postgres
class TestOnePayerOnPostgres(OnePayerOnPostgres.TestCase):  # type: ignore[misc]
    """On PostgreSQL; few examples in the everyday run, as many in the long one."""


TestOnePayerOnPostgres.settings = settings(max_examples=3000 if LONG else 10, stateful_step_count=25, deadline=None)
