"""How long what is kept of candidates is kept: days after the last paper of their exam, by kind, as the pack says."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from core.model.exam import Exam, Kept, WindowName


def ends_at(exam: Exam) -> datetime | None:
    """When the exam is over: its last paper, else the last of its windows; ``None`` where neither is known."""
    papers = [paper.ends_at for paper in exam.papers]
    closings = [window.closes_at for name in WindowName if (window := exam.window(name)).closes_at is not None]
    return max(papers, default=None) or max((at for at in closings if at is not None), default=None)


def erased_from(exam: Exam, kind: Kept) -> datetime | None:
    """From when on that kind may and must be erased; ``None`` where the pack sets no time for it."""
    over, days = ends_at(exam), exam.retention.get(kind)
    return over + timedelta(days=days) if over is not None and days is not None else None


def is_due(exams: Iterable[Exam], kind: Kept, now: datetime) -> bool:
    """Whether the time is over in each of these exams: what serves two is kept for the longer one."""
    instants = [erased_from(exam, kind) for exam in exams]
    return bool(instants) and all(at is not None and at <= now for at in instants)
