"""The timetable of sending: from how many are due and what each channel carries, when each rule has to begin.

Whoever is most endangered gets a place first; the others are fitted in around. A rule begins at its usual time, or as much earlier
as its last reminder needs to be out in time. Nothing here sends: the channel's pacer keeps the rates, the ranks keep the order.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import ceil

from core.model.reminders import SMS, Quiet, Rates, Share, Slot, Timing, Wanted
from core.rules.reminders.quiet import Span, active_spans

RESERVE = 1.1
"""A tenth more time than the rate asks for: for dialogs that go first, and for a channel that asks to wait."""


def timetable(wanted: Sequence[Wanted], rates: Rates, quiet: Quiet | None, zone: tzinfo, now: datetime) -> list[Slot]:
    """The place of every rule, in the order in which they begin."""
    taken: defaultdict[str, list[Span]] = defaultdict(list)
    slots = [_slot(one, rates, _Day(quiet, zone, now), taken) for one in sorted(wanted, key=_endangered)]
    return sorted(slots, key=lambda slot: (slot.starts_at, slot.rule.rank, slot.rule.id))


@dataclass(frozen=True, slots=True)
class _Day:
    quiet: Quiet | None
    zone: tzinfo
    now: datetime


def _endangered(one: Wanted) -> tuple[int, float]:
    return one.rule.rank, -one.timing.out_by.timestamp()


def _slot(one: Wanted, rates: Rates, day: _Day, taken: defaultdict[str, list[Span]]) -> Slot:
    shares = tuple(_share(channel, due, one.timing, rates, day, taken[channel]) for channel, due in sorted(one.due.items()) if due)
    unreached = sum(share.unreached for share in shares)
    return Slot(
        rule=one.rule,
        timing=one.timing,
        due=sum(one.due.values()),
        starts_at=min((share.starts_at for share in shares), default=one.timing.at),
        ends_at=max((share.ends_at for share in shares), default=one.timing.at),
        shares=shares,
        unreached=unreached,
        by_sms=_by_sms(one, rates, day, unreached),
        more_time=max((_more_time(share, rates) for share in shares), default=timedelta(0)),
    )


def _share(channel: str, due: int, timing: Timing, rates: Rates, day: _Day, taken: list[Span]) -> Share:
    """The channel's part: from the end backwards into what is free, so that it begins as late as it may."""
    rate, needed = rates.of(channel), due / rates.of(channel)
    free = _without(active_spans(max(timing.earliest, day.now), timing.out_by, day.quiet, day.zone), taken)
    placed = _placed(free, timedelta(seconds=needed * RESERVE))
    taken.extend(placed)
    got = sum((last - first for first, last in placed), timedelta(0)).total_seconds()
    unreached = max(0, ceil(due - got * rate - 1e-6))
    starts = min(min((first for first, _ in placed), default=timing.at), max(timing.at, day.now))
    ends = _after(starts, needed, timing, day) if not unreached else timing.out_by
    return Share(channel, due, starts, ends, needed, unreached)


def _placed(free: Sequence[Span], needed: timedelta) -> list[Span]:
    placed: list[Span] = []
    for first, last in reversed(free):
        if needed <= timedelta(0):
            break
        begin = max(first, last - needed)
        placed.append((begin, last))
        needed -= last - begin
    return placed


def _without(free: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """What is free of ``free``, in order."""
    left = list(free)
    for begin, end in taken:
        left = [part for first, last in left for part in ((first, min(last, begin)), (max(first, end), last)) if part[0] < part[1]]
    return left


def _after(begin: datetime, seconds: float, timing: Timing, day: _Day) -> datetime:
    """When the last is out that begin to be sent at ``begin``."""
    left = timedelta(seconds=seconds)
    for first, last in active_spans(begin, timing.out_by, day.quiet, day.zone):
        if last - first >= left:
            return first + left
        left -= last - first
    return timing.out_by


def _by_sms(one: Wanted, rates: Rates, day: _Day, unreached: int) -> int:
    """How many of the unreached the carrier could take on between the earliest instant and the end."""
    if not unreached:
        return 0
    spans = active_spans(max(one.timing.earliest, day.now), one.timing.out_by, day.quiet, day.zone)
    seconds = sum((last - first).total_seconds() for first, last in spans)
    return min(unreached, max(0, int(seconds * rates.of(SMS)) - one.due.get(SMS, 0)))


def _more_time(share: Share, rates: Rates) -> timedelta:
    return timedelta(seconds=ceil(share.unreached / rates.of(share.channel)))
