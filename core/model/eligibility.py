"""Eligibility: what is known of a candidate, and what the conditions of a position say to it. Unknown is never a match.

A verdict has three values: fits, doesn't fit, ask the recruiting unit. The system doesn't decide who may apply.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.model.account import Gender
from core.model.application import Degree, Level


class Verdict(StrEnum):
    """What a condition says to a candidate."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    ASK = "ask"


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Fits only where all do; one that doesn't fit decides."""
    found = set(verdicts)
    if Verdict.DOES_NOT_FIT in found:
        return Verdict.DOES_NOT_FIT
    return Verdict.ASK if Verdict.ASK in found else Verdict.FITS


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Fits where one does; doesn't where none can."""
    found = set(verdicts)
    if Verdict.FITS in found:
        return Verdict.FITS
    return Verdict.ASK if Verdict.ASK in found else Verdict.DOES_NOT_FIT


def whether(known: bool | None) -> Verdict:
    """A question with yes, no, or not known."""
    if known is None:
        return Verdict.ASK
    return Verdict.FITS if known else Verdict.DOES_NOT_FIT


class ConditionKind(StrEnum):
    """What a condition is about; also the datum of the candidate it rests on."""

    EDUCATION = "education"
    DEGREE = "degree"
    MAJOR = "major"
    FRESH_GRADUATE = "fresh_graduate"
    GRASSROOTS = "grassroots"
    POLITICAL_STATUS = "political_status"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    HOUSEHOLD = "household"
    CERTIFICATE = "certificate"
    SERVICE_PROGRAMME = "service_programme"
    AGE = "age"
    OTHER = "other"


class Stage(StrEnum):
    """The level for which a list of majors stands: masters and doctors share one."""

    GRADUATE = "graduate"
    BACHELOR = "bachelor"
    JUNIOR = "junior"


STAGES = {
    Level.JUNIOR_COLLEGE: Stage.JUNIOR,
    Level.BACHELOR: Stage.BACHELOR,
    Level.MASTER: Stage.GRADUATE,
    Level.DOCTOR: Stage.GRADUATE,
}


class Politics(StrEnum):
    """Political status."""

    PARTY_MEMBER = "party_member"
    PROBATIONARY = "probationary"
    LEAGUE = "league"
    DEMOCRATIC = "democratic"
    INDEPENDENT = "independent"
    MASSES = "masses"


class Freshness(StrEnum):
    """A graduate of this very year, one who counts as fresh by the two-year rule only, or neither."""

    THIS_YEAR = "this_year"
    BY_RULE = "by_rule"
    NO = "no"


class StudyForm(StrEnum):
    """How somebody studied. The first two are ordinary higher education by the state's plan."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    IN_SERVICE = "in_service"
    SELF_TAUGHT = "self_taught"
    ADULT = "adult"
    ONLINE = "online"


class Programme(StrEnum):
    """Services that open posts of their own."""

    THREE_SUPPORTS = "three_supports"
    VILLAGE_OFFICIAL = "village_official"
    WESTERN_PLAN = "western_plan"
    MOUNTAIN_PLAN = "mountain_plan"
    SPECIAL_POST_TEACHER = "special_post_teacher"
    GRADUATE_SOLDIER = "graduate_soldier"


@dataclass(frozen=True, slots=True)
class Study:
    """One diploma, had or coming. ``None`` is not known. ``direction`` is that of the diploma."""

    level: Level
    full_time: bool | None = None
    study_form: StudyForm | None = None
    degree: Degree | None = None
    degree_field: str | None = None
    major: str | None = None
    major_code: str | None = None
    direction: str | None = None
    outside_mainland: bool = False
    in_progress: bool = False
    graduated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a candidate; ``None`` is not known, a list that is there is complete.

    Of ``studies`` a level that isn't listed is not known, unless ``studies_complete``. Minors are no basis of anything.
    """

    birth_date: date | None = None
    gender: Gender | None = None
    ethnicity: str | None = None
    political_status: Politics | None = None
    democratic_party: str | None = None
    household: str | None = None
    household_since: date | None = None
    origin: str | None = None
    family_household: tuple[str, ...] | None = None
    work_places: tuple[str, ...] | None = None
    grassroots_years: float | None = None
    fresh_graduate: Freshness | None = None
    employed: bool | None = None
    certificates: tuple[str, ...] | None = None
    service_programmes: tuple[str, ...] | None = None
    known_programmes: frozenset[Programme] = frozenset()
    hong_kong_macao: bool | None = None
    disabled: bool | None = None
    relatives_in_unit: bool | None = None
    studies: tuple[Study, ...] = ()
    studies_complete: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One condition: its verdict, the table's words it rests on, and the candidate's datum."""

    kind: ConditionKind
    verdict: Verdict
    words: str
    datum: str | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One position: overall, condition by condition; ``duties`` are no conditions, they come after being recruited."""

    code: str
    overall: Verdict
    conditions: tuple[Judged, ...]
    duties: tuple[str, ...] = ()

    @property
    def only_lacking(self) -> ConditionKind | None:
        """What alone is missing to fit (a near miss)."""
        lacking = [judged.kind for judged in self.conditions if judged.verdict is not Verdict.FITS]
        return lacking[0] if len(lacking) == 1 else None
