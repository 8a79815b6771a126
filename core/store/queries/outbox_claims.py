"""Claiming letters and marking what came of them: set by set, so that a million reminders are a matter of minutes.

A claim is a lease. ``tries`` counts the claims of a letter and is the mark of the claimer: whoever was overtaken, because the lease
had run out meanwhile, changes the letter no more. Each try is written down before it is made and completed with its outcome; one
that was begun by a claimer who never came back is found by the next and counts as unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.model.letters import Try, TryOutcome
from core.store.engine import locked
from core.store.queries.outbox import PERSON, Letter
from core.store.tables.chats import chat
from core.store.tables.outbox import letter_try, outbox

_row = outbox.c
_LETTER = tuple(_row[name] for name in Letter.__slots__)
_FREE = sa.or_(
    _row.lease_until.is_(None),
    _row.lease_until < sa.bindparam("now"),
    _row.lease_until > sa.bindparam("farthest"),  # the clock was set back since
)
_RANKS = sa.select(sa.func.min(_row.rank)).where(
    _row.lane == sa.bindparam("lane"), _row.done_at.is_(None), _row.rank > sa.bindparam("above")
)
_LOWEST = -(2**31)


def _claiming(lane: str) -> sa.UpdateBase:
    """Of one lane and rank, so that an index gives the letters in their order."""
    is_due = _row.due_at <= sa.bindparam("now")
    # A letter that was due when it was written stays due, also when the clock is set back.
    due = sa.or_(is_due, _row.due_at <= _row.created_at) if lane == PERSON else is_due
    ids = (
        sa.select(_row.id)
        .where(_row.lane == lane, _row.done_at.is_(None), _row.rank == sa.bindparam("of_rank"), due, _FREE)
        .order_by(_row.due_at, _row.id)
        .limit(sa.bindparam("room"))
        .with_for_update(skip_locked=True)
    )
    return (
        outbox.update()
        .where(_row.id.in_(ids.scalar_subquery()))
        .values(lease_until=sa.bindparam("farthest"), tries=_row.tries + 1)
        .returning(*_LETTER)
    )


_CLAIM = {lane: _claiming(lane) for lane in ("person", "bulk")}


def claim(tx: sa.Connection, *, now: datetime, lease: timedelta, limit: int, lane: str = PERSON) -> list[Letter]:
    """Take up to ``limit`` due letters of a lane for ``lease``, the lowest rank first, then the one that is due longest.

    Two claimers never get the same one.
    """
    found: list[Letter] = []
    rank: int | None = _LOWEST
    while len(found) < limit:
        rank = tx.execute(_RANKS, {"lane": lane, "above": rank}).scalar()
        if rank is None:
            break
        bound = {"now": now, "farthest": now + lease, "of_rank": rank, "room": limit - len(found)}
        found += sorted((Letter(*row) for row in tx.execute(_CLAIM[lane], bound)), key=lambda one: (one.due_at, one.id))
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """What becomes of a claimed letter: done with ``outcome``, or due again at ``until``."""

    letter: Letter
    outcome: str | None = None
    until: datetime | None = None


def mark(tx: sa.Connection, marks: Sequence[Mark], *, now: datetime) -> None:
    """Finish or postpone letters, where the claimer wasn't overtaken."""
    if not marks:
        return
    groups: dict[tuple[str | None, datetime | None, int], list[int]] = {}
    for one in marks:
        groups.setdefault((one.outcome, one.until, one.letter.tries), []).append(one.letter.id)
    for (outcome, until, tries), ids in groups.items():
        values = {"due_at": until} if until else {"done_at": now, "outcome": outcome}
        tx.execute(outbox.update().where(_row.id.in_(ids), _row.tries == tries).values(lease_until=None, **values))


@dataclass(frozen=True, slots=True)
class BegunTry:
    """A try under way. ``claim`` is the claim of the letter under which it is made."""

    letter_id: int
    channel: str
    chat_id: int | None
    at: datetime
    claim: int


def begin_tries(tx: sa.Connection, begun: Sequence[BegunTry]) -> frozenset[BegunTry]:
    """Write down what is about to be sent; returns what must not be, because somebody else has claimed the letter meanwhile."""
    claims = sa.select(_row.id, _row.tries).where(_row.id.in_({one.letter_id for one in begun}), _row.done_at.is_(None))
    held = {(int(letter_id), int(tries)) for letter_id, tries in tx.execute(locked(claims))}
    overtaken = frozenset(one for one in begun if (one.letter_id, one.claim) not in held)
    rows = [
        {
            "letter_id": one.letter_id,
            "channel": one.channel,
            "chat_id": one.chat_id,
            "at": one.at,
            "outcome": TryOutcome.SENDING.value,
        }
        for one in begun
        if one not in overtaken
    ]
    if rows:
        tx.execute(_BEGIN_TRY, rows)
    return overtaken


_BEGIN_TRY = letter_try.insert()
_END_TRY = (
    letter_try.update()
    .where(
        letter_try.c.letter_id == sa.bindparam("of_letter"),
        letter_try.c.channel == sa.bindparam("of_channel"),
        letter_try.c.at == sa.bindparam("begun_at"),
        letter_try.c.outcome == TryOutcome.SENDING.value,
    )
    .values(outcome=sa.bindparam("became"), detail=sa.bindparam("said"))
)


def end_tries(tx: sa.Connection, ended: Sequence[tuple[BegunTry, TryOutcome, str | None]]) -> None:
    """Complete tries with their outcome and a word on it. One that counts as cut off already stays unknown: it was told again."""
    rows = [
        {
            "of_letter": begun.letter_id,
            "of_channel": begun.channel,
            "begun_at": begun.at,
            "became": outcome.value,
            "said": detail,
        }
        for begun, outcome, detail in ended
    ]
    tx.execute(_END_TRY, rows)


def cut_off(tx: sa.Connection, letter_ids: Sequence[int]) -> None:
    """Nobody knows what came of tries that were begun by whoever claimed these letters before."""
    tx.execute(
        letter_try.update()
        .where(letter_try.c.letter_id.in_(letter_ids), letter_try.c.outcome == TryOutcome.SENDING.value)
        .values(outcome=TryOutcome.UNKNOWN.value, detail="cut_off")
    )


def tries_of(tx: sa.Connection, letter_ids: Sequence[int]) -> dict[int, list[Try]]:
    """The tries of each letter, oldest first."""
    tries = letter_try.c
    query = (
        sa.select(tries.letter_id, tries.channel, tries.chat_id, tries.at, tries.outcome, tries.detail)
        .where(tries.letter_id.in_(letter_ids))
        .order_by(tries.id)
    )
    found: dict[int, list[Try]] = {}
    for letter_id, channel, chat_id, at, outcome, detail in tx.execute(query):
        found.setdefault(letter_id, []).append(Try(channel, chat_id, at, TryOutcome(outcome), detail))
    return found


def sms_tries_since(tx: sa.Connection, since: datetime) -> int:
    """How many letters went to phones since then."""
    query = sa.select(sa.func.count()).select_from(letter_try).where(letter_try.c.channel == "sms", letter_try.c.at >= since)
    return tx.execute(query).scalar_one()


def set_unreachable(tx: sa.Connection, chat_ids: Iterable[int], now: datetime) -> None:
    """These chats refuse what the bot says, until somebody speaks there again."""
    tx.execute(chat.update().where(chat.c.id.in_(list(chat_ids)), chat.c.unreachable_at.is_(None)).values(unreachable_at=now))


def waiting(tx: sa.Connection, now: datetime) -> dict[str, int]:
    """How many letters are due and not yet done, by lane."""
    query = (
        sa.select(_row.lane, sa.func.count().label("letters")).where(_row.done_at.is_(None), _row.due_at <= now).group_by(_row.lane)
    )
    return {row.lane: row.letters for row in tx.execute(query)}
