"""Running an exam: its windows and who hears when one is moved, the roster, files to load, announcements, what is kept of people.

Whatever changes something is shown first, with what it would do, and done at the second press.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from core.errors import NotFound
from core.model.application import Status
from core.model.decisions import Refused
from core.model.exam import Exam, Kept, Window, WindowName
from core.model.reasons import Reason
from core.model.staff import Right
from core.rules.retention import erased_from
from core.services.running.announcing import Announcement
from core.services.running.deadlines import Move, Preview
from core.services.staff import Seen
from locales.names import STATUSES
from locales.words import LANGUAGE_NAMES, LOCALES, T, Words
from web.console.forms import Form
from web.console.frame import Console, ConsoleRoute, Visit
from web.console.running_words import KEPT, WINDOWS

HOME = "/console/running"
_UNFIT = 422
_INSTANT = "%Y-%m-%dT%H:%M"
_GROUPS = (Status.AGREED, Status.FORM_COMPLETE, Status.STASHED, Status.CONFIRMED, Status.PAID)
_AS_PAID = frozenset({Status.PAID, Status.FORM_PRINTABLE, Status.TICKET_PRINTABLE})


def routes(console: Console) -> APIRouter:
    """``/console/running``, and what is done to windows and told to groups."""
    pages = Running(console)
    router = APIRouter(route_class=ConsoleRoute)
    router.get(HOME)(pages.overview)
    router.post(f"{HOME}/deadline")(pages.deadline)
    router.post(f"{HOME}/announce")(pages.announce)
    return router


@dataclass(frozen=True, slots=True)
class Running:
    """The page of the operator's tasks, and the two that need nothing but words."""

    console: Console

    async def overview(self, request: Request) -> Response:
        """Everything that can be done with one exam."""
        visit = await self.console.enter(request, Right.EXAM, seen=Seen("page", "running"))
        return await self.page(visit, request.query_params.get("exam", ""))

    async def deadline(self, request: Request) -> Response:
        """Show what moving a window would do; move it at the second press."""
        visit, form = await self.console.act(request, Right.EXAM_CHANGE)
        exam = await self.exam(form["exam"])
        move = _move(exam, form)
        if isinstance(move, Refused):
            return await self.page(visit, exam.id, move)
        if not form["sure"]:
            seen = await self.console.running.deadlines.preview(move)
            return await self.page(visit, exam.id, seen) if isinstance(seen, Refused) else self._show_move(visit, seen, move, form)
        if form["sure"] != _mark(exam.window(move.name)):
            return await self.page(visit, exam.id, Refused(Reason.PREVIEW_STALE))
        done = await self.console.running.deadlines.move(move, visit.actor)
        return await self.page(visit, exam.id, done) if isinstance(done, Refused) else self.back(visit, "deadline_moved")

    async def announce(self, request: Request) -> Response:
        """Show how many an announcement reaches; send it at the second press."""
        visit, form = await self.console.act(request, Right.EXAM_CHANGE)
        exam, groups = await self.exam(form["exam"]), _groups(form.all("status"))
        texts = {locale: form[f"words_{locale}"].strip() for locale in LOCALES}
        codes = tuple(form["codes"].replace(",", " ").split())
        if not form["sure"]:
            if not all(texts.values()):
                return await self.page(visit, exam.id, Refused(Reason.ANNOUNCEMENT_INCOMPLETE), form)
            count = await self.console.running.announcing.reaches(exam.id, groups, codes)
            return self._show_announcement(visit, exam, form, count, texts)
        what = Announcement(exam.id, form["sure"], groups, codes, texts)
        done = await self.console.running.announcing.tell(what, LOCALES, visit.actor)
        return await self.page(visit, exam.id, done, form) if isinstance(done, Refused) else self.back(visit, "announced")

    def back(self, visit: Visit, done: str) -> Response:
        """To the page of the exam, with a word on what was done."""
        return visit.onward(HOME, done)

    async def exam(self, exam_id: str) -> Exam:
        """The exam of that id, the first one for none. Raises ``NotFound``."""
        exams = await self.console.store.read(self.console.exams.current)
        found = next((one for one in exams if one.id == exam_id or not exam_id), None)
        if found is None:
            raise NotFound("no such exam")
        return found

    async def page(self, visit: Visit, exam_id: str, refused: Refused | None = None, typed: Form | None = None) -> Response:
        """The page of the exam, with what was refused on top."""
        exams = await self.console.store.read(self.console.exams.current)
        if not exams:
            return visit.page("console/running_none.html", {"may_change": visit.may(Right.EXAM_CHANGE)}, refused=refused)
        exam, words = await self.exam(exam_id), visit.words
        shown = {
            "exam": exam,
            "exams": [(one.id, words.text(one.title)) for one in exams],
            "title": words.text(exam.title),
            "windows": [_window(visit, exam, name) for name in WindowName],
            "roster": await self.console.running.roster.state(exam.id),
            "groups": [(one.value, words(STATUSES[one])) for one in _GROUPS],
            "locales": [(locale, LANGUAGE_NAMES[locale]) for locale in LOCALES],
            "kept": [(words(KEPT[kind]), exam.retention.get(kind), _day(exam, erased_from(exam, kind))) for kind in Kept],
            "typed": typed or Form({}),
            "may_change": visit.may(Right.EXAM_CHANGE),
        }
        return visit.page("console/running.html", shown, status=_UNFIT if refused else 200, refused=refused)

    def _show_move(self, visit: Visit, seen: Preview, move: Move, form: Form) -> Response:
        words = visit.words
        lines = [
            (words(T("Window")), words(WINDOWS[move.name])),
            (words(T("Until now")), _span(visit, seen.before)),
            (words(T("From now on")), _span(visit, seen.after)),
            (words(T("Applications that hear of it")), str(seen.told)),
            *(_status_line(words, name, counts) for name, counts in seen.statuses.items() if counts[0] != counts[1]),
        ]
        hidden = {name: form[name] for name in ("exam", "window", "opens_at", "closes_at", "why")} | {"sure": _mark(seen.before)}
        return preview(visit, words(T("Move this deadline?")), lines, f"{HOME}/deadline", hidden, words(T("Move it and tell them")))

    def _show_announcement(self, visit: Visit, exam: Exam, form: Form, count: int, texts: Mapping[str, str]) -> Response:
        words = visit.words
        lines = [(words(T("Applications it reaches")), str(count)), *((LANGUAGE_NAMES[one], text) for one, text in texts.items())]
        hidden = {"exam": exam.id, "codes": form["codes"], "sure": form["once"] or visit.now.isoformat()}
        hidden |= {f"words_{locale}": text for locale, text in texts.items()}
        repeated = [("status", one) for one in form.all("status")]
        return preview(visit, words(T("Send this announcement?")), lines, f"{HOME}/announce", hidden, words(T("Send it")), repeated)


def preview(
    visit: Visit,
    title: str,
    lines: Sequence[tuple[str, str]],
    action: str,
    hidden: Mapping[str, str],
    button: str,
    repeated: Sequence[tuple[str, str]] = (),
    *,
    is_possible: bool = True,
) -> Response:
    """What would be done, line by line, with the press that does it."""
    shown = {
        "title": title,
        "lines": lines,
        "action": action,
        "hidden": [*hidden.items(), *repeated],
        "button": button,
        "is_possible": is_possible,
        "home": HOME,
    }
    return visit.page("console/preview.html", shown)


def _move(exam: Exam, form: Form) -> Move | Refused:
    """What the form asks for; instants are local ones of the exam."""
    if form["window"] not in set(WindowName):
        raise NotFound("no such window")
    try:
        opens_at, closes_at = (_instant(exam, form[name]) for name in ("opens_at", "closes_at"))
    except ValueError as error:
        return Refused(Reason.INSTANT_UNREADABLE, about=(str(error)[:60],))
    return Move(exam.id, WindowName(form["window"]), opens_at, closes_at, form["why"])


def _instant(exam: Exam, typed: str) -> datetime | None:
    if not typed.strip():
        return None
    at = datetime.fromisoformat(typed.strip())
    return at if at.tzinfo is not None else at.replace(tzinfo=exam.tz)


def _groups(given: Sequence[str]) -> set[Status]:
    """Who is paid is paid, whatever can be printed by now."""
    chosen = {status for status in _GROUPS if status.value in given}
    return chosen | _AS_PAID if Status.PAID in chosen else chosen


def _window(visit: Visit, exam: Exam, name: WindowName) -> Mapping[str, object]:
    window = exam.window(name)
    return {
        "id": name.value,
        "name": visit.words(WINDOWS[name]),
        "opens": visit.moment(window.opens_at),
        "closes": visit.moment(window.closes_at),
        "opens_at": _local(exam, window.opens_at),
        "closes_at": _local(exam, window.closes_at),
        "clause": window.clause or "",
        "assumed": window.assumed,
        "moved": exam.moved.get(name),
    }


def _local(exam: Exam, at: datetime | None) -> str:
    return at.astimezone(exam.tz).strftime(_INSTANT) if at else ""


def _day(exam: Exam, at: datetime | None) -> str:
    """With the year: it may be the next one."""
    return at.astimezone(exam.tz).date().isoformat() if at else "–"


def _span(visit: Visit, window: Window) -> str:
    return f"{visit.moment(window.opens_at)} – {visit.moment(window.closes_at)}"


def _status_line(words: Words, name: str, counts: tuple[int, int]) -> tuple[str, str]:
    return words(STATUSES[Status(name)]), f"{counts[0]} → {counts[1]}"


def _mark(window: Window) -> str:
    """What the window was when it was looked at."""
    return f"{window.opens_at}/{window.closes_at}"
