"""When a reminder is due, and whether it still is at the moment of sending."""

from datetime import datetime

from core.model.exam import ALWAYS, Exam, Window, WindowName
from core.model.reminders import Anchor, Reminder, Timing
from core.rules.reminders.conditions import CONDITIONS, Facts, holds
from core.rules.status import status_of


def timing_of(rule: Reminder, exam: Exam) -> Timing | None:
    """The rule's instants in this version of the exam; ``None`` where the pack leaves its anchor open."""
    window_at, assumed = instant_of(rule.anchor, exam)
    if window_at is None:
        return None
    return Timing(
        window_at=window_at,
        earliest=window_at + rule.earliest,
        at=window_at + rule.at,
        out_by=window_at + rule.out_by,
        until=window_at + rule.until,
        assumed=assumed,
    )


def instant_of(anchor: Anchor, exam: Exam) -> tuple[datetime | None, bool]:
    """The anchor's instant in this version of the exam, and whether it is the pack's assumption."""
    if anchor is Anchor.EXAM_STARTS:
        first = min(exam.papers, key=lambda paper: paper.starts_at, default=None)
        return (first.starts_at, first.assumed) if first else (None, True)
    window, opens = window_of(anchor, exam), anchor.value.endswith(".opens")
    assumed = window.assumed or (window.closes_assumed and not opens)
    return (window.opens_at if opens else window.closes_at), assumed


def window_of(anchor: Anchor, exam: Exam) -> Window:
    """The window the anchor belongs to; one that is always open where it belongs to none."""
    name = anchor.value.partition(".")[0]
    return exam.window(WindowName(name)) if name in set(WindowName) else ALWAYS


def reminder_of(exam: Exam, rule_id: str) -> Reminder | None:
    """The exam's rule of that id."""
    return next((rule for rule in exam.reminders if rule.id == rule_id), None)


def still_due(
    rule: Reminder | None, exam: Exam, facts: Facts, window_at: datetime | None, now: datetime, *, again: bool = False
) -> bool:
    """Whether what was planned for ``window_at`` is still to be told: same rule, same instant, same status, and not too late.

    :param again: the candidate asked for it once more, so it may come as long as there is something to do.
    """
    timing = timing_of(rule, exam) if rule else None
    if rule is None or timing is None or timing.window_at != window_at:
        return False
    if now > (acts_until(rule, exam, timing) if again else timing.until):
        return False
    if facts.is_muted and not rule.essential and not again:
        return False
    return holds(CONDITIONS[rule.condition], facts, status_of(facts.application, exam, now))


def acts_until(rule: Reminder, exam: Exam, timing: Timing) -> datetime:
    """Until when what the reminder asks for can be done: to the end of its window."""
    if rule.anchor is Anchor.EXAM_STARTS:
        return timing.window_at
    return window_of(rule.anchor, exam).closes_at or timing.until
