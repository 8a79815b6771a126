"""Plans reminders: which rule begins now, for whom; and what becomes of the planned ones when the authority moves an instant.

What is due is a query over facts. Planning is safe to repeat and to cut off: a letter is unique by whom it is for, its rule and the
rule's instant, and whoever has done the step meanwhile is left out when it is sent.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import NotFound
from core.model.exam import Exam
from core.model.reminders import Quiet, Rates, Reminder, Slot, Timing, Wanted
from core.ports import Clock
from core.rules.reminders.conditions import CONDITIONS
from core.rules.reminders.due import timing_of
from core.rules.reminders.quiet import sending_instant
from core.rules.reminders.timetable import timetable
from core.rules.reminders.wishes import QUIET
from core.services.exams import Exams
from core.services.reminders.moving import Moving
from core.store.engine import Store, Tx
from core.store.queries import reminders as queries
from core.store.queries.outbox import SIGNAL
from core.store.queries.reminder_subjects import Asked
from core.store.signals import announce

ROWS_AT_ONCE = 20_000
_SIDE_BY_SIDE: Mapping[str, int] = {"sqlite": 1, "postgresql": 4}
_COUNTED_FOR = timedelta(minutes=10)
_AHEAD = timedelta(days=3)
_SHARE = 50
"""Planning a rule over again takes at most a fiftieth of the time."""


@dataclass(frozen=True, slots=True)
class _Timetable:
    exam: Exam
    at: datetime
    slots: Sequence[Slot]


class Planning:
    """Plans what is due. Several processes may; the database keeps each reminder single.

    :param rates: what each channel carries.
    """

    def __init__(self, store: Store, clock: Clock, exams: Exams, rates: Rates | None = None) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams
        self._moving = Moving(store, exams)
        self._tables: dict[str, _Timetable] = {}
        self.rates = rates or Rates()

    async def plan(self, now: datetime) -> int:
        """Plan every rule that begins now, of every exam; returns how many reminders are new. Raises ``StoreUnavailable``."""
        planned = 0
        for exam in await self._store.read(self._exams.current):
            await self._moving.follow(exam, now)
            for slot in await self._slots(exam, now):
                if slot.starts_at <= now <= slot.timing.until:
                    planned += await self._plan_if_due(exam, slot, now)
        return planned

    async def timetable(self, exam_id: str, now: datetime, *, assumed: Mapping[str, int] | None = None) -> list[Slot]:
        """The timetable for the numbers of now. Raises ``NotFound``.

        :param assumed: instead of counting: as if so many were due, by channel, for each rule by itself.
        """
        exam = await self._store.read(lambda tx: self._exams.get(tx, exam_id))
        pairs = [(rule, timing) for rule in exam.reminders if (timing := timing_of(rule, exam)) and timing.until >= now]
        return await self._timetable(exam, pairs, now, assumed)

    async def plan_rule(self, exam_id: str, rule_id: str, now: datetime) -> int:
        """Plan one rule for all who are in its status now, whatever the timetable says. Raises ``NotFound``."""
        exam = await self._store.read(lambda tx: self._exams.get(tx, exam_id))
        rule = next((one for one in exam.reminders if one.id == rule_id), None)
        timing = timing_of(rule, exam) if rule else None
        if rule is None or timing is None:
            raise NotFound(f"rule {rule_id} of {exam_id}")
        return await self._plan_rule(exam, rule, timing, now)

    async def _slots(self, exam: Exam, now: datetime) -> Sequence[Slot]:
        """The timetable of the next days, counted anew from time to time."""
        kept = self._tables.get(exam.id)
        if kept is None or kept.exam is not exam or not kept.at <= now < kept.at + _COUNTED_FOR:
            near = [(rule, timing) for rule in exam.reminders if (timing := timing_of(rule, exam)) and _is_near(timing, now)]
            kept = self._tables[exam.id] = _Timetable(exam, now, await self._timetable(exam, near, now, None))
        return kept.slots

    async def _timetable(
        self, exam: Exam, pairs: Sequence[tuple[Reminder, Timing]], now: datetime, assumed: Mapping[str, int] | None
    ) -> list[Slot]:
        wanted = [Wanted(rule, timing, assumed or await self._count(exam, rule, now)) for rule, timing in pairs]
        together = [[one] for one in wanted] if assumed else [wanted]
        slots = [slot for group in together for slot in timetable(group, self.rates, exam.quiet, exam.tz, now)]
        return sorted(slots, key=lambda slot: slot.starts_at)

    async def _count(self, exam: Exam, rule: Reminder, now: datetime) -> Mapping[str, int]:
        return await self._store.read(lambda tx: queries.due_by_channel(tx, rule, self._asked(tx, exam, rule, now)))

    async def _plan_if_due(self, exam: Exam, slot: Slot, now: datetime) -> int:
        """Plan it, unless that was just done and took its time: whoever comes into the status later is found the next time."""
        rule, timing = slot.rule, slot.timing
        run = (await self._store.read(lambda tx: queries.runs_of(tx, exam.id))).get((rule.id, timing.window_at))
        if run is not None and run.ran_at <= now < run.ran_at + timedelta(milliseconds=run.took_ms) * _SHARE:
            return 0
        return await self._plan_rule(exam, rule, timing, now)

    async def _plan_rule(self, exam: Exam, rule: Reminder, timing: Timing, now: datetime) -> int:
        began = self._clock.now()
        dialect, last, planned = await self._store.read(lambda tx: self._prepared(tx, exam, rule, timing, now))
        statement, gate = queries.planning(planned, dialect), asyncio.Semaphore(_SIDE_BY_SIDE[dialect])

        async def part(after: int) -> int:
            async with gate:
                return await self._store.write(lambda tx: _insert(tx, statement, after))

        new = sum(await asyncio.gather(*(part(after) for after in range(0, last, ROWS_AT_ONCE))))
        took_ms = int((self._clock.now() - began).total_seconds() * 1000)
        run = queries.Run(now, now, max(0, took_ms), new)
        await self._store.write(lambda tx: queries.note_run(tx, exam.id, rule.id, timing.window_at, run))
        return new

    def _prepared(self, tx: Tx, exam: Exam, rule: Reminder, timing: Timing, now: datetime) -> tuple[str, int, queries.Planned]:
        asked = self._asked(tx, exam, rule, now)
        hours: list[tuple[str | None, Quiet | None]] = [(None, exam.quiet), *QUIET.items()]
        due = {
            name: sending_instant(now, timing.until, quiet, exam.tz, essential=rule.essential) or timing.until
            for name, quiet in hours
        }
        return tx.dialect.name, queries.last_key(tx, asked), queries.Planned(rule, asked, timing.window_at, due, timing.until)

    def _asked(self, tx: Tx, exam: Exam, rule: Reminder, now: datetime) -> Asked:
        is_only = len(self._exams.current(tx)) == 1
        return Asked(CONDITIONS[rule.condition], exam, now, now - rule.rest, is_only)


def _insert(tx: Tx, statement: object, after: int) -> int:
    new: int = tx.execute(statement, {"after": after, "upto": after + ROWS_AT_ONCE}).rowcount  # type: ignore[call-overload]
    if new:
        announce(tx, SIGNAL)
    return new


def _is_near(timing: Timing, now: datetime) -> bool:
    return timing.until >= now and timing.earliest <= now + _AHEAD
