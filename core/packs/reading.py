"""Reads an exam pack whole: the exam, its positions, and every mistake in one go."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from core.model.answers import Questions
from core.model.exam import Exam, Position
from core.packs.checks import check
from core.packs.draft import read_draft
from core.packs.exam import exam_of
from core.packs.mistakes import Mistake
from core.packs.old_usernames import read_old_usernames
from core.packs.positions import TableReading, read_positions
from core.packs.questions import read_questions
from core.packs.source import read_source


@dataclass(frozen=True, slots=True)
class PackReading:
    """What a pack says. ``exam`` is ``None`` exactly when there are mistakes; ``old_usernames`` are the hashes of its list."""

    exam: Exam | None
    positions: tuple[Position, ...]
    mistakes: tuple[Mistake, ...]
    questions: Questions = field(default_factory=Questions)
    old_usernames: frozenset[str] = frozenset()


def read_pack(folder: Path) -> PackReading:
    """Read the pack in ``folder``; nothing about its content raises, every mistake is told with file, line and key."""
    source = read_source(folder)
    draft = read_draft(source)
    check(source, draft)
    questions = read_questions(source, draft)
    table = read_positions(folder, draft.positions) if draft.positions else TableReading()
    old = read_old_usernames(folder)
    mistakes = sorted([*source.mistakes, *table.mistakes, *old.mistakes], key=lambda mistake: (mistake.file, mistake.line))
    exam = None if mistakes else replace(exam_of(draft), old_usernames=old.listed)
    return PackReading(exam, tuple(table.positions), tuple(mistakes), questions, old.hashes)
