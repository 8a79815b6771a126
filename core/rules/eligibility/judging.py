"""One candidate against positions: the diploma that serves best is taken, every condition gets its verdict; all must fit.

A judge serves one candidate and remembers the verdict of every distinct condition, so that a whole table costs little more than
its distinct conditions.
"""

from dataclasses import dataclass, field
from typing import assert_never

from core.model.conditions import (
    AgeRequired,
    CertificateRequired,
    Condition,
    Conditions,
    DegreeRequired,
    FirstDegreeRequired,
    FreshRequired,
    LawRequired,
    LevelRequired,
    MajorRequired,
    MixedCondition,
    OrdinaryStudy,
    PersonCondition,
    PolicePost,
    StudyCondition,
)
from core.model.eligibility import Facts, Freshness, Judged, Judgement, Verdict, all_of
from core.rules.eligibility.ages import judge_age
from core.rules.eligibility.certificates import applies_to, judge_certificates, judge_law
from core.rules.eligibility.datums import KINDS, datum_of, kind_of
from core.rules.eligibility.majors import Index
from core.rules.eligibility.persons import judge_person
from core.rules.eligibility.places import Places
from core.rules.eligibility.studies import (
    Option,
    judge_degree,
    judge_first_degree,
    judge_fresh,
    judge_level,
    judge_major,
    judge_ordinary,
    options_of,
)

_RANK = {Verdict.FITS: 2, Verdict.ASK: 1, Verdict.DOES_NOT_FIT: 0}


@dataclass(slots=True)
class Judge:
    """Judges positions for one candidate. Conditions must live as long as the judge: verdicts are remembered by identity."""

    facts: Facts
    index: Index
    options: tuple[Option, ...] = ()
    _places: Places = field(init=False)
    _person: dict[int, Verdict] = field(default_factory=dict)
    _study: list[dict[int, Verdict]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = Places(self.index.vocabulary)
        self.options = options_of(self.facts, self.index)
        self._study = [{} for _ in self.options]

    def overall(self, conditions: Conditions) -> Verdict:
        """Whether the position fits, without the reasons."""
        worst = Verdict.FITS
        for condition in conditions.person:
            found = self._person.get(id(condition)) or self.of_person(condition)
            if found is Verdict.DOES_NOT_FIT:
                return found
            worst = found if found is Verdict.ASK else worst
        best = self._best_study(conditions.study)
        if best is Verdict.DOES_NOT_FIT or worst is Verdict.ASK:
            return best if best is Verdict.DOES_NOT_FIT else worst
        return Verdict.ASK if best is Verdict.FITS and self.facts.relatives_in_unit else best

    def _best_study(self, study: tuple[StudyCondition | MixedCondition, ...]) -> Verdict:
        """What the diploma says that serves best."""
        best = Verdict.DOES_NOT_FIT if self.options or self.facts.studies_complete else Verdict.ASK
        for place in range(len(self.options)):
            found = self._of_option(study, place)
            if found is Verdict.FITS:
                return found
            best = found if found is Verdict.ASK else best
        return best

    def judgement(self, code: str, conditions: Conditions) -> Judgement:
        """The verdict of every condition, with the words and the datum it rests on."""
        place = self._best(conditions)
        study = [self._judged(condition, self.of_study(condition, place), place) for condition in conditions.study]
        person = [self._judged(condition, self.of_person(condition), place) for condition in conditions.person]
        told = tuple(one for one in (*study, *person, *self._relatives()) if one is not None)
        return Judgement(code, all_of(one.verdict for one in told), told, conditions.duties)

    def _relatives(self) -> list[Judged]:
        """Whoever has relatives in the unit has to ask whether the post is one to stay away from (guide 17)."""
        return [Judged(KINDS[PolicePost], Verdict.ASK, "", "relatives_in_unit")] if self.facts.relatives_in_unit else []

    def _judged(self, condition: Condition, verdict: Verdict, place: int) -> Judged | None:
        if isinstance(condition, PolicePost) and verdict is Verdict.FITS:
            return None
        option = self.options[place] if self.options else None
        return Judged(kind_of(condition), verdict, condition.words, datum_of(condition, self.facts, option))

    def _best(self, conditions: Conditions) -> int:
        """The diploma that serves best; of those that serve alike the one that lacks least, known ones before unknown ones."""
        return max(range(len(self.options)), key=lambda place: self._merit(conditions, place), default=0)

    def _merit(self, conditions: Conditions, place: int) -> tuple[int, int, bool, int]:
        verdicts = [self.of_study(condition, place) for condition in conditions.study]
        option = self.options[place]
        return (_RANK[all_of(verdicts)], sum(map(_RANK.__getitem__, verdicts)), option.study is not None, option.level)

    def _of_option(self, study: tuple[StudyCondition | MixedCondition, ...], place: int) -> Verdict:
        worst, kept = Verdict.FITS, self._study[place]
        for condition in study:
            found = kept.get(id(condition)) or self.of_study(condition, place)
            if found is Verdict.DOES_NOT_FIT:
                return found
            worst = found if found is Verdict.ASK else worst
        return worst

    def of_person(self, condition: PersonCondition) -> Verdict:
        """The verdict of a condition of the person."""
        known = self._person.get(id(condition))
        if known is None:
            known = self._person[id(condition)] = judge_person(condition, self.facts, self._places)
        return known

    def of_study(self, condition: StudyCondition | MixedCondition, place: int) -> Verdict:
        """The verdict of a condition for the diploma at that place of ``options``."""
        if not self.options:
            return Verdict.DOES_NOT_FIT if self.facts.studies_complete else Verdict.ASK
        kept = self._study[place]
        known = kept.get(id(condition))
        if known is None:
            known = kept[id(condition)] = self._look(condition, self.options[place])
        return known

    def _look(self, condition: StudyCondition | MixedCondition, option: Option) -> Verdict:
        match condition:
            case LevelRequired():
                return judge_level(condition, option)
            case DegreeRequired():
                return judge_degree(condition, option)
            case MajorRequired():
                return judge_major(condition, option)
            case OrdinaryStudy():
                return judge_ordinary(option)
            case FreshRequired():
                return judge_fresh(condition, self.facts, option)
            case FirstDegreeRequired():
                return judge_first_degree(condition, self.facts, option)
            case _:
                return self._mixed(condition, option)

    def _mixed(self, condition: MixedCondition, option: Option) -> Verdict:
        match condition:
            case AgeRequired():
                return judge_age(condition, self.facts, option)
            case CertificateRequired() | LawRequired():
                return self._certificate(condition, option)
            case PolicePost():
                return self._police(condition, option)
            case _:
                assert_never(condition)

    def _certificate(self, condition: CertificateRequired | LawRequired, option: Option) -> Verdict:
        applies = applies_to(condition.for_major, option.resolved, self.index)
        if applies is Verdict.DOES_NOT_FIT:
            return Verdict.FITS
        vocabulary = self.index.vocabulary
        if isinstance(condition, LawRequired):
            held = judge_law(condition, self.facts, vocabulary)
        else:
            held = judge_certificates(condition, self.facts, vocabulary)
        return held if held is Verdict.FITS or applies is Verdict.FITS else Verdict.ASK

    def _police(self, condition: PolicePost, option: Option) -> Verdict:
        """This year's graduates of police majors are recruited another way, if their school is one of the police (guide 16)."""
        is_fresh = self.facts.fresh_graduate is Freshness.THIS_YEAR
        return Verdict.ASK if is_fresh and not condition.codes.isdisjoint(option.resolved.codes) else Verdict.FITS
