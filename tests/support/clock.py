"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """A ``Clock`` set by hand; ``now`` must be aware."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.set(now)

    def now(self) -> datetime:
        """The instant it was set to, in UTC."""
        return self._now

    def set(self, now: datetime) -> None:
        """Stand at ``now``."""
        if now.tzinfo is None:
            raise ValueError("an instant must be aware")
        self._now = now.astimezone(UTC)

    def forward(self, **span: float) -> datetime:
        """Move on by a ``timedelta`` given by its keywords (``hours=2, minutes=5``); the new instant."""
        self._now += timedelta(**span)
        return self._now
