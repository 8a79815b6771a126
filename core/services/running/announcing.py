"""An announcement to a group of candidates: in their language, through the outbox, once for each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.model.application import Status
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import Clock
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import audit, office

LONGEST = 1000
_USEFUL = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said to whom. ``key`` is made with the form: sent twice, it is told once.

    :ivar codes: only those who chose one of these positions; all where there is none.
    :ivar words: by language; all three are needed.
    """

    exam_id: str
    key: str
    statuses: Collection[Status]
    codes: Sequence[str]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Announced:
    """How many letters were written for it."""

    told: int


class Announcing:
    """Counts and tells."""

    def __init__(self, store: Store, clock: Clock, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams

    async def reaches(self, exam_id: str, statuses: Collection[Status], codes: Sequence[str] = ()) -> int:
        """How many applications that group has now. Raises ``NotFound``."""

        def work(tx: Tx) -> int:
            exam = self._exams.get(tx, exam_id)
            return office.count_reached(tx, office.reached(exam, statuses, codes, self._clock.now()))

        return await self._store.read(work)

    async def tell(self, what: Announcement, languages: Sequence[str], actor: str) -> Announced | Refused:
        """Write the letters. Raises ``NotFound``."""
        words = {language: what.words.get(language, "").strip() for language in languages}
        if not all(words.values()):
            return Refused(Reason.ANNOUNCEMENT_INCOMPLETE)
        if any(len(text) > LONGEST for text in words.values()):
            return Refused(Reason.ANNOUNCEMENT_TOO_LONG, about=(str(LONGEST),))
        now = self._clock.now()

        def work(tx: Tx) -> Announced:
            exam = self._exams.get(tx, what.exam_id)
            condition = office.reached(exam, what.statuses, what.codes, now)
            told = office.tell_all(tx, condition, what.key, words | {"exam": exam.id}, now, now + _USEFUL)
            after = {"statuses": sorted(what.statuses), "codes": list(what.codes), "told": told, "words": words}
            audit.record(tx, "exam", exam.id, now, actor, "announced", None, after)
            return Announced(told)

        return await self._store.write(work)
