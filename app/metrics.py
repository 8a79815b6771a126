"""Figures of what is said and what waits, read when the operator asks for them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from app.build import House
from bot.pacing.lanes import LANES
from bot.pacing.pacer import Pacer
from core.errors import OutsideWorldError
from core.model.application import Status
from core.store.engine import Tx
from core.store.queries import gauges, office

_KEPT = timedelta(minutes=1)


class LettersFigures:
    """How many letters are due, by lane; asked of the database."""

    def __init__(self, house: House, registry: CollectorRegistry) -> None:
        self._house = house
        self._waiting: dict[str, int] = {}
        registry.register(_Waiting(self))
        if house.pacer is not None:
            registry.register(_Calls(house.pacer))

    async def look(self) -> None:
        """Count anew; what isn't known stays as it was."""
        try:
            self._waiting = await self._house.letters.waiting()
        except OutsideWorldError:
            return

    def waiting(self, lane: str) -> int:
        """How many are due in that lane."""
        return self._waiting.get(lane, 0)


class _Waiting(Collector):
    def __init__(self, figures: LettersFigures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        due = GaugeMetricFamily("kaoban_letters_due", "Letters that are due and not told yet.", labels=["lane"])
        for lane in LANES:
            due.add_metric([lane], self._figures.waiting(lane))
        yield due


class _Calls(Collector):
    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

    def collect(self) -> Iterator[Metric]:
        tally = self._pacer.tally
        sent = CounterMetricFamily("kaoban_telegram_calls", "Calls that Telegram answered.", labels=["lane"])
        waited = CounterMetricFamily("kaoban_telegram_wait_seconds", "Seconds that calls have waited.", labels=["lane"])
        queue = GaugeMetricFamily("kaoban_telegram_queue", "Calls that wait for their turn.", labels=["lane"])
        for lane in LANES:
            sent.add_metric([lane], tally.sent[lane])
            waited.add_metric([lane], tally.waited[lane])
            queue.add_metric([lane], self._pacer.waiting(lane))
        yield sent
        yield waited
        yield queue
        yield CounterMetricFamily("kaoban_telegram_refused", "Calls refused with 429.", value=tally.refused)


class OfficeFigures:
    """Applications by status, cases by desk, events that wait; asked of the database, a minute old at most."""

    def __init__(self, house: House, registry: CollectorRegistry) -> None:
        self._house = house
        self._looked_at: datetime | None = None
        self.statuses: dict[tuple[str, str], int] = {}
        self.cases: Mapping[str, tuple[int, int]] = {}
        self.events = 0
        registry.register(_Office(self))

    async def look(self) -> None:
        """Count anew where it was a minute ago; what isn't known stays as it was."""
        now = self._house.clock.now()
        if self._looked_at is not None and abs(now - self._looked_at) < _KEPT:
            return
        try:
            await self._house.store.read(lambda tx: self._count(tx, now))
        except OutsideWorldError:
            return
        self._looked_at = now

    def _count(self, tx: Tx, now: datetime) -> None:
        counted = {exam.id: office.count_statuses(tx, exam, now) for exam in self._house.exams.current(tx)}
        self.statuses = {(exam, status.value): counts[status] for exam, counts in counted.items() for status in Status}
        self.cases, self.events = gauges.cases(tx, now), gauges.events_waiting(tx)


class _Office(Collector):
    def __init__(self, figures: OfficeFigures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        applications = GaugeMetricFamily("kaoban_applications", "Applications by status.", labels=["exam", "status"])
        for labels, count in self._figures.statuses.items():
            applications.add_metric(labels, count)
        yield applications
        cases = GaugeMetricFamily("kaoban_cases_open", "Cases that aren't closed.", labels=["desk"])
        overdue = GaugeMetricFamily("kaoban_cases_overdue", "Cases that should have been answered by now.", labels=["desk"])
        for desk, (count, late) in self._figures.cases.items():
            cases.add_metric([desk], count)
            overdue.add_metric([desk], late)
        yield cases
        yield overdue
        yield GaugeMetricFamily(
            "kaoban_payment_events_waiting", "Notifications taken in and not handled yet.", value=self._figures.events
        )
