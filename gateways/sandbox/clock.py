"""The demo's clock: it runs, stands still, and can be moved to any instant of an exam's calendar."""

import threading
import time
from datetime import UTC, datetime, timedelta


class MovableClock:
    """A ``Clock`` that can be set, stopped and let go again; several threads may use it.

    :param start: where it begins; without it, at the present instant.
    """

    def __init__(self, start: datetime | None = None, *, running: bool = True) -> None:
        self._lock = threading.Lock()
        self._at = _aware(start) if start is not None else datetime.fromtimestamp(time.time(), UTC)
        self._running_since = time.monotonic() if running else None

    def now(self) -> datetime:
        """The clock's instant, aware, in UTC."""
        with self._lock:
            return self._now()

    def set(self, at: datetime) -> None:
        """Stand still at ``at``. Raises ``ValueError`` for a naive instant."""
        at = _aware(at)
        with self._lock:
            self._at, self._running_since = at, None

    def run(self) -> None:
        """Run on from where the clock is."""
        with self._lock:
            self._at, self._running_since = self._now(), time.monotonic()

    def stop(self) -> None:
        """Stand still where the clock is."""
        with self._lock:
            self._at, self._running_since = self._now(), None

    @property
    def is_running(self) -> bool:
        """Whether time passes."""
        return self._running_since is not None

    def _now(self) -> datetime:
        if self._running_since is None:
            return self._at
        return self._at + timedelta(seconds=time.monotonic() - self._running_since)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant must be aware")
    return at.astimezone(UTC)
