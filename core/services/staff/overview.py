"""The supervisor's figures: when cases come, how soon they are answered, what about, whether it helped, what wasn't known."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

from core.model.exam import Exam
from core.ports import Clock
from core.rules.desks import desk_named, working_time_between
from core.services.exams import Exams
from core.services.staff.kept import Kept
from core.services.working_days import is_working_day
from core.store.engine import Store
from core.store.queries import staff_figures

_AS_OF = timedelta(seconds=20)
_QUESTIONS = 50
BOUNDS = (5, 15, 30, 60, 240)
"""Minutes between which answer times are counted; the last class is longer than the last of them."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question in free words, masked, that wasn't understood or didn't help."""

    at: datetime
    question: str
    tier: str
    outcome: str | None


@dataclass(slots=True)
class Overview:
    """Figures of the last ``days`` days; hours and days are those of the office's zone.

    :ivar by_hour: cases opened, by hour of the day.
    :ivar answer_times: how many first answers came within each of ``BOUNDS`` minutes of the desk's hours, and later.
    :ivar kept: of the answers with an agreed time, how many came within it, and how many there were.
    """

    days: int
    opened: int = 0
    unanswered: int = 0
    by_hour: list[int] = field(default_factory=lambda: [0] * 24)
    answer_times: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    minutes: list[float] = field(default_factory=list)
    kept: tuple[int, int] = (0, 0)
    causes: Counter[str] = field(default_factory=Counter)
    scopes: Counter[str] = field(default_factory=Counter)
    satisfied: dict[date, list[int]] = field(default_factory=dict)
    by_colleague: Sequence[tuple[str, int]] = ()
    missed_by_day: dict[date, int] = field(default_factory=dict)
    missed: Sequence[Missed] = ()

    @property
    def median_minutes(self) -> float | None:
        """Half of the first answers came within so many minutes."""
        return median(self.minutes) if self.minutes else None

    @property
    def helped(self) -> tuple[int, int]:
        """How many said that it helped, and how many answered that question."""
        said = self.satisfied.values()
        return sum(day[0] for day in said), sum(sum(day) for day in said)


class Overviews:
    """Works the figures out by streaming; the writer isn't held."""

    def __init__(self, store: Store, clock: Clock, exams: Exams) -> None:
        self._store, self._clock, self._exams = store, clock, exams
        self._kept: Kept[Overview] = Kept(clock, _AS_OF)

    async def of_last(self, days: int, zone: tzinfo) -> Overview:
        """The figures of the last ``days`` days, a few seconds old at most."""
        return await self._kept.get(days, lambda: self._work_out(days, zone))

    async def _work_out(self, days: int, zone: tzinfo) -> Overview:
        today = self._clock.now().astimezone(zone).date()
        first = today - timedelta(days=days - 1)
        since = datetime.combine(first, datetime.min.time(), zone)
        calendar = [first + timedelta(days=number) for number in range(days)]
        made = Overview(days, satisfied={day: [0, 0] for day in calendar}, missed_by_day=dict.fromkeys(calendar, 0))
        exams = {exam.id: exam for exam in await self._store.read(self._exams.current)}
        async for row in self._store.stream(staff_figures.cases_since(since)):
            _count_case(made, row, exams, zone)
        answers = [row async for row in self._store.stream(staff_figures.answers_since(since))]
        made.by_colleague = [(str(row.name or "–"), int(row.answers)) for row in answers]
        last: deque[Missed] = deque(maxlen=_QUESTIONS)
        async for row in self._store.stream(staff_figures.unanswered_since(since)):
            day = row.asked_at.astimezone(zone).date()
            made.missed_by_day[day] = made.missed_by_day.get(day, 0) + 1
            last.append(Missed(row.asked_at, row.question, row.tier, row.outcome))
        made.missed = tuple(reversed(last))
        return made


def _count_case(made: Overview, row: Sequence[object], exams: Mapping[str, Exam], zone: tzinfo) -> None:
    exam_id, desk_id, opened_at, answered_at, cause, scope, satisfied, _closed_at = row
    assert isinstance(opened_at, datetime)
    made.opened += 1
    made.by_hour[opened_at.astimezone(zone).hour] += 1
    made.causes[str(cause or "–")] += 1
    made.scopes[str(scope or "–")] += 1
    if satisfied is not None:
        day = made.satisfied.setdefault(opened_at.astimezone(zone).date(), [0, 0])
        day[0 if satisfied else 1] += 1
    if not isinstance(answered_at, datetime):
        made.unanswered += 1
        return
    _count_answer(made, exams.get(str(exam_id)), str(desk_id), opened_at, answered_at)


def _count_answer(made: Overview, exam: Exam | None, desk_id: str, opened_at: datetime, answered_at: datetime) -> None:
    desk = desk_named(exam, desk_id) if exam else None
    spent: timedelta | None = answered_at - opened_at
    if exam is not None and desk is not None:
        spent = working_time_between(desk, opened_at.astimezone(exam.tz), answered_at.astimezone(exam.tz), is_working_day)
    if spent is None:
        return
    minutes = spent.total_seconds() / 60
    made.minutes.append(minutes)
    made.answer_times[next((place for place, bound in enumerate(BOUNDS) if minutes <= bound), len(BOUNDS))] += 1
    if desk is not None and desk.answer_minutes is not None:
        made.kept = (made.kept[0] + (minutes <= desk.answer_minutes), made.kept[1] + 1)
