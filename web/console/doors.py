"""Coming in and going out: log-in, log-out, the way over the identity provider. Whoever comes in goes on in this house only."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from core.errors import Rejected
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.staff import Right
from core.services.staff import Attempt
from locales.reasons import with_clause
from locales.words import words_in
from web.console.browsers import (
    address_of,
    browser_of,
    csrf_of,
    door_token,
    is_own_form,
    let_in,
    let_out,
    new_door,
    open_door,
    session_token,
)
from web.console.forms import Form, read_form
from web.console.frame import LOGIN_PATH, Console, ConsoleRoute, problem, redirect
from web.console.sayings import DONE
from web.page import locale_of, remember_language, render
from web.secure.guard import is_sent_from_elsewhere

_HOME = "/console"
_RETURN_PATH = "/console/login/return"


def routes(console: Console) -> APIRouter:
    """``/console/login`` and ``/console/logout``."""
    door = _Door(console)
    router = APIRouter(route_class=ConsoleRoute)
    router.get(LOGIN_PATH)(door.show)
    router.post(LOGIN_PATH)(door.log_in)
    router.get("/console/login/provider")(door.to_provider)
    router.get(_RETURN_PATH)(door.from_provider)
    router.post("/console/logout")(door.log_out)
    return router


class _Door:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._entering = console.staffing.entering

    async def show(self, request: Request) -> Response:
        return self._form(request, to=request.query_params.get("to", ""), done=DONE.get(request.query_params.get("done", ""), ""))

    async def log_in(self, request: Request) -> Response:
        form = await self._taken(request)
        if form is None:
            return problem(request, 403)
        token = await self._entering.log_in(_attempt(request, form))
        if isinstance(token, Refused):
            status = 429 if token.reason is Reason.TOO_MANY_TRIES else 422
            return self._form(request, to=form["to"], login=form["login"][:64], refused=token, status=status)
        return _go_in(request, token, form["to"])

    async def to_provider(self, request: Request) -> Response:
        browser = door_token(request)
        if browser is None or is_sent_from_elsewhere(request, self._console.public_url):
            return redirect(LOGIN_PATH)
        return_url = self._console.public_url + _RETURN_PATH
        address = await self._entering.begin_at_provider(browser, address_of(request), return_url)
        return self._form(request, refused=address, status=422) if isinstance(address, Refused) else redirect(address)

    async def from_provider(self, request: Request) -> Response:
        query, browser = request.query_params, door_token(request)
        state, code = query.get("state", "")[:200], query.get("code", "")[:2000]
        stale = Refused(Reason.STAFF_PROVIDER_STALE)
        if not (state and code and browser):
            return self._form(request, refused=stale, status=422)
        attempt, return_url = _attempt(request, Form({})), self._console.public_url + _RETURN_PATH
        try:
            token = await self._entering.finish_at_provider(state, code, attempt, browser, return_url)
        except Rejected:
            return self._form(request, refused=stale, status=422)
        return self._form(request, refused=token, status=422) if isinstance(token, Refused) else _go_in(request, token, "")

    async def log_out(self, request: Request) -> Response:
        visit, _ = await self._console.act(request, Right.OWN_PROFILE)
        await self._entering.log_out(visit.token)
        response = redirect(f"{LOGIN_PATH}?done=logged_out")
        let_out(response)
        return response

    async def _taken(self, request: Request) -> Form | None:
        """The form, unless another page made the browser send it."""
        if is_sent_from_elsewhere(request, self._console.public_url):
            return None
        form = await read_form(request)
        by_browser = door_token(request) is not None or "origin" in request.headers
        return form if not by_browser or is_own_form(door_token(request), form["csrf"]) else None

    def _form(
        self, request: Request, *, to: str = "", login: str = "", refused: Refused | None = None, status: int = 200, done: str = ""
    ) -> Response:
        words = words_in(locale_of(request))
        said = " ".join(with_clause(refused, words, self._console.zone()).splitlines()) if refused else ""
        token = door_token(request) or new_door()
        page = render(
            request,
            "console/login.html",
            words.locale,
            status=status,
            csrf=csrf_of(token),
            to=inside(to),
            login=login,
            refused=said,
            done=words(done) if done else "",
            by_provider=self._entering.by_provider,
        )
        open_door(request, page, token)
        remember_language(request, page, words.locale)
        return page


def inside(to: str) -> str:
    """Where to go on after logging in: an address of the console; anything else is its first page."""
    try:
        parts = urlsplit(to)
    except ValueError:
        return _HOME
    path = parts.path
    is_ours = not parts.scheme and not parts.netloc and (path == _HOME or path.startswith(f"{_HOME}/"))
    plain = is_ours and path.isprintable() and "\\" not in to and "//" not in path and ".." not in path
    return path if plain and not path.startswith((LOGIN_PATH, "/console/logout", "/console/events")) else _HOME


def _attempt(request: Request, form: Form) -> Attempt:
    return Attempt(form["login"], form["password"], form["code"], browser_of(request), address_of(request), session_token(request))


def _go_in(request: Request, token: str, to: str) -> Response:
    response = redirect(inside(to))
    let_in(request, response, token)
    return response
