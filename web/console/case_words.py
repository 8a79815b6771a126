"""What the page of a case says: card, conversation, what may be done now, and ready replies filled in for this candidate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.model.decisions import Allowed
from core.model.exam import Exam
from core.model.tickets import Author, CaseState, CloseReason, Line
from core.rules.desks import desk_named
from core.rules.tickets import may_claim, may_close, may_reopen
from core.services.staff.replies import filled
from core.services.tickets import CaseView
from core.store.queries.staff_replies import ReadyReply
from locales.cases import AUTHORS, CLOSINGS, STATES, URGENCIES, card_lines, delivered, kind_name, time_left
from locales.names import status_name
from locales.words import words_in
from web.console.frame import Visit
from web.console.starters import STARTERS

_IN_THE_HEAD = 1  # urgency, and the time left where there is any, stand above everything else


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the conversation as it is shown."""

    line: Line
    author: str
    arrived: str
    is_mine: bool

    @property
    def side(self) -> str:
        """``ours``, ``theirs`` or ``note``."""
        sides = {Author.CANDIDATE: "theirs", Author.NOTE: "note", Author.BOT: "before"}
        return sides.get(self.line.author, "ours")

    @property
    def is_picture(self) -> bool:
        """Whether the file is shown in the page."""
        return self.line.file is not None and self.line.file.mime in {"image/jpeg", "image/png", "image/webp", "image/gif"}


def case_values(visit: Visit, view: CaseView, exam: Exam | None = None, replies: Sequence[ReadyReply] = ()) -> dict[str, object]:
    """What the templates of a case show."""
    case, card, words = view.ticket, view.card, visit.words
    zone = exam.tz if exam else visit.zone
    return {
        "case": case,
        "card": card_lines(card, words, visit.now, zone)[_IN_THE_HEAD + (card.until is not None) :],
        "title": kind_name(words, case.kind) if not case.is_handover else "",
        "state": words(STATES[case.state]),
        "urgency": words(URGENCIES[card.urgency]),
        "level": card.urgency.value,
        "left": time_left(words, card.until, visit.now, zone),
        "due": words.moment(case.answer_due_at, zone) if case.answer_due_at else "",
        "is_late": case.answer_due_at is not None and case.answer_due_at <= visit.now,
        "lines": [_shown(visit, line) for line in view.lines],
        "may_claim": case.claimed_by != visit.staff.id and isinstance(may_claim(case, visit.agent), Allowed),
        "may_answer": isinstance(may_close(case, visit.agent), Allowed),
        "may_reopen": isinstance(may_reopen(case), Allowed),
        "is_closed": case.state is CaseState.CLOSED,
        "closings": [(one.value, words(CLOSINGS[one])) for one in CloseReason if one is not CloseReason.BACK_TO_BOT],
        "ended": words(CLOSINGS[case.close_reason]) if case.close_reason else "",
        "replies": _ready(visit, view, exam, replies),
    }


def _shown(visit: Visit, line: Line) -> Shown:
    words = visit.words
    author = line.name or words(AUTHORS[line.author])
    arrived = delivered(words, line.deliveries) if line.author is Author.STAFF else ""
    return Shown(line, author, arrived, is_mine=line.staff_id == visit.staff.id)


def _ready(visit: Visit, view: CaseView, exam: Exam | None, replies: Sequence[ReadyReply]) -> list[tuple[str, str]]:
    """Title and filled text: those in the candidate's language first, ours that come with the product last."""
    locale = view.ticket.locale or visit.words.locale
    places = _places(visit, view, exam, locale)
    kept = sorted(replies, key=lambda one: (one.locale != locale, one.title))
    theirs = words_in(locale)
    starters = [(visit.words(title), theirs(text)) for title, text in STARTERS]
    return [(title, filled(text, places)) for title, text in [*((one.title, one.text) for one in kept), *starters]]


def _places(visit: Visit, view: CaseView, exam: Exam | None, locale: str) -> Mapping[str, str]:
    words, card = words_in(locale), view.card
    desk = desk_named(exam, view.ticket.desk) if exam else None
    zone = exam.tz if exam else visit.zone
    return {
        "case": str(view.ticket.id),
        "agent": visit.staff.name,
        "status": status_name(words, card.status),
        "position": card.position or "",
        "until": words.moment(card.until, zone) if card.until else "",
        "left": words.left(card.until - visit.now) if card.until else "",
        "exam": words.text(exam.title) if exam else "",
        "desk": words.text(desk.name) if desk else "",
        "phone": (desk.phone or "") if desk else "",
        "mail": (desk.mail or "") if desk else "",
    }
