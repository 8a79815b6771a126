"""Which positions fit a candidate. The system doesn't decide who may apply: it holds the table's words against what is known."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.model.eligibility import STAGES, ConditionKind, Facts, Judgement, Verdict
from core.model.exam import Exam, Position
from core.model.majors import Catalogue
from core.rules.eligibility.datums import kind_of
from core.rules.eligibility.judging import Judge
from core.services.bitmaps import places_of
from core.services.exams import Exams
from core.services.majors import Catalogues
from core.services.tables import CompiledTable, compile_table
from core.store.engine import Store, Tx
from core.store.queries import exams as queries


@dataclass(frozen=True, slots=True)
class Sorted:
    """A whole table for one candidate: the positions of each verdict, as bits."""

    table: CompiledTable
    bits: dict[Verdict, int]

    def count(self, verdict: Verdict) -> int:
        """How many positions have that verdict."""
        return self.bits[verdict].bit_count()

    def positions(self, verdict: Verdict) -> tuple[Position, ...]:
        """The positions of that verdict, in the table's order."""
        return tuple(self.table.positions[place] for place in places_of(self.bits[verdict]))


class Eligibility:
    """Judges with the exam's own table. One object serves a process; a table is compiled once for each version."""

    def __init__(self, store: Store, exams: Exams, catalogues: Catalogues) -> None:
        self._store = store
        self._exams = exams
        self._catalogues = catalogues
        self._kept: dict[str, tuple[tuple[int, int], CompiledTable]] = {}

    async def table(self, exam_id: str) -> CompiledTable:
        """The exam's table with its conditions. Raises ``NotFound``."""
        return await self._store.read(lambda tx: self.table_of(tx, exam_id))

    def table_of(self, tx: Tx, exam_id: str) -> CompiledTable:
        """The same in a transaction."""
        exam = self._exams.get(tx, exam_id)
        catalogue = self._catalogues.get(tx, exam.catalogue)
        version = (queries.version_number(tx, exam_id), id(catalogue))
        kept = self._kept.get(exam_id)
        if kept is None or kept[0] != version:
            standing = [row for row in queries.all_positions(tx, exam_id) if row.withdrawn_at is None]
            kept = self._kept[exam_id] = (
                version,
                compile_table(standing, catalogue, exam.terms, is_missing=_is_missing(exam, catalogue)),
            )
        return kept[1]

    async def judge(self, exam_id: str, facts: Facts, codes: Sequence[str] = ()) -> list[Judgement]:
        """Every condition of these positions; of all where none is named. Raises ``NotFound``."""
        return judge_table(await self.table(exam_id), facts, codes)

    async def sort(self, exam_id: str, facts: Facts) -> Sorted:
        """The whole table by verdict. Raises ``NotFound``."""
        return sort_table(await self.table(exam_id), facts)


def _is_missing(exam: Exam, catalogue: Catalogue | None) -> bool:
    return exam.catalogue is not None and catalogue is None


def judge_table(table: CompiledTable, facts: Facts, codes: Iterable[str] = ()) -> list[Judgement]:
    """Every condition of these positions; codes that the table doesn't have are left out."""
    judge = Judge(facts, table.index)
    wanted = [table.places[code] for code in codes if code in table.places] or (() if codes else range(len(table.positions)))
    return [judge.judgement(table.positions[place].code, table.conditions[place]) for place in wanted]


def sort_table(table: CompiledTable, facts: Facts) -> Sorted:
    """Each position's verdict: every distinct condition is judged once, positions are joined by bits."""
    judge, bitmaps = Judge(facts, table.index), table.bitmaps
    against, unsure = _joined((judge.of_person(condition), bits) for condition, bits in bitmaps.person)
    fits = ask = 0
    for place, option in enumerate(judge.options):
        stage = STAGES[option.level]
        lacking, asking = _joined((judge.of_study(condition, place), bits) for condition, bits in bitmaps.study)
        uncovered, unclear = bitmaps.majors[stage].judge(stage, option.resolved)
        lacking, asking = lacking | uncovered, asking | unclear
        fits |= bitmaps.everything & ~lacking & ~asking
        ask |= asking & ~lacking
    if not judge.options:
        ask = 0 if facts.studies_complete else bitmaps.everything
    possible = (fits | ask) & ~against
    good = 0 if facts.relatives_in_unit else fits & possible & ~unsure
    verdicts = {Verdict.FITS: good, Verdict.ASK: possible & ~good, Verdict.DOES_NOT_FIT: bitmaps.everything & ~possible}
    return Sorted(table, verdicts)


def waiting_for(found: Sorted, facts: Facts) -> dict[ConditionKind, int]:
    """For each kind of condition, how many positions have to be asked about because it isn't known."""
    bitmaps, judge = found.table.bitmaps, Judge(facts, found.table.index)
    bits: dict[ConditionKind, int] = defaultdict(int)
    for condition, where in bitmaps.person:
        if judge.of_person(condition) is Verdict.ASK:
            bits[kind_of(condition)] |= where
    for other, where in bitmaps.study:
        if any(judge.of_study(other, place) is Verdict.ASK for place in range(len(judge.options))):
            bits[kind_of(other)] |= where
    return {kind: (where & found.bits[Verdict.ASK]).bit_count() for kind, where in bits.items()}


def _joined(judged: Iterable[tuple[Verdict, int]]) -> tuple[int, int]:
    """The positions something speaks against, and those that have to ask."""
    against = unsure = 0
    for verdict, bits in judged:
        if verdict is Verdict.DOES_NOT_FIT:
            against |= bits
        elif verdict is Verdict.ASK:
            unsure |= bits
    return against, unsure
