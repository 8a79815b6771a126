"""Conditions of positions, typed. Each keeps the table's raw words; what wasn't understood is a condition as well: ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.model.account import Gender
from core.model.application import Degree, Level
from core.model.eligibility import Politics, Programme, Stage


@dataclass(frozen=True, slots=True)
class LevelRequired:
    """The levels of education that are recruited."""

    words: str
    levels: frozenset[Level]


@dataclass(frozen=True, slots=True)
class DegreeRequired:
    """The degrees that serve.

    ``higher_open``: whether a higher one serves isn't said. ``matching``: the one that goes with the level.
    """

    words: str
    degrees: frozenset[Degree]
    higher_open: bool = False
    matching: bool = False


@dataclass(frozen=True, slots=True)
class MajorItem:
    """One entry of a list of majors, resolved against the catalogue as far as it goes.

    ``codes`` cover what lies under them; ``names`` are folded. ``doubtful``: it can say "ask" at best, because
    name and code disagree, or the catalogue doesn't have it.
    ``vague``: it may cover what it doesn't name. ``broad``: it covers majors only their codes can tell.
    """

    words: str
    codes: frozenset[str]
    names: frozenset[str]
    doubtful: bool = False
    vague: bool = False
    broad: bool = False
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MajorList:
    """The majors of one level; ``unlimited`` takes any. No items: that level isn't recruited."""

    words: str
    unlimited: bool
    items: tuple[MajorItem, ...] = ()
    codes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    vague: bool = False


@dataclass(frozen=True, slots=True)
class MajorRequired:
    """The lists of majors by level."""

    words: str
    lists: Mapping[Stage, MajorList]


@dataclass(frozen=True, slots=True)
class OrdinaryStudy:
    """Only ordinary higher education counts, not on the job (guide 1)."""

    words: str
    full_time_only: bool = False


@dataclass(frozen=True, slots=True)
class FreshRequired:
    """Fresh graduates. ``years``: graduates of these years only; empty is the general rule (guide 4). ``year`` is the exam's."""

    words: str
    years: frozenset[int] = frozenset()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class NotFreshRequired:
    """Posts for those who are no fresh graduates."""

    words: str


@dataclass(frozen=True, slots=True)
class FirstDegreeRequired:
    """The bachelor's study must have been in ``major`` with a degree in ``field``; ``graduates_only``: if a later one is used."""

    words: str
    major: str
    field: str | None
    graduates_only: bool


@dataclass(frozen=True, slots=True)
class GrassrootsRequired:
    """Years of work at the grassroots."""

    words: str
    years: float


@dataclass(frozen=True, slots=True)
class PoliticalRequired:
    """Political status. ``party``: of the democratic parties this one only. ``unsure``: whether it counts isn't said."""

    words: str
    accepted: frozenset[Politics]
    unsure: frozenset[Politics] = frozenset()
    party: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GenderRequired:
    """Gender; ``advised`` is a recommendation, not a condition."""

    words: str
    gender: Gender
    advised: bool = False


@dataclass(frozen=True, slots=True)
class EthnicityRequired:
    """One of these peoples; ``minority``: any but the majority."""

    words: str
    names: frozenset[str]
    minority: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdRequired:
    """A tie to a place: household, origin, family's household, or years of work there. One is enough.

    ``prefectures`` are the cities the table itself knows, ``within`` the one of this row. ``broader`` states for the whole sheet
    what this one says in short.
    """

    words: str
    place: str
    by_household: bool = True
    by_origin: bool = True
    by_family: bool = False
    by_work: bool = False
    prefectures: frozenset[str] = frozenset()
    within: str = ""
    broader: "HouseholdRequired | None" = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate that serves: folded ``name``, ``grade`` at least (``rung`` exactly), and ``detail`` in brackets."""

    name: str
    grade: int = 0
    rung: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CertificateRequired:
    """One of the certificates. ``for_major``: only for those who apply with that major."""

    words: str
    alternatives: tuple[Certificate, ...]
    for_major: str | None = None


@dataclass(frozen=True, slots=True)
class LawRequired:
    """The legal profession's examination; classes A and B count everywhere, C in a few places (guide 14)."""

    words: str
    classes: frozenset[str] = frozenset("AB")
    unsure: frozenset[str] = frozenset()
    for_major: str | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeRequired:
    """Posts for those who served: only posts of the city of service, household or origin, or of the province (guide 15)."""

    words: str
    programmes: frozenset[Programme]
    open_ended: bool
    place: str | None
    provincial: bool
    year: int | None


@dataclass(frozen=True, slots=True)
class AgeRequired:
    """An age: in dates where the table or the pack gives them; else in years, judged only where any day of the exam's year agrees.

    ``born_from`` is the date for ``high``, ``born_until`` that for ``low``, ``relaxed_from`` that for ``relaxed_high``, which is
    for this year's masters and doctors who apply with their highest diploma (guide 5); ``relaxed_unsure``: for others, whom the
    words name.
    """

    words: str
    low: int | None = None
    high: int | None = None
    relaxed_high: int | None = None
    relaxed_unsure: bool = False
    year: int | None = None
    born_from: date | None = None
    born_until: date | None = None
    relaxed_from: date | None = None


@dataclass(frozen=True, slots=True)
class FactRequired:
    """A yes or no of the candidate: ``hong_kong_macao`` or ``disabled``. ``detailed``: a yes alone doesn't settle it."""

    words: str
    fact: str
    detailed: bool = False


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words nobody could read: ask. ``kind`` is the name of the condition they most likely belong to."""

    words: str
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class PolicePost:
    """A post of the police: this year's graduates of police majors go another way (guide 16)."""

    words: str
    codes: frozenset[str]


StudyCondition = LevelRequired | DegreeRequired | MajorRequired | OrdinaryStudy | FreshRequired | FirstDegreeRequired
MixedCondition = CertificateRequired | LawRequired | AgeRequired | PolicePost
PersonCondition = (
    NotFreshRequired
    | GrassrootsRequired
    | PoliticalRequired
    | GenderRequired
    | EthnicityRequired
    | HouseholdRequired
    | ProgrammeRequired
    | FactRequired
    | NotUnderstood
)
Condition = StudyCondition | MixedCondition | PersonCondition


@dataclass(frozen=True, slots=True)
class Conditions:
    """All a position asks for: what one diploma must hold together, what the person must, and duties, which are no conditions."""

    study: tuple[StudyCondition | MixedCondition, ...] = ()
    person: tuple[PersonCondition, ...] = ()
    duties: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(default=(), compare=False)
