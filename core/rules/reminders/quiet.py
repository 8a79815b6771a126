"""Quiet hours: when nobody is reminded, in the exam's own time of day."""

from datetime import datetime, timedelta, tzinfo

from core.model.reminders import Quiet

Span = tuple[datetime, datetime]
_DAY = timedelta(days=1)


def quiet_end(now: datetime, quiet: Quiet | None, zone: tzinfo) -> datetime | None:
    """When the quiet hours end in which ``now`` lies; ``None`` where it lies in none."""
    if quiet is None:
        return None
    return next((end for begin, end in _quiet_spans(now, now, quiet, zone) if begin <= now < end), None)


def active_spans(begin: datetime, end: datetime, quiet: Quiet | None, zone: tzinfo) -> list[Span]:
    """What is left of ``begin`` to ``end`` without the quiet hours, in order."""
    if begin >= end:
        return []
    spans, at = [], begin
    for quiet_begins, quiet_ends in _quiet_spans(begin, end, quiet, zone) if quiet else ():
        if quiet_begins > at:
            spans.append((at, min(quiet_begins, end)))
        at = max(at, quiet_ends)
    if at < end:
        spans.append((at, end))
    return [(first, last) for first, last in spans if first < last]


def sending_instant(
    at: datetime, until: datetime, quiet: Quiet | None, zone: tzinfo, *, essential: bool = False
) -> datetime | None:
    """When somebody with these quiet hours is told what is due at ``at`` and useful until ``until``.

    After the quiet hours; ``None`` where that is too late. What is essential is told all the same, quiet hours or not.
    """
    ends = quiet_end(at, quiet, zone)
    if ends is None:
        return at
    if ends < until:
        return ends
    return at if essential else None


def _quiet_spans(begin: datetime, end: datetime, quiet: Quiet, zone: tzinfo) -> list[Span]:
    """The quiet hours that may touch ``begin`` to ``end``, in order; told in the zone, so that a change of clocks is right."""
    day, last, spans = begin.astimezone(zone).date() - _DAY, end.astimezone(zone).date(), []
    while day <= last:
        next_day = day + _DAY if quiet.ends <= quiet.begins else day
        starts = datetime.combine(day, quiet.begins, zone).astimezone(begin.tzinfo)
        spans.append((starts, datetime.combine(next_day, quiet.ends, zone).astimezone(begin.tzinfo)))
        day += _DAY
    return spans
