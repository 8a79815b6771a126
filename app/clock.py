"""The real clock."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's time, in UTC."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)  # noqa: TID251 - this is the Clock that everybody else asks
