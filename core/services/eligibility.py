"""Which positions fit a candidate. The system doesn't decide who may apply: it holds the table's words against what is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.model.eligibility import Facts, Judgement, Verdict
from core.model.exam import Position
from core.rules.eligibility.judging import Judge
from core.services.exams import Exams
from core.services.majors import Catalogues
from core.services.tables import CompiledTable, compile_table
from core.store.engine import Store, Tx
from core.store.queries import exams as queries


@dataclass(frozen=True, slots=True)
class Sorted:
    """A whole table for one candidate: the places of positions by verdict, in the table's order."""

    table: CompiledTable
    by_verdict: dict[Verdict, tuple[int, ...]]

    def positions(self, verdict: Verdict) -> tuple[Position, ...]:
        """The positions of that verdict."""
        return tuple(self.table.positions[place] for place in self.by_verdict[verdict])


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
            kept = self._kept[exam_id] = (version, compile_table(standing, catalogue))
        return kept[1]

    async def judge(self, exam_id: str, facts: Facts, codes: Sequence[str] = ()) -> list[Judgement]:
        """Every condition of these positions; of all where none is named. Raises ``NotFound``."""
        return judge_table(await self.table(exam_id), facts, codes)

    async def sort(self, exam_id: str, facts: Facts) -> Sorted:
        """The whole table by verdict. Raises ``NotFound``."""
        return sort_table(await self.table(exam_id), facts)


def judge_table(table: CompiledTable, facts: Facts, codes: Iterable[str] = ()) -> list[Judgement]:
    """Every condition of these positions; codes that the table doesn't have are left out."""
    judge = Judge(facts, table.index)
    wanted = [table.places[code] for code in codes if code in table.places] or (() if codes else range(len(table.positions)))
    return [judge.judgement(table.positions[place].code, table.conditions[place]) for place in wanted]


def sort_table(table: CompiledTable, facts: Facts) -> Sorted:
    """Each position's verdict; positions that ask the same things are judged once."""
    judge = Judge(facts, table.index)
    verdicts = [judge.overall(conditions) for conditions in table.distinct]
    places: dict[Verdict, list[int]] = {verdict: [] for verdict in Verdict}
    for place, kind in enumerate(table.kinds):
        places[verdicts[kind]].append(place)
    return Sorted(table, {verdict: tuple(found) for verdict, found in places.items()})
