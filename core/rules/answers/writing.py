"""What a written answer needs before it may be shown, and who may let it: never the one who wrote it."""

from collections.abc import Mapping

from core.model.decisions import ALLOWED, Decision, Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.model.texts import Text
from core.model.written_answers import Wording, Written, WrittenState

LOCALES = ("zh_CN", "zh_TW", "en")
LEAST_PHRASINGS = 3
MOST_PHRASINGS = 60
LONGEST_ANSWER = 600
LONGEST_PHRASING = 120


def may_keep(wording: Wording, exam: Exam) -> Decision:
    """Whether a draft is whole: three languages, a clause of the pack, a topic, some ways of asking."""
    if missing := _missing(wording.question) or _missing(wording.answer):
        return Refused(Reason.ANSWER_TEXT_MISSING, about=(missing,))
    if max(map(len, wording.answer.by_locale.values())) > LONGEST_ANSWER:
        return Refused(Reason.ANSWER_WORDS_TOO_LONG, about=(str(LONGEST_ANSWER),))
    if wording.clause not in {clause.id for clause in exam.clauses}:
        return Refused(Reason.ANSWER_CLAUSE_UNKNOWN, about=(wording.clause or "–",))
    if wording.topic not in {topic.id for topic in exam.topics}:
        return Refused(Reason.ANSWER_TOPIC_UNKNOWN)
    if not LEAST_PHRASINGS <= len(wording.phrasings) <= MOST_PHRASINGS or max(map(len, wording.phrasings)) > LONGEST_PHRASING:
        return Refused(Reason.ANSWER_PHRASINGS_FEW, about=(str(LEAST_PHRASINGS), str(MOST_PHRASINGS)))
    return ALLOWED


def may_approve(written: Written, staff_id: int) -> Decision:
    """Whether this member of staff may let it stand: two pairs of eyes on every word a candidate reads."""
    if written.state is WrittenState.DRAFT and written.written_by == staff_id:
        return Refused(Reason.ANSWER_SAME_PERSON)
    return may_refuse(written)


def may_refuse(written: Written) -> Decision:
    """Whether it is still a draft; whoever wrote it may drop it alone."""
    return ALLOWED if written.state is WrittenState.DRAFT else Refused(Reason.ANSWER_DECIDED, at=written.decided_at)


def may_end(written: Written) -> Decision:
    """Whether it stands now, so that it can be taken down."""
    return ALLOWED if written.state is WrittenState.LIVE else Refused(Reason.ANSWER_NOT_LIVE)


def _missing(text: Text) -> str:
    given: Mapping[str, str] = text.by_locale
    return next((locale for locale in LOCALES if not given.get(locale, "").strip()), "")
