"""The frame of every page of the console: who is there, whether that may be, what it looks like, what is said when it goes wrong.

``Console.enter`` is the one way in: it recognises the log-in, asks the table of rights, writes the view into the audit.
``Console.act`` is the same for a form, which must come from one of our own pages.
"""

import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import quote, urlencode

import structlog
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from core.errors import Conflict, Forbidden, KaobanError, NotFound
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.staff import Right, Shift, Staff
from core.model.tickets import Agent
from core.ports import Charts, Clock
from core.rules.staffing import may
from core.services.answers import Writing
from core.services.exams import Exams
from core.services.payments import Payments
from core.services.running.office import Running
from core.services.seating import Seating
from core.services.staff import Seen, Staffing
from core.services.staff.office import Office
from core.services.tickets import Tickets
from core.store.engine import Store
from locales.reasons import with_clause
from locales.words import T, Words, words_in
from web.console.browsers import browser_of, csrf_of, is_own_form, session_token
from web.console.forms import Form, read_form
from web.console.navigation import entries_for
from web.console.sayings import DONE, PROBLEMS
from web.page import harden, locale_of, remember_language, render
from web.secure.form_body import NotAForm
from web.secure.guard import is_sent_from_elsewhere

log = structlog.get_logger()

LOGIN_PATH, PASSWORD_PATH = "/console/login", "/console/profile/password"
_LARGEST_ID = 2**63 - 1


class Stopped(Exception):
    """It goes no further; ``response`` says why, or where to instead."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a page: the request, who it is, in which language and zone."""

    request: Request
    shift: Shift
    words: Words
    zone: tzinfo
    now: datetime
    token: str

    @property
    def staff(self) -> Staff:
        """Who it is."""
        return self.shift.staff

    @property
    def agent(self) -> Agent:
        """The same as a case knows them."""
        return Agent(self.staff.id, self.staff.name, may_override=self.may(Right.CASES_OF_OTHERS))

    @property
    def actor(self) -> str:
        """The same as the audit names them."""
        return f"staff:{self.staff.id}"

    @property
    def home(self) -> str:
        """The first page that they may see."""
        return entries_for(self.staff.roles)[0].path

    def may(self, right: Right) -> bool:
        """Whether their roles include it."""
        return may(self.staff.roles, right)

    def moment(self, at: datetime | None) -> str:
        """An instant in the exam's zone, a dash for none."""
        return self.words.moment(at, self.zone) if at else "–"

    def said(self, refused: Refused) -> str:
        """A refusal in their language."""
        return " ".join(with_clause(refused, self.words, self.zone).splitlines())

    def page(
        self,
        template: str,
        values: Mapping[str, object] | None = None,
        *,
        status: int = 200,
        refused: Refused | None = None,
    ) -> Response:
        """A page of the console. ``refused`` is told on top of it."""
        words, request = self.words, self.request
        done = DONE.get(request.query_params.get("done", ""))
        shown = {
            "me": self.staff,
            "rights": {right.value for right in Right if self.may(right)},
            "navigation": entries_for(self.staff.roles),
            "here": request.url.path,
            "csrf": csrf_of(self.token),
            "once": secrets.token_hex(12),
            "moment": self.moment,
            "now": self.now,
            "done": words(done) if done else "",
            "refused": self.said(refused) if refused else "",
        }
        response = render(request, template, words.locale, status=status, secret=True, **(shown | dict(values or {})))
        remember_language(request, response, words.locale)
        return response

    def onward(self, path: str, done: str = "") -> Response:
        """To another page of the console, with a word on what was done (a key of ``DONE``)."""
        assert path.startswith("/console"), "never out of the house"
        return redirect(f"{path}?{urlencode({'done': done})}" if done else path)


@dataclass(frozen=True, slots=True)
class Console:
    """What the pages work with. ``zone`` is that of the office: in it instants are told where no exam says otherwise."""

    staffing: Staffing
    tickets: Tickets
    office: Office
    payments: Payments
    writing: Writing
    running: Running
    seating: Seating
    exams: Exams
    store: Store
    clock: Clock
    charts: Charts
    public_url: str
    zone: Callable[[], tzinfo]

    async def enter(self, request: Request, *rights: Right, seen: Seen | None = None) -> Visit:
        """Who asks for this page, with one of these rights.

        Raises ``Stopped`` for whoever isn't logged in, may not, or must change the password first.

        :param seen: what is about to be seen, for the audit; ``None`` where nothing but the frame is.
        """
        token = session_token(request)
        shift = await self.staffing.shifts.enter(token, browser_of(request), rights, seen)
        if isinstance(shift, Refused):
            raise Stopped(self._stop(request, shift))
        if shift.staff.is_one_time and request.url.path != PASSWORD_PATH:
            raise Stopped(redirect(PASSWORD_PATH))
        assert token is not None, "whoever came in has shown one"
        return Visit(request, shift, words_in(locale_of(request)), self.zone(), self.clock.now(), token)

    async def act(self, request: Request, *rights: Right) -> tuple[Visit, Form]:
        """Who sends this form, and what. Raises ``Stopped``; a form that another site made the browser send is refused."""
        visit = await self.enter(request, *rights)
        if is_sent_from_elsewhere(request, self.public_url):
            raise Stopped(problem(request, 403))
        form = await read_form(request)
        if not is_own_form(visit.token, form["csrf"]):
            raise Stopped(problem(request, 403))
        return visit, form

    def _stop(self, request: Request, refused: Refused) -> Response:
        if refused.reason is Reason.STAFF_FORBIDDEN:
            return problem(request, 403, sentence=with_clause(refused, words_in(locale_of(request)), self.zone()))
        here = request.url.path if request.method == "GET" else "/console"
        response = redirect(f"{LOGIN_PATH}?to={quote(here, safe='/')}")
        remember_language(request, response, locale_of(request))
        return response


class ConsoleRoute(APIRoute):
    """A route of the console whose failures are pages in the reader's language, never a trace."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler FastAPI made, with our failures around it."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except Stopped as stopped:
                return stopped.response
            except NotAForm as error:
                return problem(request, error.status)
            except ClientDisconnect:
                return problem(request, 400)
            except KaobanError as error:
                status = next((number for kind, number in _STATUSES.items() if isinstance(error, kind)), 503)
                log.warning("a page of the console failed", error=type(error).__name__, status=status)
                return problem(request, status)

        return answered


_STATUSES: Mapping[type[KaobanError], int] = {NotFound: 404, Forbidden: 403, Conflict: 409}


def problem(request: Request, status: int, *, sentence: str = "") -> Response:
    """What is said where there is no page to show."""
    words = words_in(locale_of(request))
    title, what = PROBLEMS[status]
    actions = [(words(T("To the console")), "/console"), (words(T("Log in anew")), LOGIN_PATH)]
    said = sentence or words(what)
    return render(request, "console/problem.html", words.locale, status=status, title=words(title), what=said, actions=actions)


def redirect(path: str) -> Response:
    """See there instead."""
    response = RedirectResponse(path, status_code=303)
    harden(response)
    return response


def number_in(text: str) -> int:
    """A number in an address. Raises ``NotFound`` for anything that is none of ours."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(_LARGEST_ID)) or int(text) > _LARGEST_ID:
        raise NotFound(text[:20])
    return int(text)
