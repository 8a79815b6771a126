"""Reading a provider's bill against our books (说明 二(六)): which days, from when, and what a line of it means.

A bill of a day is asked for at half past ten of the next one, for every day from the opening of payment until two days after its
end: by then whatever was paid in time shows in it, even where every notification and every answer was lost.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from core.model.exam import Window
from core.model.money import Money
from core.model.payment import Source, Success

READY_AT = time(10, 30)
_AFTER_THE_END = timedelta(days=2)
_OLDEST = timedelta(days=90)
_DAY = timedelta(days=1)
EDGE = timedelta(minutes=10)


def bill_days(window: Window, zone: tzinfo, now: datetime) -> list[date]:
    """The days whose bill can be asked for at ``now``, the oldest first; providers keep bills for three months."""
    first = (now - _OLDEST).astimezone(zone).date()
    if window.opens_at is not None:
        first = max(first, window.opens_at.astimezone(zone).date())
    last = _last_ready(zone, now)
    if window.closes_at is not None:
        last = min(last, (window.closes_at + _AFTER_THE_END).astimezone(zone).date())
    return [first + _DAY * number for number in range((last - first).days + 1)]


def _last_ready(zone: tzinfo, now: datetime) -> date:
    local = now.astimezone(zone)
    return local.date() - (_DAY if local.time() >= READY_AT else 2 * _DAY)


def span_of(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The first instant of the day, and the first that isn't part of it any more."""
    return datetime.combine(day, time(), zone), datetime.combine(day + _DAY, time(), zone)


def confirmed(line: Success, answer: Success | None) -> Success | None:
    """What to record of a charge that only the bill told of, after asking about its order; ``None`` where the answer denies it.

    Asked about an order, a provider tells of its first charge only. A second one beside it shows in the bill alone.
    """
    if answer is None:
        return None
    return replace(answer, source=Source.BILL) if answer.transaction_id == line.transaction_id else line


def differing(billed: Mapping[str, Money], known: Mapping[str, Money]) -> list[str]:
    """Numbers of charges that stand in the bill with another amount than in our books."""
    return [number for number, amount in billed.items() if number in known and known[number] != amount]
