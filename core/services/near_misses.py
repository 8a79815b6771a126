"""Positions that one thing alone keeps from fitting ("only the degree is missing"), for a whole table at once.

Everything else must fit for sure: a near miss with something else to ask about is none. What nobody can change, such as gender or
age, is no near miss either.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from core.model.eligibility import STAGES, ConditionKind, Facts, Verdict
from core.rules.eligibility.datums import kind_of
from core.rules.eligibility.judging import Judge
from core.services.eligibility import Sorted

UNCHANGEABLE = frozenset({ConditionKind.GENDER, ConditionKind.ETHNICITY, ConditionKind.AGE, ConditionKind.OTHER})


@dataclass(slots=True)
class _Tally:
    """Positions by how many conditions speak against them: any, several; and those that have to ask."""

    once: int = 0
    again: int = 0
    asking: int = 0
    kinds: dict[ConditionKind, int] = field(default_factory=dict)

    def take(self, kind: ConditionKind, against: int, asking: int) -> None:
        self.again |= self.once & against
        self.once |= against
        self.asking |= asking
        self.kinds[kind] = self.kinds.get(kind, 0) | against

    def judged(self, kind: ConditionKind, verdict: Verdict, bits: int) -> None:
        if verdict is not Verdict.FITS:
            self.take(kind, bits if verdict is Verdict.DOES_NOT_FIT else 0, bits if verdict is Verdict.ASK else 0)

    def near(self) -> int:
        return self.once & ~self.again & ~self.asking


def near_misses(found: Sorted, facts: Facts) -> dict[ConditionKind, int]:
    """The near misses as bits, by what alone is missing; with the diploma that serves best."""
    if facts.relatives_in_unit:
        return {}
    bitmaps, judge = found.table.bitmaps, Judge(facts, found.table.index)
    person = _Tally()
    for condition, bits in bitmaps.person:
        person.judged(kind_of(condition), judge.of_person(condition), bits)
    near: dict[ConditionKind, int] = defaultdict(int)
    for place, option in enumerate(judge.options):
        tally = replace(person, kinds=dict(person.kinds))
        for other, bits in bitmaps.study:
            tally.judged(kind_of(other), judge.of_study(other, place), bits)
        stage = STAGES[option.level]
        tally.take(ConditionKind.MAJOR, *bitmaps.majors[stage].judge(stage, option.resolved))
        here = tally.near() & found.bits[Verdict.DOES_NOT_FIT]
        for kind, bits in tally.kinds.items():
            near[kind] |= bits & here
    return {kind: bits for kind, bits in near.items() if bits and kind not in UNCHANGEABLE}
