"""Guessing slows down: tries are counted before they are made, by chat and by who is meant, in growing pauses (指南 一, 二(四)).

Everything here runs inside a transaction. Keys are locked in the order given: first the chat's, then the other.
"""

from collections.abc import Sequence
from datetime import datetime

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.throttling import LOGIN_FORGOTTEN_AFTER, login_pause
from core.store.engine import Tx
from core.store.queries import counters
from core.store.queries.counters import Count


def begin_try(tx: Tx, keys: Sequence[str], now: datetime) -> Refused | None:
    """Count one try under each key, unless a pause of one of them still lasts."""
    counts = [_recent(counters.count_of(tx, key, now), now) for key in keys]
    free_at = max(count.since + login_pause(count.count) for count in counts)
    if free_at > now:
        return Refused(Reason.TOO_MANY_TRIES, at=free_at)
    for key, count in zip(keys, counts, strict=True):
        counters.put_count(tx, key, count.count + 1, now)
    return None


def forgive_try(tx: Tx, chat_key: str, subject_key: str, now: datetime) -> None:
    """A try was right: it doesn't count for the chat, and nothing counts any more for who was meant."""
    counters.put_count(tx, chat_key, max(0, counters.count_of(tx, chat_key, now).count - 1), now)
    counters.clear_count(tx, subject_key)


def _recent(count: Count, now: datetime) -> Count:
    """What still counts: a day later nothing does, and a clock that was set back doesn't lock anybody out."""
    if abs(now - count.since) >= LOGIN_FORGOTTEN_AFTER:
        return Count(0, now)
    return Count(count.count, min(count.since, now))
