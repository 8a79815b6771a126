"""Guessing slows down: tries are counted before they are made, by chat, by who is meant and by address, in growing pauses.

指南 一, 二(三), 二(四). Everything here runs inside a transaction. Keys are locked in the order given: first the chat's, then that
of who is meant, then the address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.throttling import FREE_TRIES, FREE_TRIES_OF_ADDRESS, TRIES_FORGOTTEN_AFTER, pause_after
from core.services.accounts.addresses import ADDRESS, network_of
from core.services.accounts.means import Means
from core.store.engine import Tx
from core.store.queries import counters
from core.store.queries.counters import Count


@dataclass(frozen=True, slots=True)
class Shared:
    """The counter of an address, behind which there may be many people; so many tries are ``free`` there."""

    key: str
    free: int


def of_address(means: Means, what: str, address: str) -> Shared | None:
    """The counter of an address for one kind of tries; ``None`` where the address isn't known."""
    network = network_of(address)
    if not network:
        return None
    return Shared(f"{what}:address:{means.vault.index(network, place=ADDRESS)}", FREE_TRIES_OF_ADDRESS * means.address_factor)


def begin_try(tx: Tx, keys: Sequence[str], now: datetime, shared: Shared | None = None) -> Refused | None:
    """Count one try under each key and for the address, unless a pause of one of them still lasts."""
    limits = [(key, FREE_TRIES) for key in keys] + ([(shared.key, shared.free)] if shared else [])
    counts = [(key, free, _recent(counters.count_of(tx, key, now), now)) for key, free in limits]
    free_at = max(count.since + pause_after(count.count, free) for _, free, count in counts)
    if free_at > now:
        return Refused(Reason.TOO_MANY_TRIES, at=free_at)
    for key, _, count in counts:
        counters.put_count(tx, key, count.count + 1, now)
    return None


def forgive_try(tx: Tx, chat_key: str, subject_key: str, now: datetime, shared: Shared | None = None) -> None:
    """A try was right: it doesn't count for chat and address, and nothing counts any more for who was meant."""
    _take_back(tx, chat_key, now)
    counters.clear_count(tx, subject_key)
    if shared is not None:
        _take_back(tx, shared.key, now)


def _take_back(tx: Tx, key: str, now: datetime) -> None:
    counters.put_count(tx, key, max(0, counters.count_of(tx, key, now).count - 1), now)


def _recent(count: Count, now: datetime) -> Count:
    """What still counts: a day later nothing does, and a clock that was set back doesn't lock anybody out."""
    if abs(now - count.since) >= TRIES_FORGOTTEN_AFTER:
        return Count(0, now)
    return Count(count.count, min(count.since, now))
