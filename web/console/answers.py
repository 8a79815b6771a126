"""What wasn't understood, in groups; an answer is written from a group, approved by somebody else, and stays in the record.

Supervisors and operators write and approve; whoever wrote an answer never approves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from core.errors import NotFound
from core.model.decisions import Refused
from core.model.exam import Answer, Exam
from core.model.staff import Right
from core.model.texts import Target, Text
from core.model.written_answers import Unanswered, Wording, Written, WrittenState
from core.rules.answers.writing import LOCALES, LONGEST_ANSWER
from core.services.answers import entry_of
from core.services.staff import Seen
from locales.words import T
from web.console.forms import Form
from web.console.frame import Console, ConsoleRoute, Visit, number_in

_UNFIT = 422
_SHOWN = 40
_GIST = 60
_MOST_IDS = 2000
_HERE = "/console/answers"
STATES = {
    WrittenState.DRAFT: T("Waiting for a second person"),
    WrittenState.LIVE: T("Stands"),
    WrittenState.ENDED: T("Ended"),
    WrittenState.REFUSED: T("Dropped"),
}
PARTS = {
    Target.HOME: T("The next step"),
    Target.ACCOUNT: T("The account"),
    Target.REGISTER: T("Registering"),
    Target.LOGIN: T("Logging in"),
    Target.RECOVER: T("Recovering username or password"),
    Target.EXAMS: T("The exams"),
    Target.FORM: T("The form"),
    Target.PHOTO: T("The photo"),
    Target.POSITION: T("The positions"),
    Target.CONFIRM: T("Confirming"),
    Target.PAY: T("Paying"),
    Target.DOCUMENTS: T("The documents"),
    Target.DESKS: T("Whom to call"),
}
_DONE = {"approve": "answer_live", "refuse": "answer_refused", "end": "answer_ended"}


def routes(console: Console) -> APIRouter:
    """``/console/answers``."""
    router = APIRouter(route_class=ConsoleRoute)
    _add_lists(router, console)
    _add_writing(router, console)
    _add_decisions(router, console)
    return router


def _add_lists(router: APIRouter, console: Console) -> None:
    @router.get("/console/answers")
    async def shelf(request: Request) -> Response:
        visit = await console.enter(request, Right.ANSWERS, seen=Seen("page", "answers"))
        exam = await _exam(console, request.query_params.get("exam", ""))
        groups = await console.writing.unanswered(exam.id)
        shown = {"groups": groups[:_SHOWN], "more": max(0, len(groups) - _SHOWN), "record": await console.writing.record(exam.id)}
        return visit.page("console/answers.html", await _around(console, visit, exam) | shown)

    @router.post("/console/answers/aside")
    async def set_aside(request: Request) -> Response:
        visit, form = await console.act(request, Right.ANSWERS)
        exam = await _exam(console, form["exam"])
        await console.writing.set_aside(exam.id, _ids(form["asked"]), staff_id=visit.staff.id)
        return visit.onward(_HERE, "questions_aside")


def _add_writing(router: APIRouter, console: Console) -> None:
    @router.get("/console/answers/write")
    async def begin(request: Request) -> Response:
        visit = await console.enter(request, Right.ANSWERS, seen=Seen("page", "answers"))
        exam = await _exam(console, request.query_params.get("exam", ""))
        typed = _from_entry(entry_of(exam, request.query_params.get("entry", "")))
        group = await _group(console, exam, request.query_params.get("group", ""))
        if group is not None:
            typed |= {"phrasings": "\n".join(group.questions), "asked": ",".join(map(str, group.ids))}
        return await _form_page(console, visit, exam, Form(typed))

    @router.post("/console/answers/write")
    async def keep(request: Request) -> Response:
        visit, form = await console.act(request, Right.ANSWERS)
        exam = await _exam(console, form["exam"])
        kept = await console.writing.write(exam.id, _wording(form), _ids(form["asked"]), staff_id=visit.staff.id)
        if isinstance(kept, Refused):
            return await _form_page(console, visit, exam, form, kept)
        return visit.onward(f"{_HERE}/{kept}", "answer_written")


def _add_decisions(router: APIRouter, console: Console) -> None:
    @router.get("/console/answers/{number}")
    async def look(request: Request, number: str) -> Response:
        visit = await console.enter(request, Right.ANSWERS, seen=Seen("answer", str(number_in(number))))
        return await _one_page(console, visit, await console.writing.one(number_in(number)))

    @router.post("/console/answers/{number}/{what}")
    async def decide(request: Request, number: str, what: str) -> Response:
        visit, _ = await console.act(request, Right.ANSWERS)
        does = {"approve": console.writing.approve, "refuse": console.writing.refuse, "end": console.writing.end}
        if what not in does:
            raise NotFound(what[:20])
        decided = await does[what](number_in(number), staff_id=visit.staff.id)
        if isinstance(decided, Refused):
            return await _one_page(console, visit, await console.writing.one(number_in(number)), decided)
        return visit.onward(f"{_HERE}/{decided.id}", _DONE[what])


@dataclass(frozen=True, slots=True)
class Sayings:
    """Words of written answers, and who had a hand in them."""

    visit: Visit
    names: dict[int, str]

    def state(self, written: Written) -> str:
        """How it stands."""
        return self.visit.words(STATES[written.state])

    def name(self, staff_id: int | None) -> str:
        """Who it was; a dash for nobody."""
        return self.names.get(staff_id or 0, "–")

    def text(self, text: Text) -> str:
        """In the reader's language."""
        return self.visit.words.text(text)


async def _around(console: Console, visit: Visit, exam: Exam) -> dict[str, object]:
    names = {one.id: one.name for one in await console.staffing.keeping.all()}
    exams = [(one.id, visit.words.text(one.title)) for one in await console.writing.exams()]
    return {"exam": exam, "exams": exams, "said": Sayings(visit, names), "locales": LOCALES}


async def _form_page(console: Console, visit: Visit, exam: Exam, typed: Form, refused: Refused | None = None) -> Response:
    words = visit.words
    shown = {
        "typed": typed,
        "topics": [(one.id, words.text(one.title)) for one in exam.topics],
        "clauses": [(one.id, f"{one.id} {words.text(one.gist)}"[:_GIST]) for one in exam.clauses],
        "targets": [(one.value, words(PARTS[one])) for one in Target],
        "entries": [(one.id, words.text(one.question)) for one in exam.answers if one.same_as is None],
        "longest": LONGEST_ANSWER,
    }
    around = await _around(console, visit, exam)
    return visit.page("console/answer_form.html", around | shown, status=_UNFIT if refused else 200, refused=refused)


async def _one_page(console: Console, visit: Visit, written: Written, refused: Refused | None = None) -> Response:
    exam = await console.writing.exam(written.exam)
    taken = [(one, console.writing.reached(exam.id, one)) for one in written.wording.phrasings]
    clause = next((one for one in exam.clauses if one.id == written.wording.clause), None)
    shown = {
        "one": written,
        "clause": clause,
        "stands": entry_of(exam, written.wording.entry),
        "taken": [(phrasing, entry) for phrasing, entry in taken if entry and entry != written.wording.entry],
        "is_mine": written.written_by == visit.staff.id,
    }
    around = await _around(console, visit, exam)
    return visit.page("console/answer.html", around | shown, status=_UNFIT if refused else 200, refused=refused)


async def _exam(console: Console, exam_id: str) -> Exam:
    """The exam of that id; the first one where none is named. Raises ``NotFound``."""
    exams = await console.writing.exams()
    found = next((one for one in exams if one.id == exam_id or not exam_id), None)
    if found is None:
        raise NotFound(exam_id[:20])
    return found


async def _group(console: Console, exam: Exam, number: str) -> Unanswered | None:
    """The group that this question is in."""
    wanted = _ids(number)
    return next((one for one in await console.writing.unanswered(exam.id) if wanted and wanted[0] in one.ids), None)


def _ids(text: str) -> Sequence[int]:
    """Numbers of questions, as a form carries them."""
    return [int(one) for one in text.split(",")[:_MOST_IDS] if one.isascii() and one.isdigit() and len(one) < 16]


def _wording(form: Form) -> Wording:
    target = form["target"]
    return Wording(
        entry=form["entry"],
        topic=form["topic"],
        question=Text({locale: form[f"question_{locale}"].strip() for locale in LOCALES}),
        answer=Text({locale: form[f"answer_{locale}"].strip() for locale in LOCALES}),
        clause=form["clause"],
        target=Target(target) if target in set(Target) else None,
        phrasings=tuple(form["phrasings"].splitlines()),
    )


def _from_entry(entry: Answer | None) -> dict[str, str]:
    """What is typed already where a standing entry is written anew."""
    if entry is None:
        return {}
    texts = {f"question_{locale}": entry.question.in_(locale) for locale in LOCALES}
    texts |= {f"answer_{locale}": entry.answer.in_(locale) for locale in LOCALES}
    target = entry.target.value if entry.target else ""
    return texts | {"entry": entry.id, "topic": entry.topic or "", "clause": entry.clause or "", "target": target}
