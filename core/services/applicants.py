"""How many people applied for a position, with the instant it is true for: as the authority published it, else our own count.

Our own count is one statement, remembered for a minute; whoever has put a position aside without confirming isn't counted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from core.model.exam import Exam, Position
from core.ports import Clock
from core.services.applications.desk import Desk
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import applicants
from core.store.queries import exams as positions
from core.store.queries.applicants import Published

_KEPT = timedelta(minutes=1)
_MOST_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one position.

    ``people`` is who applied: published ones as published, our own those who confirmed. ``course`` is how they grew, day by day or
    from one publication to the next. ``is_published``: whether they are the authority's.
    """

    position: Position
    as_of: datetime
    people: int | None
    passed: int | None
    paid: int | None
    course: tuple[tuple[date, int], ...]
    is_published: bool

    @property
    def ratio(self) -> float | None:
        """How many people for one place: those who passed the check, where that is known."""
        counted = self.passed if self.passed is not None else self.people
        return counted / self.position.headcount if counted is not None and self.position.headcount else None


@dataclass(frozen=True, slots=True)
class PublishReport:
    """How many rows belong to positions of the table, and the codes that belong to none."""

    known: int
    unknown: tuple[str, ...]


class Applicants:
    """Reads the numbers for the exam a chat speaks about; none where its pack doesn't show them."""

    def __init__(self, store: Store, clock: Clock, desk: Desk, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk
        self._exams = exams
        self._kept: dict[tuple[str, str], tuple[datetime, Figures]] = {}

    async def of(self, chat_id: int, code: str) -> Figures | None:
        """The numbers of one position; ``None`` where there is no such position, or the pack keeps them to itself."""

        def work(tx: Tx) -> Figures | None:
            _, exam, _ = self._desk.look(tx, chat_id)
            position = positions.get_position(tx, exam.id, code) if exam is not None and exam.show_applicants else None
            if exam is None or position is None:
                return None
            told = applicants.published(tx, exam.id, code)
            return _published(position, exam, told) if told else self._own(tx, exam, position)

        return await self._store.read(work)

    async def publish(
        self, exam_id: str, rows: Sequence[tuple[str, Published]], source: str, *, dry_run: bool = False
    ) -> PublishReport:
        """Keep what the authority published; codes that the exam's table never had are told and left out. Raises ``NotFound``.

        :param rows: figures by code. The same position and instant again takes the newer figures.
        """

        def known(tx: Tx) -> tuple[list[tuple[str, Published]], list[str]]:
            self._exams.get(tx, exam_id)
            codes = applicants.codes_of(tx, exam_id)
            return [row for row in rows if row[0] in codes], [code for code, _ in rows if code not in codes]

        def work(tx: Tx) -> PublishReport:
            kept, unknown = known(tx)
            if not dry_run:
                applicants.save_published(tx, exam_id, kept, source, self._clock.now())
            return PublishReport(len(kept), tuple(dict.fromkeys(unknown)))

        return await (self._store.read(work) if dry_run else self._store.write(work))

    def _own(self, tx: Tx, exam: Exam, position: Position) -> Figures:
        now, key = self._clock.now(), (exam.id, position.code)
        kept = self._kept.get(key)
        if kept is not None and timedelta(0) <= now - kept[0] < _KEPT and kept[1].position == position:
            return kept[1]
        figures = _counted(position, exam, applicants.own(tx, exam.id, position.code), now)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (now, figures)
        return figures


def _published(position: Position, exam: Exam, told: Sequence[Published]) -> Figures:
    newest = told[-1]
    seen = [(one.as_of.astimezone(exam.tz).date(), one.applied if one.applied is not None else one.passed) for one in told]
    course = tuple({day: people for day, people in seen if people is not None}.items())
    return Figures(position, newest.as_of, newest.applied, newest.passed, newest.paid, course, is_published=True)


def _counted(position: Position, exam: Exam, rows: Sequence[tuple[datetime, datetime | None]], now: datetime) -> Figures:
    days = Counter(confirmed_at.astimezone(exam.tz).date() for confirmed_at, _ in rows)
    paid = sum(paid_at is not None for _, paid_at in rows)
    first, today = min(days, default=None), now.astimezone(exam.tz).date()
    span = [first + timedelta(days=ahead) for ahead in range((today - first).days + 1)] if first else []
    course = tuple(zip(span, accumulate(days[day] for day in span), strict=True))
    return Figures(position, now, len(rows), None, paid, course, is_published=False)
