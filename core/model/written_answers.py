"""Answers that staff writes while the exam runs: from what wasn't understood, live once a second person approves."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.texts import Target, Text


class WrittenState(StrEnum):
    """Where a written answer stands. One that was live stays in the record when it has ended."""

    DRAFT = "draft"
    LIVE = "live"
    ENDED = "ended"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody writes.

    :ivar entry: id of the entry it stands for: one of the pack, one written before, or empty for a new one.
    :ivar clause: id of the clause of the pack that it rests on.
    :ivar phrasings: how candidates ask for it, in any language.
    """

    entry: str
    topic: str
    question: Text
    answer: Text
    clause: str
    target: Target | None
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A written answer with who wrote and who decided on it.

    :ivar asked: numbers of the kept questions that it was written for.
    :ivar decided_by: who approved or refused it.
    :ivar ended_at: when another one took its place, or it was taken down.
    """

    id: int
    exam: str
    wording: Wording
    state: WrittenState
    asked: tuple[int, ...]
    written_by: int
    written_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    ended_by: int | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Questions like one another that had no answer or no good one.

    :ivar sample: the one that is most like all the others; ``questions`` are the different wordings, most frequent first.
    :ivar count: how often it was asked.
    """

    sample: str
    questions: tuple[str, ...]
    ids: tuple[int, ...]
    locales: tuple[str, ...]
    last_at: datetime

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.ids)
