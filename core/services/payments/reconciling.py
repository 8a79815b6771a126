"""A provider's bill read against our books (说明 二(六)): what neither a notification nor an answer told is found here.

The network comes first and the record after it. A day is marked as done only once everything in it was looked at, so a silence in
between means that the whole day is read again. Doing a day twice changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial

import sqlalchemy as sa
import structlog

from core.errors import NotFound, NotOffered, OutsideWorldError
from core.model.exam import Exam, Window
from core.model.payment import BilledRefund, Disposition, Success
from core.ports import PaymentProvider, RefundBill
from core.rules.bills import bill_days, confirmed
from core.services.payments.bill_findings import BillDay, BillFindings, Findings
from core.services.payments.ledger import Ledger
from core.services.payments.terms import ExamBook, terms_in
from core.store.engine import Store
from core.store.queries import bills

log = structlog.get_logger("payments")


@dataclass(frozen=True, slots=True)
class BillReport:
    """What reading a bill brought; ``findings`` is ``None`` where the provider couldn't be asked."""

    provider: str
    day: date
    findings: Findings | None

    def as_json(self) -> dict[str, object]:
        """The report as JSON values."""
        findings = asdict(self.findings) if self.findings else {}
        return {"provider": self.provider, "day": self.day.isoformat(), "asked": self.findings is not None, **findings}


class Reconciling:
    """Reads bills. ``providers`` are those that are set up, by name."""

    def __init__(self, store: Store, ledger: Ledger, providers: Mapping[str, PaymentProvider], exams: ExamBook) -> None:
        self._store = store
        self._ledger = ledger
        self._providers = providers
        self._exams = exams
        self._findings = BillFindings(ledger)

    async def due(self, now: datetime) -> list[BillDay]:
        """Days whose bill can be read at ``now`` and wasn't yet, by provider, the oldest first; missed ones among them."""
        return await self._store.read(lambda tx: [one for one in self._days(tx, now) if not _is_done(tx, one)])

    async def on(self, day: date) -> list[BillDay]:
        """That day at every provider of an exam in which somebody had to pay, whether it was reconciled or not."""
        loaded = await self._store.read(self._loaded)
        names = sorted({name for exam in loaded for name in self._ways(exam)})
        return [self._bill(loaded, name, day) for name in names]

    async def reconcile_due(self, now: datetime) -> list[BillReport]:
        """Read every bill that is due. After a silence later days of the same provider wait, so that days are read in order."""
        reports: list[BillReport] = []
        silent: set[str] = set()
        for one in await self.due(now):
            if one.provider not in silent:
                reports.append(await self.reconcile(one, now))
                silent |= {one.provider} if reports[-1].findings is None else set()
        return reports

    async def reconcile(self, bill: BillDay, now: datetime) -> BillReport:
        """Read one bill against the books and record what it shows."""
        provider = self._providers[bill.provider]
        try:
            lines, returned = await _fetch(provider, bill.day)
            found, denied = await self._find_unknown(provider, lines, now)
        except NotOffered:
            return BillReport(bill.provider, bill.day, await self._store.write(partial(self._findings.none_offered, bill, now)))
        except OutsideWorldError as error:
            log.info("no bill, or no answer about it", provider=bill.provider, day=bill.day.isoformat(), why=str(error))
            return BillReport(bill.provider, bill.day, None)
        work = partial(self._findings.record, bill, (lines, returned), denied, found, now)
        return BillReport(bill.provider, bill.day, await self._store.write(work))

    async def _find_unknown(self, provider: PaymentProvider, lines: Sequence[Success], now: datetime) -> tuple[int, list[Success]]:
        """Record what we hadn't known, each after asking about its order; returns how many, and those the answer denies."""
        numbers = [line.transaction_id for line in lines]
        known = await self._store.read(lambda tx: bills.known_amounts(tx, provider.name, numbers))
        found, denied = 0, list[Success]()
        for line in [line for line in lines if line.transaction_id not in known]:
            success = confirmed(line, (await provider.query(line.out_trade_no)).success)
            if success is None:
                denied.append(line)
            else:
                found += await self._store.write(self._recording(success, now)) is not None
        return found, denied

    def _recording(self, success: Success, now: datetime) -> Callable[[sa.Connection], Disposition | None]:
        return lambda tx: self._ledger.record_success(tx, success, now)

    def _days(self, tx: sa.Connection, now: datetime) -> list[BillDay]:
        loaded = self._loaded(tx)
        windows = [(exam, window) for exam in loaded for window in _windows(tx, exam)]
        days = [(exam, day) for exam, window in windows for day in bill_days(window, exam.tz, now)]
        wanted = {(name, day) for exam, day in days for name in self._ways(exam)}
        return [self._bill(loaded, name, day) for name, day in sorted(wanted)]

    def _bill(self, loaded: list[Exam], provider: str, day: date) -> BillDay:
        """The provider's day; its exams are those that take money there."""
        theirs = [exam for exam in loaded if provider in self._ways(exam)]
        return BillDay(provider, day, theirs[0].tz, tuple(exam.id for exam in theirs))

    def _ways(self, exam: Exam) -> list[str]:
        return [name for name in exam.payment_providers if name in self._providers]

    def _loaded(self, tx: sa.Connection) -> list[Exam]:
        loaded: list[Exam] = []
        for exam_id in bills.exams_with_money(tx):
            try:
                loaded.append(self._exams.get(tx, exam_id))
            except NotFound:
                log.debug("an exam with payments isn't loaded; its days are unknown", exam=exam_id)
        return loaded


async def _fetch(provider: PaymentProvider, day: date) -> tuple[Sequence[Success], Sequence[BilledRefund] | None]:
    """The charges of the day; the refunds too where the provider's bill has them."""
    lines = await provider.fetch_bill(day)
    return lines, await provider.fetch_refund_bill(day) if isinstance(provider, RefundBill) else None


def _is_done(tx: sa.Connection, bill: BillDay) -> bool:
    return bill.day in bills.reconciled_days(tx, bill.provider)


def _windows(tx: sa.Connection, exam: Exam) -> list[Window]:
    """The exam's time to pay, and that of candidates who were given one of their own."""
    own = bills.own_windows(tx, exam.id)
    return [terms_in(exam).window, *([Window(*own, clause=None, assumed=False)] if own else [])]
