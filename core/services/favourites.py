"""Positions somebody marked to come back to. They are told when a newer table changes them, and before registration closes."""

from dataclasses import dataclass
from datetime import timedelta

from core.model.decisions import Refused
from core.model.exam import Exam, Position, WindowName
from core.model.reasons import Reason
from core.ports import Clock
from core.rules.reminders.quiet import quiet_end
from core.services.applications.desk import Desk
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import exams as positions
from core.store.queries import favourites
from core.store.queries.outbox import BULK, Terms, tell

MOST = 50
CLOSING = "favourites_closing"
_BEFORE_CLOSING = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Marked:
    """Whether the position is a favourite now, and how many there are."""

    code: str
    is_marked: bool
    count: int


class Favourites:
    """Marks, lists, and tells."""

    def __init__(self, store: Store, clock: Clock, desk: Desk, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk
        self._exams = exams

    async def codes(self, chat_id: int) -> list[str]:
        """The codes of all marked positions of the exam, in the order they were marked."""

        def work(tx: Tx) -> list[str]:
            chat, exam, _ = self._desk.look(tx, chat_id)
            return favourites.marked(tx, chat, exam.id) if exam is not None else []

        return await self._store.glance(work)

    async def listed(self, chat_id: int) -> list[Position]:
        """The marked positions as they stand now, withdrawn ones too."""

        def work(tx: Tx) -> list[Position]:
            chat, exam, _ = self._desk.look(tx, chat_id)
            if exam is None:
                return []
            rows = [positions.get_position(tx, exam.id, code) for code in favourites.marked(tx, chat, exam.id)]
            return [row for row in rows if row is not None]

        return await self._store.read(work)

    async def toggle(self, chat_id: int, code: str) -> Marked | Refused:
        """Mark a position, or forget the mark; refused for one that doesn't exist, and beyond the most there may be."""

        def work(tx: Tx) -> Marked | Refused:
            chat, exam, _ = self._desk.look(tx, chat_id)
            if exam is None or positions.get_position(tx, exam.id, code) is None:
                return Refused(Reason.POSITION_UNKNOWN if exam else Reason.EXAM_UNKNOWN, about=(code,))
            before = favourites.marked(tx, chat, exam.id)
            if code in before:
                favourites.unmark(tx, chat, exam.id, code)
                return Marked(code, is_marked=False, count=len(before) - 1)
            if len(before) >= MOST:
                return Refused(Reason.FAVOURITES_FULL, about=(str(MOST),))
            favourites.mark(tx, chat, exam.id, code, self._clock.now())
            return Marked(code, is_marked=True, count=len(before) + 1)

        return await self._store.write(work)

    async def tell_of_closing(self) -> int:
        """A day before registration closes, tell those who marked positions and have put none aside; once for each closing.

        Returns how many were told.
        """

        def work(tx: Tx) -> int:
            return sum(self._tell(tx, exam) for exam in self._exams.current(tx))

        return await self._store.write(work)

    def _tell(self, tx: Tx, exam: Exam) -> int:
        now, closes_at = self._clock.now(), exam.window(WindowName.REGISTRATION).closes_at
        if closes_at is None or not closes_at - _BEFORE_CLOSING <= now < closes_at:
            return 0
        due_at = quiet_end(now, exam.quiet, exam.tz) or now
        if due_at >= closes_at:
            return 0
        key = f"{CLOSING}:{exam.id}:{closes_at.timestamp():.0f}"
        terms = Terms(lane=BULK, due_at=due_at, useful_until=closes_at, cascade=True)
        told = 0
        for account_id, count in favourites.undecided(tx, exam.id):
            about = {"exam": exam.id, "count": str(count), "at": closes_at.isoformat()}
            told += tell(
                tx, dedupe_key=f"{key}:{account_id}", kind=CLOSING, now=now, account_id=account_id, about=about, terms=terms
            )
        return told
