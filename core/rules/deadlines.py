"""Moving a window of a running exam: what would make no sense is refused; a moved window outlives the pack's being loaded again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.model.decisions import ALLOWED, Decision, Refused
from core.model.exam import Exam, MovedWindow, Window, WindowName
from core.model.reasons import Reason


def moved(exam: Exam, name: WindowName, opens_at: datetime | None, closes_at: datetime | None, why: str, now: datetime) -> Exam:
    """The exam with that window moved. What the authority decides isn't assumed any more."""
    present = exam.window(name)
    original = exam.moved[name].original if name in exam.moved else present
    window = replace(present, opens_at=opens_at, closes_at=closes_at, assumed=False, closes_assumed=False)
    record = MovedWindow(original, why, now)
    return replace(exam, windows={**exam.windows, name: window}, moved={**exam.moved, name: record})


def may_move(exam: Exam, name: WindowName, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> Decision:
    """Whether the window may be moved there: it ends after it begins and not in the past, each step leaves time for the next."""
    present = exam.window(name)
    if (opens_at, closes_at) == (present.opens_at, present.closes_at):
        return Refused(Reason.WINDOW_UNCHANGED)
    if opens_at is None and closes_at is None:
        return Refused(Reason.WINDOW_WITHOUT_ENDS)
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        return Refused(Reason.WINDOW_BACKWARDS)
    if closes_at is not None and closes_at != present.closes_at and closes_at <= now:
        return Refused(Reason.WINDOW_IN_THE_PAST, at=closes_at)
    return _in_order(replace(exam, windows={**exam.windows, name: replace(present, opens_at=opens_at, closes_at=closes_at)}))


def _in_order(exam: Exam) -> Decision:
    """Registration, payment, the roster, the ticket, the first paper: whoever does the one in time can still do the next."""
    first_paper = min((paper.starts_at for paper in exam.papers), default=None)
    pairs = (
        (exam.window(WindowName.REGISTRATION).closes_at, exam.window(WindowName.PAYMENT).closes_at),
        (exam.window(WindowName.PAYMENT).closes_at, exam.roster_frozen_at),
        (exam.window(WindowName.TICKET_PRINT).opens_at, first_paper),
    )
    for earlier, later in pairs:
        if earlier is not None and later is not None and earlier > later:
            return Refused(Reason.WINDOW_OUT_OF_ORDER, at=later)
    return ALLOWED


def keep_moved(standing: Exam, coming: Exam) -> Exam:
    """A pack loaded again, with the windows that were moved meanwhile; where it tells another one itself, that one counts."""
    kept: Mapping[WindowName, MovedWindow] = {
        name: record for name, record in standing.moved.items() if coming.window(name) == record.original
    }
    windows: dict[WindowName, Window] = {**coming.windows, **{name: standing.window(name) for name in kept}}
    return replace(coming, windows=windows, moved=kept)
