"""The sittings of the written exam from a file: names in three languages, beginning and end in local time of the exam."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.model.exam import DEFAULT_LOCALE, Exam, Paper, Text
from core.packs.tables.cells import text_of
from core.packs.tables.grids import read_grids
from core.ports import Clock
from core.services.exams import Exams
from core.services.running.seats import BadSeats
from core.store.engine import Store
from core.store.queries import audit

LANGUAGES = (DEFAULT_LOCALE, "zh_TW", "en")
COLUMNS = (*LANGUAGES, "starts_at", "ends_at")


class Papers:
    """Sets the sittings; tickets printed from then on show them."""

    def __init__(self, store: Store, clock: Clock, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams

    async def take_over(self, exam_id: str, papers: tuple[Paper, ...], actor: str) -> int:
        """Put these sittings in place of those that stand; returns how many. Raises ``NotFound``."""

        def edit(exam: Exam) -> Exam:
            return replace(exam, papers=papers)

        await self._exams.change(exam_id, edit, actor=actor)
        now, after = self._clock.now(), {"papers": [[one.starts_at.isoformat(), one.ends_at.isoformat()] for one in papers]}
        await self._store.write(lambda tx: audit.record(tx, "exam", exam_id, now, actor, "papers_set", None, after))
        return len(papers)


def read_papers(name: str, content: bytes, zone: ZoneInfo) -> tuple[Paper, ...]:
    """The rows of the first sheet, whose first line names ``COLUMNS`` in any order. Raises ``BadSeats``, ``Unreadable``."""
    rows = [[text_of(cell) for cell in row] for row in read_grids(name, content)[0].rows]
    header = [cell.strip() for cell in rows[0]] if rows else []
    if lacking := [column for column in COLUMNS if column not in header]:
        raise BadSeats(f"{name}:1: columns missing: {', '.join(lacking)}")
    at = [header.index(column) for column in COLUMNS]
    papers = tuple(_paper(name, number, [row[place] for place in at], zone) for number, row in enumerate(rows[1:], 2) if any(row))
    for earlier, later in pairwise(papers):
        if later.starts_at < earlier.ends_at:
            raise BadSeats(f"{name}: {later.name.in_('en')} begins before the one above it is over")
    if not papers:
        raise BadSeats(f"{name}: no row")
    return papers


def _paper(name: str, number: int, values: list[str], zone: ZoneInfo) -> Paper:
    words, instants = values[: len(LANGUAGES)], values[len(LANGUAGES) :]
    try:
        starts_at, ends_at = (_instant(one, zone) for one in instants)
    except ValueError as error:
        raise BadSeats(f"{name}:{number}: {error}") from error
    if not all(words) or ends_at <= starts_at:
        raise BadSeats(f"{name}:{number}: every language needs a name, and the end comes after the start")
    return Paper(Text(dict(zip(LANGUAGES, words, strict=True))), starts_at, ends_at)


def _instant(typed: str, zone: ZoneInfo) -> datetime:
    at = datetime.fromisoformat(typed)
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)
