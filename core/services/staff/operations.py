"""The operator's figures: how far candidates have come day by day, the positions they chose, what is still to be told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from core.model.exam import Exam
from core.ports import Clock
from core.services.exams import Exams
from core.services.staff.kept import Kept
from core.store.engine import Store, Tx
from core.store.queries import exams as exam_queries
from core.store.queries import staff_figures

_AS_OF = timedelta(seconds=20)
_POSITIONS = 20
_DAYS = 45
STEPS = ("registered", "stashed", "confirmed", "paid")


@dataclass(frozen=True, slots=True)
class Lane:
    """Letters of one kind that are still to be sent."""

    kind: str
    lane: str
    count: int
    due: int
    first_due_at: datetime


@dataclass(slots=True)
class Operations:
    """One exam as it stands.

    :ivar funnel: by day, how many registered, stashed, confirmed and paid on it, in the order of ``STEPS``.
    :ivar totals: the same over all days.
    :ivar positions: the positions most applied for: code, recruiting unit, posts, applications, of them confirmed.
    """

    exam: Exam
    funnel: dict[date, list[int]] = field(default_factory=dict)
    totals: list[int] = field(default_factory=lambda: [0] * len(STEPS))
    chosen: Counter[str] = field(default_factory=Counter)
    confirmed: Counter[str] = field(default_factory=Counter)
    positions: Sequence[tuple[str, str, int, int, int]] = ()
    lanes: Sequence[Lane] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)
    doubtful: Mapping[str, int] = field(default_factory=dict)


class OperationsDesk:
    """Works the figures out by streaming; the writer isn't held."""

    def __init__(self, store: Store, clock: Clock, exams: Exams) -> None:
        self._store, self._clock, self._exams = store, clock, exams
        self._kept: Kept[Operations] = Kept(clock, _AS_OF)

    async def exams(self) -> list[Exam]:
        """Every exam there is."""
        return await self._store.read(self._exams.current)

    async def of_exam(self, exam: Exam) -> Operations:
        """The figures of that exam, a few seconds old at most."""
        return await self._kept.get(exam.id, lambda: self._work_out(exam))

    async def _work_out(self, exam: Exam) -> Operations:
        made, now = Operations(exam), self._clock.now()
        async for row in self._store.stream(staff_figures.accounts_made()):
            _step(made, 0, row.created_at, exam.tz)
        async for row in self._store.stream(staff_figures.application_steps(exam.id)):
            for place, at in enumerate((row.stashed_at, row.confirmed_at, row.paid_at), start=1):
                _step(made, place, at, exam.tz)
            if row.position_code is not None:
                made.chosen[row.position_code] += 1
                made.confirmed[row.position_code] += row.confirmed_at is not None
        made.funnel = {day: made.funnel[day] for day in sorted(made.funnel)[-_DAYS:]}
        await self._store.read(lambda tx: self._add_sums(tx, made, now))
        return made

    def _add_sums(self, tx: Tx, made: Operations, now: datetime) -> None:
        exam_id = made.exam.id
        made.positions = [self._position(tx, made, code, count) for code, count in made.chosen.most_common(_POSITIONS)]
        made.lanes = [Lane(*row) for row in staff_figures.letters_waiting(tx, now)]
        made.outcomes = staff_figures.letters_done(tx, now - timedelta(days=1))
        made.doubtful = staff_figures.doubtful_payments(tx, exam_id)

    def _position(self, tx: Tx, made: Operations, code: str, count: int) -> tuple[str, str, int, int, int]:
        found = exam_queries.get_position(tx, made.exam.id, code)
        return code, found.unit if found else "–", found.headcount if found else 0, count, made.confirmed[code]


def _step(made: Operations, place: int, at: datetime | None, zone: tzinfo) -> None:
    if at is None:
        return
    made.totals[place] += 1
    made.funnel.setdefault(at.astimezone(zone).date(), [0] * len(STEPS))[place] += 1
