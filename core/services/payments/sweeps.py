"""What is due about money, done once: deadlines that passed, orders to ask about, verdicts that wait for too long (说明 二(六))."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from core.errors import NotFound
from core.model.payment import Attempt, TicketKind
from core.rules.payment_schedule import UNRESOLVED_AFTER
from core.rules.windows import Phase, phase
from core.services.payments import records
from core.services.payments.inquiries import Inquiries
from core.services.payments.ledger import Ledger
from core.services.payments.terms import ExamBook, terms_in
from core.store.engine import Store
from core.store.queries import payments, payments_due

_BATCH = 100
_AT_ONCE = 8
_LEASE = timedelta(minutes=1)


Find = Callable[[sa.Connection, int], list[int]]
Do = Callable[[sa.Connection, int], bool]


class Sweeps:
    """Runs what is due; any number of processes may do so at the same time."""

    def __init__(self, store: Store, ledger: Ledger, inquiries: Inquiries, exams: ExamBook) -> None:
        self._store = store
        self._ledger = ledger
        self._inquiries = inquiries
        self._exams = exams

    async def pass_deadlines(self, now: datetime) -> int:
        """Verify every unpaid application whose time to pay is over; returns how many."""
        return await self._for_all(
            lambda tx, after: self._overdue(tx, after, now), lambda tx, one: self._ledger.pass_deadline(tx, one, now)
        )

    async def resume(self, now: datetime) -> int:
        """Let those pay again for whom the authority gave more time after the deadline; returns how many."""
        return await self._for_all(
            lambda tx, after: self._resumable(tx, after, now), lambda tx, one: self._ledger.resume(tx, one, now)
        )

    async def ask(self, now: datetime) -> int:
        """Ask the providers about every order that is due; returns how many were asked about."""
        asked = 0
        while due := await self._store.write(lambda tx: payments_due.claim_queries(tx, now, now + _LEASE, _BATCH)):
            gate = asyncio.Semaphore(_AT_ONCE)
            await asyncio.gather(*(self._look(attempt, now, gate) for attempt in due))
            asked += len(due)
        return asked

    async def report_unresolved(self, now: datetime) -> int:
        """Put before a person what could not be verified for a day; it stays being verified. Returns how many."""
        before = now - UNRESOLVED_AFTER
        return await self._for_all(
            lambda tx, after: payments_due.verifying_since(tx, before, after, _BATCH), lambda tx, one: _report(tx, one, now)
        )

    def _overdue(self, tx: sa.Connection, after: int, now: datetime) -> list[int]:
        overdue = payments_due.awaiting_past_own_deadline(tx, now, after, _BATCH)
        for exam in payments_due.exams_awaiting_payment(tx):
            if self._phase(tx, exam, now) is Phase.OVER:
                overdue += payments_due.awaiting_in(tx, exam, after, _BATCH)
        return sorted(overdue)[:_BATCH]

    def _resumable(self, tx: sa.Connection, after: int, now: datetime) -> list[int]:
        found = payments_due.out_of_time_before_own_deadline(tx, now, after, _BATCH)
        for exam in payments_due.exams_out_of_time(tx):
            if self._phase(tx, exam, now) is Phase.OPEN:
                found += payments_due.out_of_time_in(tx, exam, after, _BATCH)
        return sorted(found)[:_BATCH]

    def _phase(self, tx: sa.Connection, exam: str, now: datetime) -> Phase | None:
        """Where ``now`` stands in the exam's time to pay; ``None`` where the exam isn't loaded."""
        try:
            return phase(terms_in(self._exams.get(tx, exam)).window, now)
        except NotFound:
            return None

    async def _look(self, attempt: Attempt, now: datetime, gate: asyncio.Semaphore) -> None:
        async with gate:
            await self._inquiries.look(attempt, now)

    async def _for_all(self, find: Find, do: Do) -> int:
        """Do it for all that are found, a batch in a transaction; returns for how many it was due."""
        total = after = 0
        while found := await self._store.read(_above(find, after)):
            total += await self._store.write(partial(_do_all, found, do))
            after = found[-1]
        return total


def _above(find: Find, after: int) -> Callable[[sa.Connection], list[int]]:
    return lambda tx: find(tx, after)


def _do_all(found: list[int], do: Do, tx: sa.Connection) -> int:
    return sum(do(tx, one) for one in found)


def _report(tx: sa.Connection, application_id: int, now: datetime) -> bool:
    payer = payments.get_payer(tx, application_id)
    waiting = [attempt.out_trade_no for attempt in payments.attempts_of(tx, application_id)]
    about = {"orders": ", ".join(waiting)}
    records.open_ticket(tx, TicketKind.UNRESOLVED, f"application:{application_id}", now, payer, about)
    return True
