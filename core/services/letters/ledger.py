"""What is written about letters on their way, gathered: while one transaction is under way the next notes wait, and go together.

So a lone letter is written at once, and many cost a commit for all of them instead of one each.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from core.errors import Conflict
from core.model.letters import TryOutcome
from core.ports import Clock
from core.store.engine import Store, Tx
from core.store.queries import outbox_claims
from core.store.queries.outbox_claims import BegunTry, Mark

_MOST = 500


class Overtaken(Conflict):
    """Somebody else has claimed the letter meanwhile and tells it."""


@dataclass(frozen=True, slots=True)
class EndedTry:
    """What came of a try."""

    begun: BegunTry
    outcome: TryOutcome
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One letter's share of a transaction: a try that has ended, one that begins, the end or the delay of the letter."""

    ended: EndedTry | None = None
    begun: BegunTry | None = None
    mark: Mark | None = None


class Ledger:
    """Writes notes; ``write`` returns once its note is committed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._waiting: list[tuple[Note, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, note: Note) -> None:
        """Keep the note. Raises ``StoreUnavailable``; ``Overtaken`` where its try must not be made."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((note, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        await done

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            try:
                overtaken = await self._store.write(partial(_keep, [note for note, _ in batch], self._clock.now()))
            except BaseException as error:
                _tell(batch, frozenset(), error)
                if not isinstance(error, Exception):
                    raise
            else:
                _tell(batch, overtaken, None)


def _tell(batch: Sequence[tuple[Note, asyncio.Future[None]]], overtaken: frozenset[BegunTry], error: BaseException | None) -> None:
    for note, done in batch:
        if done.done():
            continue
        if note.begun in overtaken:
            done.set_exception(Overtaken("another process has this letter"))
        elif error is None:
            done.set_result(None)
        else:
            done.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())


def _keep(notes: Sequence[Note], now: datetime, tx: Tx) -> frozenset[BegunTry]:
    """Write the notes; returns the tries that must not be made."""
    ended = [note.ended for note in notes if note.ended]
    if ended:
        outbox_claims.end_tries(tx, [(one.begun, one.outcome, one.detail) for one in ended])
        _block(tx, ended, now)
    begun = [note.begun for note in notes if note.begun]
    overtaken = outbox_claims.begin_tries(tx, begun) if begun else frozenset[BegunTry]()
    marks = [note.mark for note in notes if note.mark]
    if marks:
        outbox_claims.mark(tx, marks, now=now)
    return overtaken


def _block(tx: sa.Connection, ended: Sequence[EndedTry], now: datetime) -> None:
    blocked = [one.begun.chat_id for one in ended if one.outcome is TryOutcome.BLOCKED and one.begun.chat_id is not None]
    if blocked:
        outbox_claims.set_unreachable(tx, blocked, now)
