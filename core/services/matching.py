"""Which positions fit the candidate of a chat: from account and form, and from what was asked besides, one datum at a time.

A datum is asked for only where it would decide something, the one that decides most first. Nothing here is kept: it is no part
of the application.
"""

from dataclasses import dataclass

from core.model.application import Application
from core.model.eligibility import ConditionKind, Facts, Judgement, Verdict
from core.model.exam import Exam, Position
from core.ports import Clock
from core.services.applications.desk import Desk
from core.services.eligibility import Eligibility, Sorted, judge_table, sort_table, waiting_for
from core.services.facts import Answers, facts_of, with_answers
from core.store.engine import Store, Tx

PAGE = 8
ASKABLE = (ConditionKind.FRESH_GRADUATE, ConditionKind.GRASSROOTS, ConditionKind.SERVICE_PROGRAMME, ConditionKind.CERTIFICATE)
_FIELDS = {
    ConditionKind.FRESH_GRADUATE: "fresh_graduate",
    ConditionKind.GRASSROOTS: "grassroots_years",
    ConditionKind.SERVICE_PROGRAMME: "service_programmes",
    ConditionKind.CERTIFICATE: "certificates",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """How many positions fit and how many have to be asked about; one page of either; the datum that would decide most."""

    fits: int
    ask: int
    positions: tuple[Position, ...]
    number: int
    pages: int
    question: ConditionKind | None


class Matching:
    """Reads, and changes nothing."""

    def __init__(self, store: Store, clock: Clock, desk: Desk, eligibility: Eligibility) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk
        self._eligibility = eligibility

    async def look(self, chat_id: int, code: str) -> Judgement | None:
        """One position for this chat's candidate; ``None`` where nothing is known of them, or there is no such position."""

        def work(tx: Tx) -> Judgement | None:
            _, exam, application = self._desk.look(tx, chat_id)
            if exam is None or application is None or not application.form.educations:
                return None
            found = judge_table(self._eligibility.table_of(tx, exam.id), self._facts(tx, exam, application, {}), [code])
            return found[0] if found else None

        return await self._store.read(work)

    async def overview(self, chat_id: int, verdict: Verdict, number: int, answers: Answers) -> Overview | None:
        """The whole table by verdict. ``answers``: what was asked besides, and ``""`` for what they would rather not say.

        ``None`` where no exam is chosen or the form tells no education yet.
        """

        def work(tx: Tx) -> Overview | None:
            _, exam, application = self._desk.look(tx, chat_id)
            if exam is None or application is None or not application.form.educations:
                return None
            facts = self._facts(tx, exam, application, answers)
            return _overview(sort_table(self._eligibility.table_of(tx, exam.id), facts), facts, verdict, number, answers)

        return await self._store.read(work)

    def _facts(self, tx: Tx, exam: Exam, application: Application, answers: Answers) -> Facts:
        return with_answers(facts_of(tx, exam, application, self._clock.now()), answers)


def _overview(found: Sorted, facts: Facts, verdict: Verdict, number: int, answers: Answers) -> Overview:
    positions = found.positions(verdict)
    pages = -(-len(positions) // PAGE)
    shown = min(max(number, 0), max(pages - 1, 0))
    waiting = waiting_for(found, facts)
    open_ones = [kind for kind in ASKABLE if waiting.get(kind) and _FIELDS[kind] not in answers]
    return Overview(
        found.count(Verdict.FITS),
        found.count(Verdict.ASK),
        positions[shown * PAGE : (shown + 1) * PAGE],
        shown,
        pages,
        max(open_ones, key=lambda kind: waiting[kind], default=None),
    )
