"""Where a letter is told next: in which chat, by phone, later, or not any more.

A letter that cascades is told in one chat, the likeliest first, then the next, then by phone; any other in all chats of an account.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.model.letters import LetterOutcome, Reach, Try, TryOutcome

PHONE = "sms"
_UNKNOWN_TRIES = 3
_ENDED = frozenset({TryOutcome.SENT, TryOutcome.LEFT, TryOutcome.BLOCKED, TryOutcome.REFUSED})
_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=1)
_LONGEST_DOUBLING = 5


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a way that fails for the moment is tried again.

    :param for_all: where the letter goes to every chat anyway.
    :param before_next: where it cascades: before the next chat is taken.
    :param away: after how long without its reader a page doesn't count as reaching anybody.
    """

    for_all: timedelta = timedelta(hours=24)
    before_next: timedelta = timedelta(minutes=15)
    away: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell it in this chat; ``leaves`` where it only lies there, because nobody has been there for long."""

    reach: Reach
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class TellPhone:
    """Tell it by short message."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be done before."""

    until: datetime


@dataclass(frozen=True, slots=True)
class End:
    """Nothing is left to do."""

    outcome: LetterOutcome


Step = Tell | TellPhone | Wait | End


@dataclass(frozen=True, slots=True)
class Errand:
    """What the way of a letter depends on, apart from the time.

    :param may_phone: there is a phone, and a short message may be spent on it.
    """

    cascades: bool
    reaches: Sequence[Reach]
    tries: Sequence[Try]
    may_phone: bool = False
    patience: Patience = field(default_factory=Patience)


def next_step(errand: Errand, now: datetime) -> Step:
    """Where the letter is told next."""
    if errand.cascades and _has(errand, TryOutcome.SENT):
        return End(LetterOutcome.SENT)
    pauses: list[datetime] = []
    for reach in _in_order(errand, now):
        due = _due(errand, [one for one in errand.tries if one.chat_id == reach.chat_id], now)
        if due is not None and due <= now:
            return Tell(reach, leaves=errand.cascades and is_away(reach, now, errand.patience))
        if due is not None and errand.cascades:
            return Wait(due)
        pauses += [due] if due is not None else []
    if pauses:
        return Wait(min(pauses))
    return _after_chats(errand, now)


def is_away(reach: Reach, now: datetime, patience: Patience) -> bool:
    """Whether the chat is a page that nobody has had open for long."""
    last = _last_there(reach)
    return reach.is_page and (last is None or now - last > patience.away)


def _in_order(errand: Errand, now: datetime) -> list[Reach]:
    """Chats that may hear it: where it cascades pages without a reader last, then the one that was heard last first."""
    open_ones = [reach for reach in errand.reaches if reach.unreachable_at is None]
    if not errand.cascades:
        return open_ones

    def rank(reach: Reach) -> tuple[bool, float, int]:
        last = _last_there(reach)
        return is_away(reach, now, errand.patience), -last.timestamp() if last else 0.0, reach.chat_id

    return sorted(open_ones, key=rank)


def _last_there(reach: Reach) -> datetime | None:
    known = [at for at in (reach.heard_at, reach.seen_at) if at is not None]
    return max(known) if known else None


def _due(errand: Errand, tries: Sequence[Try], now: datetime) -> datetime | None:
    """When this way may be tried (again); ``None`` once it has ended, or has failed too often or for too long."""
    if not tries:
        return now
    patience = errand.patience.before_next if errand.cascades else errand.patience.for_all
    unknown = sum(one.outcome is TryOutcome.UNKNOWN for one in tries)
    if tries[-1].outcome in _ENDED or unknown >= _UNKNOWN_TRIES or now - tries[0].at > patience:
        return None
    failures = sum(one.outcome is not TryOutcome.HELD for one in tries)
    if tries[-1].outcome is TryOutcome.HELD or tries[-1].at > now:  # a pause that was asked for is over; a clock was set back
        return now
    pause: timedelta = _FIRST_PAUSE * 2 ** min(failures, _LONGEST_DOUBLING)
    return tries[-1].at + min(pause, _LONGEST_PAUSE)


def _after_chats(errand: Errand, now: datetime) -> Step:
    if not errand.cascades:
        return End(_end_of_all(errand))
    by_phone = [one for one in errand.tries if one.channel == PHONE]
    due = _due(errand, by_phone, now) if errand.may_phone else None
    if due is not None:
        return TellPhone() if due <= now else Wait(due)
    return End(LetterOutcome.UNKNOWN if _has(errand, TryOutcome.UNKNOWN) else LetterOutcome.UNREACHED)


def _end_of_all(errand: Errand) -> LetterOutcome:
    if _has(errand, TryOutcome.SENT):
        return LetterOutcome.SENT
    if not errand.reaches:
        return LetterOutcome.NO_CHAT
    if _has(errand, TryOutcome.UNKNOWN):
        return LetterOutcome.UNKNOWN
    blocked = all(reach.unreachable_at is not None for reach in errand.reaches) or _has(errand, TryOutcome.BLOCKED)
    return LetterOutcome.BLOCKED if blocked else LetterOutcome.FAILED


def _has(errand: Errand, outcome: TryOutcome) -> bool:
    return any(one.outcome is outcome for one in errand.tries)
