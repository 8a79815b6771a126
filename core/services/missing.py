"""Which datum that isn't known would decide most: it is asked for only where some answer would settle a condition.

For every kind that may be asked, answers are tried; a position counts where a condition of that kind would then say yes or no.
Of certificates those are offered that the open positions ask for, so that "yes" says which one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from core.model.conditions import (
    Certificate,
    CertificateRequired,
    Condition,
    HouseholdRequired,
    LawRequired,
    MixedCondition,
    PersonCondition,
    ProgrammeRequired,
    StudyCondition,
)
from core.model.eligibility import ConditionKind, Facts, Freshness, Programme, Verdict
from core.packs.searching import search_words
from core.packs.tables.words import words
from core.rules.eligibility.certificates import read_certificate
from core.rules.eligibility.datums import kind_of
from core.rules.eligibility.judging import Judge
from core.rules.eligibility.vocabulary import Vocabulary
from core.services.eligibility import Sorted

FIELDS: Mapping[ConditionKind, str] = {
    ConditionKind.FRESH_GRADUATE: "fresh_graduate",
    ConditionKind.GRASSROOTS: "grassroots_years",
    ConditionKind.SERVICE_PROGRAMME: "service_programmes",
    ConditionKind.CERTIFICATE: "certificates",
    ConditionKind.HOUSEHOLD: "origin",
    ConditionKind.ETHNICITY: "ethnicity",
}
SEVERAL = frozenset({ConditionKind.SERVICE_PROGRAMME, ConditionKind.CERTIFICATE})
_MANY_YEARS = 50.0
_MOST_OFFERED = 60


@dataclass(frozen=True, slots=True)
class Question:
    """The datum to ask for, how many positions it would decide, and what may be answered, in the table's language.

    No ``offers``: the answer is one of the dialog's own or is typed.
    """

    kind: ConditionKind
    decides: int
    offers: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The name of the datum among the answers."""
        return FIELDS[self.kind]

    @property
    def is_several(self) -> bool:
        """Whether several answers may hold together."""
        return self.kind in SEVERAL


def most_deciding(found: Sorted, facts: Facts, answered: Mapping[str, str]) -> Question | None:
    """The one to ask next; ``None`` where no answer would decide anything. What was answered, or passed over, isn't asked again."""
    asking = _Asking(found, facts)
    open_ones = [kind for kind, name in FIELDS.items() if name not in answered]
    counted = [(asking.decided(kind), kind) for kind in open_ones]
    count, kind = max(counted, key=lambda pair: pair[0], default=(0, None))
    return Question(kind, count, asking.offers(kind)) if count and kind is not None else None


@dataclass(frozen=True, slots=True)
class _OpenStudy:
    """A condition of the diploma, and the open positions that have it; it asks as long as it does for one diploma."""

    condition: StudyCondition | MixedCondition
    bits: int

    def is_open(self, judge: Judge) -> bool:
        return any(judge.of_study(self.condition, place) is Verdict.ASK for place in range(max(len(judge.options), 1)))


@dataclass(frozen=True, slots=True)
class _OpenPerson:
    """A condition of the person, likewise."""

    condition: PersonCondition
    bits: int

    def is_open(self, judge: Judge) -> bool:
        return judge.of_person(self.condition) is Verdict.ASK


_Open = _OpenStudy | _OpenPerson


@cache
def _programmes() -> Mapping[Programme, str]:
    """The first name of each programme."""
    names: dict[Programme, str] = {}
    for name, programme in words("candidates")["programme"].items():
        names.setdefault(Programme(programme), name)
    return names


class _Asking:
    """The conditions that are open for one candidate, and what answers would make of them."""

    def __init__(self, found: Sorted, facts: Facts) -> None:
        self._found = found
        self._facts = facts
        self._open = found.bits[Verdict.ASK]
        self._judge = Judge(facts, found.table.index)
        self._vocabulary: Vocabulary = found.table.index.vocabulary

    def decided(self, kind: ConditionKind) -> int:
        """How many open positions have a condition of that kind that some answer settles."""
        settled, tried = 0, [Judge(guess, self._found.table.index) for guess in self._guesses(kind)]
        for one in self._open_of(kind):
            others = tried if kind is not ConditionKind.HOUSEHOLD else [self._from_there(one.condition)]
            if any(not one.is_open(judge) for judge in others):
                settled |= one.bits
        return settled.bit_count()

    def offers(self, kind: ConditionKind) -> tuple[str, ...]:
        """What to choose from: programmes by their names; the certificates of open positions, the most wanted first."""
        if kind is ConditionKind.SERVICE_PROGRAMME:
            asked = [one.condition for one in self._open_of(kind)]
            wanted = {name for one in asked if isinstance(one, ProgrammeRequired) for name in one.programmes}
            return tuple(_programmes()[one] for one in Programme if one in wanted and one in _programmes())
        return self._certificates() if kind is ConditionKind.CERTIFICATE else ()

    def _open_of(self, kind: ConditionKind) -> Iterator[_Open]:
        bitmaps = self._found.table.bitmaps
        of_study = (_OpenStudy(condition, bits & self._open) for condition, bits in bitmaps.study)
        of_person = (_OpenPerson(condition, bits & self._open) for condition, bits in bitmaps.person)
        every: tuple[_Open, ...] = (*of_study, *of_person)
        for one in every:
            if one.bits and kind_of(one.condition) is kind and one.is_open(self._judge):
                yield one

    def _guesses(self, kind: ConditionKind) -> Sequence[Facts]:
        facts, peoples = self._facts, self._vocabulary.names["ethnicities"]
        match kind:
            case ConditionKind.FRESH_GRADUATE:
                return [replace(facts, fresh_graduate=one) for one in Freshness]
            case ConditionKind.GRASSROOTS:
                return [replace(facts, grassroots_years=years) for years in (0.0, _MANY_YEARS)]
            case ConditionKind.SERVICE_PROGRAMME:
                every = frozenset(Programme)
                served = replace(facts, service_programmes=tuple(every), known_programmes=every)
                return [replace(facts, service_programmes=(), known_programmes=frozenset()), served]
            case ConditionKind.CERTIFICATE:
                return [replace(facts, certificates=()), replace(facts, certificates=self._certificates())]
            case ConditionKind.ETHNICITY:
                return [replace(facts, ethnicity=one) for one in (peoples["majority"], peoples["names"][-1])]
            case _:
                return []

    def _from_there(self, condition: Condition) -> Judge:
        """Somebody whose origin is the very place."""
        place = condition.place if isinstance(condition, HouseholdRequired) else None
        return Judge(replace(self._facts, origin=place), self._found.table.index)

    def _certificates(self) -> tuple[str, ...]:
        wanted: Counter[str] = Counter()
        for one in self._open_of(ConditionKind.CERTIFICATE):
            for name in self._names_of(one.condition):
                wanted[name] += one.bits.bit_count()
        return tuple(name for name, _ in wanted.most_common(_MOST_OFFERED))

    def _names_of(self, condition: Condition) -> Iterator[str]:
        if isinstance(condition, LawRequired):
            law = self._vocabulary.patterns["certificates.law_pass"].pattern.split("|")[0]
            yield from (f"{law}{letter}" for letter in sorted(condition.classes | condition.unsure))
        if isinstance(condition, CertificateRequired):
            yield from filter(None, (self._named(one) for one in condition.alternatives))

    def _named(self, certificate: Certificate) -> str | None:
        """The certificate as somebody would name it, such that reading the name gives it again."""
        names = self._vocabulary.names
        grade = next((word for word, rank in names["grades"].items() if rank == certificate.grade), "")
        rung = next((word for word, rank in names["numerals"].items() if rank == certificate.rung), "")
        detail = f"({certificate.detail})" if certificate.detail else ""
        mark = search_words().rung if rung else ""
        for told in (f"{certificate.name}{grade}{rung}{mark}{detail}", f"{grade}{certificate.name}{rung}{mark}{detail}"):
            if read_certificate(told, self._vocabulary) == certificate:
                return told
        return None
