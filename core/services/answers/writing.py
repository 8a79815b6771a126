"""Use cases of staff: what wasn't understood, in groups; an answer is written, approved by a second person, taken down."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.written_answers import Unanswered, Wording, Written, WrittenState
from core.ports import Clock
from core.rules.answers import writing as rules
from core.rules.answers.likeness import Pieces, grouped, pieces_of
from core.rules.identity.spotting import masked_text
from core.services.answers.live import with_live
from core.services.answers.router import Router
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import asked_questions, audit, written_answers

_ALIKE = 0.4
_READ = 2000
_SUBJECT = "answer"
ANSWERED, SET_ASIDE = "answered", "set_aside"


class Writing:
    """Answers written while the exam runs.

    :param routers: by exam; whose spelling decides which questions are like one another.
    """

    def __init__(self, store: Store, clock: Clock, exams: Exams, routers: Mapping[str, Router]) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams
        self._routers = routers

    async def exams(self) -> list[Exam]:
        """Every exam, with the answers that stand now."""
        return await self._store.read(lambda tx: [self._over(tx, exam) for exam in self._exams.current(tx)])

    async def exam(self, exam_id: str) -> Exam:
        """The exam with the answers that stand now. Raises ``NotFound``."""
        return await self._store.read(lambda tx: self._over(tx, self._exams.get(tx, exam_id)))

    async def unanswered(self, exam_id: str) -> list[Unanswered]:
        """What wasn't understood or didn't help, in groups of like questions, the most frequent first."""
        asked = await self._store.read(lambda tx: asked_questions.open_questions(tx, exam_id, _READ))
        pieces_in = self._pieces_in(exam_id)
        groups = grouped([pieces_in(one.question) for one in asked], _ALIKE)
        return [_group([asked[number] for number in numbers]) for numbers in groups]

    async def set_aside(self, exam_id: str, ids: Sequence[int], *, staff_id: int) -> None:
        """These questions need no answer; they leave the list and stay in the record."""
        now = self._clock.now()

        def work(tx: Tx) -> None:
            asked_questions.close_questions(tx, exam_id, ids, SET_ASIDE, now)
            audit.record(tx, _SUBJECT, exam_id, now, f"staff:{staff_id}", "set_aside", after={"questions": len(ids)})

        await self._store.write(work)

    async def write(self, exam_id: str, wording: Wording, asked: Sequence[int], *, staff_id: int) -> int | Refused:
        """Keep a draft for a second person; its number. Personal data in phrasings is masked. Raises ``NotFound``."""
        now, masked = self._clock.now(), _masked(wording)

        def work(tx: Tx) -> int | Refused:
            exam = self._over(tx, self._exams.get(tx, exam_id))
            decision = rules.may_keep(masked, exam)
            if isinstance(decision, Refused):
                return decision
            number = written_answers.add(tx, exam_id, masked, asked, staff_id, now)
            audit.record(tx, _SUBJECT, number, now, f"staff:{staff_id}", "written", after={"entry": masked.entry})
            return number

        return await self._store.write(work)

    async def approve(self, number: int, *, staff_id: int) -> Written | Refused:
        """Make it live everywhere; what stood for that entry before ends now. Raises ``NotFound``.

        The clause is held against the pack once more: the pack may have changed since it was written.
        """
        now = self._clock.now()

        def work(tx: Tx) -> Written | Refused:
            draft = written_answers.get(tx, number, lock=True)
            decision = rules.may_approve(draft, staff_id)
            if not isinstance(decision, Refused):
                decision = rules.may_keep(draft.wording, self._exams.get(tx, draft.exam))
            if isinstance(decision, Refused):
                return decision
            self._end_others(tx, draft, staff_id, now)
            written_answers.decide(tx, number, WrittenState.LIVE, staff_id, now)
            asked_questions.close_questions(tx, draft.exam, draft.asked, ANSWERED, now)
            audit.record(tx, _SUBJECT, number, now, f"staff:{staff_id}", "approved", after={"entry": draft.wording.entry})
            return written_answers.get(tx, number)

        return await self._store.write(work)

    async def refuse(self, number: int, *, staff_id: int) -> Written | Refused:
        """It doesn't become live. The writer may refuse their own. Raises ``NotFound``."""
        now = self._clock.now()

        def work(tx: Tx) -> Written | Refused:
            draft = written_answers.get(tx, number, lock=True)
            decision = rules.may_refuse(draft)
            if isinstance(decision, Refused):
                return decision
            written_answers.decide(tx, number, WrittenState.REFUSED, staff_id, now)
            audit.record(tx, _SUBJECT, number, now, f"staff:{staff_id}", "refused")
            return written_answers.get(tx, number)

        return await self._store.write(work)

    async def end(self, number: int, *, staff_id: int) -> Written | Refused:
        """Take a live answer down; the pack's own stands again, where there is one. Raises ``NotFound``."""
        now = self._clock.now()

        def work(tx: Tx) -> Written | Refused:
            standing = written_answers.get(tx, number, lock=True)
            decision = rules.may_end(standing)
            if isinstance(decision, Refused):
                return decision
            written_answers.end(tx, number, staff_id, now)
            audit.record(tx, _SUBJECT, number, now, f"staff:{staff_id}", "ended", before={"entry": standing.wording.entry})
            return written_answers.get(tx, number)

        return await self._store.write(work)

    async def record(self, exam_id: str) -> list[Written]:
        """Everything ever written for an exam, newest first: drafts, what stands, what ended and when."""
        return await self._store.read(lambda tx: written_answers.of_exam(tx, exam_id))

    async def one(self, number: int) -> Written:
        """The written answer of that number. Raises ``NotFound``."""
        return await self._store.read(lambda tx: written_answers.get(tx, number))

    def reached(self, exam_id: str, phrasing: str) -> str:
        """The entry that the pack's router answers this phrasing with today; empty where it answers none directly."""
        router = self._routers.get(exam_id)
        return router.answered(phrasing) if router else ""

    def _over(self, tx: Tx, exam: Exam) -> Exam:
        return with_live(exam, [one for one in written_answers.live(tx) if one.exam == exam.id])

    def _end_others(self, tx: Tx, draft: Written, staff_id: int, now: datetime) -> None:
        for one in written_answers.live(tx):
            if one.exam == draft.exam and one.wording.entry == draft.wording.entry:
                written_answers.end(tx, one.id, staff_id, now)

    def _pieces_in(self, exam_id: str) -> Callable[[str], Pieces]:
        router = self._routers.get(exam_id)
        if router is None:
            return lambda text: pieces_of(text.casefold(), "", lambda _: 1.0)
        spelling = router.weights.spelling

        def pieces(text: str) -> Pieces:
            plain = spelling.plain(text)
            return pieces_of(plain, spelling.sound(plain), router.heavy)

        return pieces


def _group(asked: Sequence[asked_questions.AskedQuestion]) -> Unanswered:
    wordings = Counter(one.question for one in asked)
    return Unanswered(
        sample=wordings.most_common(1)[0][0],
        questions=tuple(question for question, _ in wordings.most_common()),
        ids=tuple(one.id for one in asked),
        locales=tuple(sorted({one.locale for one in asked})),
        last_at=max(one.asked_at for one in asked),
    )


def _masked(wording: Wording) -> Wording:
    phrasings = tuple(dict.fromkeys(masked_text(one.strip()) for one in wording.phrasings if one.strip()))
    return replace(wording, phrasings=phrasings)
