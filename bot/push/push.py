"""Drains the outbox: tells candidates what happened while they weren't speaking, and moves their dialog on."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import structlog

from bot.pacing.lanes import in_lane
from bot.push.teller import Teller
from core.errors import OutsideWorldError, Rejected, Unreachable
from core.model.letters import LetterOutcome, TryOutcome
from core.rules.telling import PHONE, End, Step, Tell, Wait
from core.services.letters import Letters, Overtaken, Parcel
from core.store.engine import Store, StoreUnavailable
from core.store.queries import outbox
from core.store.queries.outbox import BULK, PERSON, Letter
from core.store.queries.outbox_claims import BegunTry

_AT_ONCE: Mapping[str, int] = {PERSON: 16, BULK: 24}
_PAUSE_SECONDS = 2.0
_PATIENT_MARKS = 30

log = structlog.get_logger("push")


class Reminding(Protocol):
    """Who knows whether a reminder still has a reason."""

    async def still_due(self, letter: Letter, /) -> bool:
        """Whether the recipient still is in the status that the letter is about."""

    async def quiet_until(self, letter: Letter, /) -> datetime | None:
        """When the recipient's quiet hours end, where it is to wait for that."""


class Push:
    """One drainer; several may run, a letter is claimed by one of them.

    Whoever claims a letter and dies leaves it to be told again when the lease is over. Where the channel keeps a journal, what was
    told already is seen there and not said twice; Telegram can't be asked, so there a letter cut off in that moment comes twice,
    and the books say of the first time that nobody knows.

    :param reminding: asked right before a letter that belongs to a rule is sent.
    """

    def __init__(self, store: Store, letters: Letters, teller: Teller, reminding: Reminding | None = None) -> None:
        self._store = store
        self._letters = letters
        self._teller = teller
        self._reminding = reminding
        self._lines: dict[tuple[int | None, int | None], asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Drain both lanes for ever; woken by new letters, looking from time to time anyway."""
        await asyncio.gather(self._run(PERSON), self._run(BULK))

    async def _run(self, lane: str) -> None:
        with self._store.signals.bell(outbox.SIGNAL) as bell:
            while True:
                try:
                    await self._drain(lane)
                except Exception:  # a boundary: whatever one letter does, the next ones go out
                    log.exception("draining the outbox failed", lane=lane)
                await bell.wait(_PAUSE_SECONDS)

    async def drain(self) -> int:
        """Deliver every letter that is due now; returns how many."""
        return await self._drain(PERSON) + await self._drain(BULK)

    async def _drain(self, lane: str) -> int:
        """Keep a bounded number on their way, so that one slow reader holds nobody up and no lease runs out in a queue.

        Cancelled, it claims nothing more and lets those on their way arrive.
        """
        going: set[asyncio.Task[None]] = set()
        total, most = 0, _AT_ONCE[lane]
        try:
            while True:
                parcels = await self._letters.claim(lane, most - len(going)) if len(going) <= most // 2 else []
                total += len(parcels)
                going |= {self._start(parcel) for parcel in parcels}
                if not going:
                    return total
                _, going = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if going:
                await asyncio.shield(asyncio.wait(going))

    def _start(self, parcel: Parcel) -> "asyncio.Task[None]":
        """Letters to one recipient keep their order."""
        recipient = (parcel.letter.account_id, parcel.letter.chat_id)
        task = asyncio.create_task(self._after(self._lines.get(recipient), parcel))
        self._lines[recipient] = task
        task.add_done_callback(lambda done: self._lines.pop(recipient) if self._lines.get(recipient) is done else None)
        return task

    async def _after(self, before: "asyncio.Task[None] | None", parcel: Parcel) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            with in_lane(parcel.letter.lane):
                await self._deliver(parcel)
        except Overtaken:
            log.info("another process tells this letter", letter=parcel.letter.id)
        except OutsideWorldError:
            log.warning("a letter has to wait until its lease is over", letter=parcel.letter.id, exc_info=True)
        except Exception:  # a boundary: the letter is claimed again once its lease is over
            log.exception("a letter could not be told", letter=parcel.letter.id, kind=parcel.letter.kind)

    async def _deliver(self, parcel: Parcel) -> None:
        if not self._teller.can_tell(parcel.letter):
            return await self._letters.settle(parcel, End(LetterOutcome.NOT_FOR_CANDIDATES))
        step = await self._held_back(parcel.letter) or self._letters.next_step(parcel)
        if isinstance(step, End | Wait):
            return await self._letters.settle(parcel, step)
        while not isinstance(step, End | Wait):
            step = await self._tell(parcel, step) if isinstance(step, Tell) else await self._phone(parcel)
        return None

    async def _held_back(self, letter: Letter) -> Step | None:
        """A letter that belongs to a rule ends where it has no reason any more, and waits for the morning."""
        if letter.rule is None or self._reminding is None:
            return None
        if not await self._reminding.still_due(letter):
            return End(LetterOutcome.NOT_DUE)
        quiet_until = await self._reminding.quiet_until(letter)
        return Wait(quiet_until) if quiet_until is not None else None

    async def _tell(self, parcel: Parcel, step: Tell) -> Step:
        chat = parcel.chats[step.reach.chat_id]
        begun = await self._letters.begin(parcel, chat.channel, chat.id)
        told = await self._teller.tell(parcel, chat, leaves=step.leaves)
        return await self._ended(parcel, begun, told.outcome, told.detail, told.pause)

    async def _phone(self, parcel: Parcel) -> Step:
        if not await self._letters.may_phone():
            step = self._letters.next_step(parcel, may_phone=False)
            await self._letters.settle(parcel, step)
            return step
        begun = await self._letters.begin(parcel, PHONE, None)
        try:
            await self._letters.phone(parcel)
        except Unreachable:
            return await self._ended(parcel, begun, TryOutcome.NO_LINE)
        except Rejected as error:
            return await self._ended(parcel, begun, TryOutcome.REFUSED, error.code)
        return await self._ended(parcel, begun, TryOutcome.SENT)

    async def _ended(
        self, parcel: Parcel, begun: BegunTry, outcome: TryOutcome, detail: str | None = None, pause: float | None = None
    ) -> Step:
        """What is known is kept, also when the database is away for a while: else the letter would be told again."""
        for patience in range(_PATIENT_MARKS):
            try:
                return await self._letters.end_try(parcel, begun, outcome, detail, pause=pause)
            except StoreUnavailable:
                if patience == _PATIENT_MARKS - 1:
                    raise
                await asyncio.sleep(min(0.2 * 2**patience, 2.0))
        raise AssertionError("unreachable")
