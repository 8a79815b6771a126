"""When a provider is asked again: about an order (a lost notification is the normal case), and about a refund."""

from datetime import datetime, timedelta

_AFTER_ORDERING = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 180, 600))
_AFTERWARDS = timedelta(minutes=10)
_CLOSING = timedelta(minutes=5)
_WHILE_CLOSING = timedelta(seconds=30)
_DOUBLINGS = 10
_LONGEST_PAUSE = timedelta(minutes=10)
_LONGEST_REFUND_PAUSE = timedelta(hours=1)

ASK_PAUSE = timedelta(seconds=5)
UNKNOWN_GRACE = timedelta(hours=2)
UNRESOLVED_AFTER = timedelta(hours=24)
ORDER_LIFE = timedelta(days=1)
PAGE_STAYS = timedelta(days=7)


def next_query(ordered_at: datetime, expires_at: datetime, now: datetime) -> datetime:
    """When to ask about an open order again: close behind the ordering, then every ten minutes, often towards its end."""
    if now >= expires_at - _CLOSING:
        return now + _WHILE_CLOSING
    return min(_regular(ordered_at, now), expires_at - _CLOSING)


def _regular(ordered_at: datetime, now: datetime) -> datetime:
    for pause in _AFTER_ORDERING:
        if ordered_at + pause > now:
            return ordered_at + pause
    return now + _AFTERWARDS


def retry_query(unanswered: int, now: datetime) -> datetime:
    """When to ask again after ``unanswered`` questions in a row brought no answer."""
    return now + min(_doubled(_WHILE_CLOSING, unanswered - 1), _LONGEST_PAUSE)


def retry_refund(tries: int, now: datetime) -> datetime:
    """When to ask for, or about, the same refund again after ``tries`` times."""
    return now + min(_doubled(_WHILE_CLOSING, tries), _LONGEST_REFUND_PAUSE)


def retry_event(tries: int, now: datetime) -> datetime:
    """When to handle a stored event again that could not be handled ``tries`` times."""
    return now + min(_doubled(timedelta(seconds=1), tries), _LONGEST_PAUSE)


def may_ask(asked_at: datetime | None, now: datetime) -> bool:
    """Whether a candidate who says "I have paid" may have the provider asked again."""
    return asked_at is None or now - asked_at >= ASK_PAUSE or now < asked_at


def unknown_is_proof(expires_at: datetime, now: datetime) -> bool:
    """Whether "never heard of it" proves an order unpaid: only once nothing that was shown for it can be paid any more."""
    return now > expires_at + UNKNOWN_GRACE


def _doubled(pause: timedelta, times: int) -> timedelta:
    return pause * (1 << min(max(times, 0), _DOUBLINGS))
