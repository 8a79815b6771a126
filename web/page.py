"""Pages for people: one look, the reader's language, and headers that let nothing run but our own files.

Every page is rendered here, so that no part can forget a header. Secrets (说明 二(二), 指南 二) travel only over these pages;
they are therefore never stored by a browser or a proxy unless a part says that a page holds none.
"""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.types import Scope

from locales.words import LANGUAGE_NAMES, known_locale, words_in

LANGUAGE_COOKIE = "lang"
HTML_LANGUAGES: Mapping[str, str] = {"zh_CN": "zh-Hans-CN", "zh_TW": "zh-Hant-TW", "en": "en"}

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

_LANGUAGE_SECONDS = 365 * 24 * 3600
_WEB = Path(__file__).parent
_STATIC = _WEB / "static"
_FOR_EVER = "public, max-age=31536000, immutable"


def locale_of(request: Request) -> str:
    """The reader's catalogue: ``?lang=`` before the cookie ``lang`` before ``Accept-Language``; else the default."""
    chosen = request.query_params.get(LANGUAGE_COOKIE) or request.cookies.get(LANGUAGE_COOKIE)
    return known_locale(chosen or _preferred(request.headers.get("accept-language", "")))


def remember_language(request: Request, response: Response, locale: str) -> None:
    """Let the pages that follow speak ``locale`` too."""
    if request.cookies.get(LANGUAGE_COOKIE) != locale:
        response.set_cookie(LANGUAGE_COOKIE, locale, max_age=_LANGUAGE_SECONDS, path="/", httponly=True, samesite="lax")


def render(
    request: Request, template: str, locale: str, *, status: int = 200, secret: bool = True, **values: object
) -> HTMLResponse:
    """A page in ``locale`` from a template below ``web/templates`` or ``web``.

    A template gets ``T`` (and the same as ``w``): ``{{ T("English source", name=value) }}`` says a sentence and is found by
    the extraction; ``static(path)`` is the address of a file below ``web/static``. ``secret=False`` lets the browser keep the
    page as long as it asks again each time; otherwise nobody may store it.
    """
    words = words_in(locale)
    body = (
        _environment()
        .get_template(template)
        .render(
            request=request, T=words, w=words, locale=locale, lang=HTML_LANGUAGES[words.locale], languages=LANGUAGE_NAMES, **values
        )
    )
    response = HTMLResponse(body, status_code=status)
    harden(response, secret=secret)
    return response


def harden(response: Response, *, secret: bool = True) -> None:
    """Put the headers of every page on a response that wasn't rendered here, such as a redirect or a file."""
    for name, value in SECURITY_HEADERS.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store" if secret else "no-cache, private"
    response.headers["Vary"] = "Cookie, Accept-Language"


def static_address(path: str) -> str:
    """Where a file below ``web/static`` is served: an address that changes whenever any of those files changes."""
    return f"/static/{_version()}/{path}"


def mount_static(app: FastAPI) -> None:
    """Serve ``/static``: versioned addresses are kept for ever, plain ones are asked for anew each time."""
    app.mount("/static", _Static(directory=_STATIC), name="static")


class _Static(StaticFiles):
    """Static files, with or without the version in front, so that modules which import each other share it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        version, _, rest = path.partition("/")
        versioned = version == _version()
        response = await super().get_response(rest if versioned else path, scope)
        for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy"):
            response.headers[name] = SECURITY_HEADERS[name]
        if response.status_code < 400:
            response.headers["Cache-Control"] = _FOR_EVER if versioned else "no-cache"
        return response


@lru_cache(maxsize=1)
def _version() -> str:
    digest = hashlib.sha256()
    for file in sorted(_STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(_STATIC).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_WEB / "templates", _WEB]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static_address
    return environment


def _preferred(accept_language: str) -> str | None:
    """The first language we speak in the reader's order of preference."""
    ranked: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, parameters = part.strip().partition(";")
        if tag[:2].casefold() in {"zh", "en"}:
            ranked.append((_weight(parameters), tag))
    ranked = [choice for choice in ranked if choice[0] > 0]
    return max(ranked, key=lambda choice: choice[0])[1] if ranked else None


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
