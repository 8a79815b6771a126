"""What a browser shows of itself: the session's cookie, the secret of its forms, where it came from."""

import hashlib
import secrets
from hmac import compare_digest

from fastapi import Request, Response

from web.page import harden

SESSION_COOKIE, DOOR_COOKIE = "kaoban_staff", "kaoban_door"
_PATH = "/console"
_DOOR_SECONDS = 3600
_LONGEST = 256


def session_token(request: Request) -> str | None:
    """The token of a log-in that the browser shows; ``None`` for one that can't be ours."""
    return _shown(request, SESSION_COOKIE)


def door_token(request: Request) -> str | None:
    """The secret of a browser that hasn't logged in yet."""
    return _shown(request, DOOR_COOKIE)


def browser_of(request: Request) -> str:
    """What the browser calls itself; a log-in counts in no other."""
    return request.headers.get("user-agent", "")[:500]


def address_of(request: Request) -> str:
    """Where the request came from, behind trusted proxies as they say."""
    return request.client.host if request.client else ""


def csrf_of(token: str | None) -> str:
    """The secret that this browser's forms carry: known from its token, telling nothing about it."""
    return hashlib.sha256(f"form:{token or ''}".encode()).hexdigest()


def is_own_form(token: str | None, shown: str) -> bool:
    """Whether a form came from a page that we gave to this browser."""
    return bool(token) and compare_digest(csrf_of(token).encode(), shown.encode())


def new_door() -> str:
    """A secret for a browser that has none."""
    return secrets.token_urlsafe(32)


def open_door(request: Request, response: Response, token: str) -> None:
    """Give a browser its secret before it has logged in."""
    _set(request, response, DOOR_COOKIE, token, seconds=_DOOR_SECONDS)


def let_in(request: Request, response: Response, token: str) -> None:
    """The browser is logged in: a new token, whatever it had before."""
    _set(request, response, SESSION_COOKIE, token)
    response.delete_cookie(DOOR_COOKIE, path=_PATH)


def let_out(response: Response) -> None:
    """The browser forgets its log-in, and what it kept of our pages."""
    response.delete_cookie(SESSION_COOKIE, path=_PATH)
    harden(response)


def _set(request: Request, response: Response, name: str, token: str, seconds: int | None = None) -> None:
    # Lax, not strict: whoever comes back from the identity provider comes from another site.
    response.set_cookie(
        name, token, max_age=seconds, path=_PATH, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )


def _shown(request: Request, name: str) -> str | None:
    token = request.cookies.get(name)
    return token if token and len(token) <= _LONGEST and token.isascii() and token.isprintable() else None
