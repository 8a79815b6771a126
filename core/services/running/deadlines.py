"""Moving a deadline: first who is concerned and what will be told, then a new version of the exam (说明 二 keeps its clauses).

Nothing else has to be done: a status is computed from windows and now, reminders follow the instants, payment asks for the terms
each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.model.decisions import Refused
from core.model.exam import Exam, Window, WindowName
from core.model.reasons import Reason
from core.model.reminders import Anchor
from core.ports import Clock
from core.rules.deadlines import may_move, moved
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import audit, office
from core.store.queries.reminder_moves import concerned

LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class Move:
    """A window that is to be moved."""

    exam_id: str
    name: WindowName
    opens_at: datetime | None
    closes_at: datetime | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving would do: how many applications hear of it, and how many stand in each status before and after."""

    exam: Exam
    before: Window
    after: Window
    told: int
    statuses: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class WasMoved:
    """It was moved; ``version`` of the exam stands now."""

    version: int


class Deadlines:
    """Moves windows of running exams."""

    def __init__(self, store: Store, clock: Clock, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams

    async def preview(self, move: Move) -> Preview | Refused:
        """What it would do; nothing is changed. Raises ``NotFound``."""
        now = self._clock.now()

        def work(tx: Tx) -> Preview | Refused:
            exam = self._exams.get(tx, move.exam_id)
            allowed = may_move(exam, move.name, move.opens_at, move.closes_at, now)
            if isinstance(allowed, Refused):
                return allowed
            after = moved(exam, move.name, move.opens_at, move.closes_at, move.why, now)
            told = concerned(tx, exam.id, _anchors(move, exam))
            before_counts, after_counts = (office.count_statuses(tx, one, now) for one in (exam, after))
            names = sorted(before_counts.keys() | after_counts.keys())
            changed = {name.value: (before_counts[name], after_counts[name]) for name in names}
            return Preview(exam, exam.window(move.name), after.window(move.name), told, changed)

        return await self._store.read(work)

    async def move(self, move: Move, actor: str) -> WasMoved | Refused:
        """Move it. The reason is kept, and why is part of the record. Raises ``NotFound``."""
        why = move.why.strip()[:LONGEST_WHY]
        if not why:
            return Refused(Reason.WINDOW_MOVED_WITHOUT_REASON)
        now, refusals = self._clock.now(), list[Refused]()

        def edit(exam: Exam) -> Exam:
            allowed = may_move(exam, move.name, move.opens_at, move.closes_at, now)
            if isinstance(allowed, Refused):
                refusals.append(allowed)
                return exam
            return moved(exam, move.name, move.opens_at, move.closes_at, why, now)

        report = await self._exams.change(move.exam_id, edit, actor=actor)
        if refusals:
            return refusals[-1]
        after = {"window": move.name.value, "opens_at": _said(move.opens_at), "closes_at": _said(move.closes_at), "why": why}
        await self._store.write(lambda tx: audit.record(tx, "exam", move.exam_id, now, actor, "window_moved", None, after))
        return WasMoved(report.version)


def _anchors(move: Move, exam: Exam) -> list[Anchor]:
    """The instants that would be others."""
    before = exam.window(move.name)
    ends = {"opens": (before.opens_at, move.opens_at), "closes": (before.closes_at, move.closes_at)}
    names = [f"{move.name.value}.{end}" for end, (old, new) in ends.items() if old != new]
    return [anchor for anchor in Anchor if anchor.value in names]


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
