"""Slows down those who keep sending what can't be verified, before any cryptography is done for them.

Only refused calls are counted, so a provider that sends thousands of good notifications is never slowed down.
"""

from collections import OrderedDict
from collections.abc import Callable

_MOST_ADDRESSES = 4096


class Gate:
    """A bucket of refusals for each address: ``burst`` at once, ``per_second`` afterwards; ``ticks`` are monotonic seconds."""

    def __init__(self, ticks: Callable[[], float], *, burst: int = 300, per_second: float = 50.0) -> None:
        self._ticks = ticks
        self._burst = float(burst)
        self._per_second = per_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def is_open(self, address: str) -> bool:
        """Whether a call from there may be looked at."""
        return self._left(address) >= 1.0

    def refused(self, address: str) -> None:
        """A call from there could not be verified."""
        self._buckets[address] = (max(0.0, self._left(address) - 1.0), self._ticks())
        self._buckets.move_to_end(address)
        while len(self._buckets) > _MOST_ADDRESSES:
            self._buckets.popitem(last=False)

    def _left(self, address: str) -> float:
        left, at = self._buckets.get(address, (self._burst, self._ticks()))
        return min(self._burst, left + (self._ticks() - at) * self._per_second)
