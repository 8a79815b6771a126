"""The beat of a rehearsal: what belongs to ``compress`` seconds of the exam happens at once; then every job has its turn."""

import asyncio
import heapq
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.build import House
from app.rehearsal.people import Act, Nature, Person, pause
from app.rehearsal.walking import Walker, is_late
from core.model.decisions import Refused
from core.model.exam import Exam, WindowName
from core.model.reminders import REMINDER
from core.rules.reminders.due import timing_of
from core.store.tables.outbox import letter_try
from core.store.tables.outbox import outbox as letters
from gateways.sandbox.clock import MovableClock

_AT_ONCE = 32
_KEPT_LATENCIES = 400
Tell = Callable[[int, int, datetime], None]


@dataclass(slots=True)
class Diary:
    """What was seen: by hour of the exam, and in all."""

    acts: defaultdict[datetime, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    reminders: defaultdict[datetime, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    latencies: defaultdict[datetime, list[float]] = field(default_factory=lambda: defaultdict(list))
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    beats: int = 0
    seconds: float = 0.0

    def acted(self, hour: datetime, act: Act, seconds: float) -> None:
        """Count an act."""
        self.acts[hour][act.value] += 1
        if len(self.latencies[hour]) < _KEPT_LATENCIES:
            self.latencies[hour].append(seconds)


class Run:
    """Plays the exam from the opening of registration to its first paper."""

    def __init__(
        self, house: House, clock: MovableClock, exam: Exam, people: list[Person], walker: Walker, *, compress: int, seed: int
    ) -> None:
        self._house = house
        self._clock = clock
        self._exam = exam
        self._people = people
        self._walker = walker
        self._beat = timedelta(seconds=compress)
        self._dice = random.Random(seed + 1)  # noqa: S311 - a crowd is no secret
        self._by_account = {person.account_id: person for person in people}
        self._due: list[tuple[datetime, int]] = [(person.arrives_at, person.number - 1) for person in people]
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._last_try = 0
        self.diary = Diary()

    async def play(self, tell: Tell) -> Diary:
        """Play it; ``tell`` hears how many acts are behind and ahead, and the instant."""
        heapq.heapify(self._due)
        marks, began, done = self._marks(), time.perf_counter(), 0
        now = marks[0]
        while marks or self._due:
            ahead = [*marks[:1], *(at for at, _ in self._due[:1])]
            start = max(now, min(ahead))
            now = min([start + self._beat, *(mark for mark in marks if mark > start)])
            self._clock.set(start)
            acting = self._pop(now)
            await asyncio.gather(*(self._one(person) for person in acting))
            done += len(acting)
            self._clock.set(now)
            await self._jobs()
            marks = [mark for mark in marks if mark > now]
            self.diary.beats += 1
            tell(done, len(self._due), now)
        self.diary.seconds = time.perf_counter() - began
        return self.diary

    def _marks(self) -> list[datetime]:
        """Instants at which a beat ends in any case: edges of windows, and moments at which a rule begins."""
        windows = [self._exam.window(name) for name in WindowName]
        edges = [at for window in windows for at in (window.opens_at, window.closes_at) if at is not None]
        timings = [timing for rule in self._exam.reminders if (timing := timing_of(rule, self._exam))]
        rules = [timing.at + timedelta(seconds=shift) for timing in timings for shift in (1, 1800)]
        opens, settled = self._exam.window(WindowName.REGISTRATION).opens_at, max(edges) + timedelta(days=1)
        assert opens is not None
        after_payment = [at + timedelta(minutes=minutes) for at in edges for minutes in (1, 10, 60, 180, 360)]
        return sorted({at for at in (opens, *edges, *rules, *after_payment, settled) if at >= opens})

    def _pop(self, until: datetime) -> list[Person]:
        acting: list[Person] = []
        while self._due and self._due[0][0] <= until:
            acting.append(self._people[heapq.heappop(self._due)[1]])
        return acting

    async def _one(self, person: Person) -> None:
        act = person.act
        if act is None or person.gives_up_before is act or person.refused:
            return
        async with self._gate:
            began = time.perf_counter()
            await self._seen(person)
            try:
                answer = await self._walker.act(person, act)
            except Exception as error:  # noqa: BLE001 - the boundary of a rehearsal: whatever breaks is what it is for
                self.diary.failures.append(f"{act}: {type(error).__name__}: {error}")
                return
            self.diary.acted(self._hour(self._clock.now()), act, time.perf_counter() - began)
        if isinstance(answer, Refused):
            person.refused, person.refused_late = answer.reason.value, is_late(answer)
            self.diary.outcomes[f"{act.value}: {answer.reason.value}"] += 1
            return
        person.done[act] = answer.at
        person.next_act += 1
        self._go_on(person)

    def _go_on(self, person: Person) -> None:
        act = person.act
        if act is None or person.dawdles():
            return
        heapq.heappush(self._due, (self._clock.now() + pause(self._dice, act), person.number - 1))

    async def _seen(self, person: Person) -> None:
        if not person.on_telegram:
            await self._house.web_chats.seen(person.native_id)

    async def _jobs(self) -> None:
        now = self._clock.now()
        payments = self._house.services.payments
        await payments.handle_received()
        await payments.tick(now)
        await self._house.services.reminders.planning.plan(now)
        await self._house.push.drain()
        await self._hear()

    async def _hear(self) -> None:
        """Whoever was reminded since the last beat hears of it; most heed it, some within minutes."""
        query = (
            sa.select(letter_try.c.id, letters.c.account_id, letters.c.rule, letter_try.c.at, letter_try.c.outcome)
            .join(letters, letters.c.id == letter_try.c.letter_id)
            .where(letter_try.c.id > self._last_try, letters.c.kind == REMINDER)
            .order_by(letter_try.c.id)
        )
        for row in await self._house.store.read(lambda tx: tx.execute(query).all()):
            self._last_try = row.id
            person = self._by_account.get(row.account_id)
            if person is None or row.outcome not in ("sent", "left"):
                continue
            person.reminded.append((row.rule, row.at))
            self.diary.reminders[self._hour(row.at)][row.rule] += 1
            if person.dawdles() and person.nature is not Nature.GIVES_UP and self._dice.random() < person.heeds:
                soon = timedelta(minutes=self._dice.uniform(1, 12 if row.rule.endswith("hour") else 90))
                heapq.heappush(self._due, (max(row.at, self._clock.now()) + soon, person.number - 1))

    def _hour(self, at: datetime) -> datetime:
        return at.astimezone(self._exam.tz).replace(minute=0, second=0, microsecond=0)
