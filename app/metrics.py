"""Figures of what is said and what waits, read when the operator asks for them."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from app.build import House
from bot.pacing.lanes import LANES
from bot.pacing.pacer import Pacer
from core.errors import OutsideWorldError


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
