"""Who is asking: a chat is known by a random token, shown as a bearer or in a cookie that scripts can't read.

A change (``POST``) counts only with the bearer, which no foreign page can send; reading is allowed with either.
"""

from fastapi import Request, Response

from core.services.web_chats import WebChats
from web.chat.problems import NotTaken, Problem

CHAT_COOKIE = "kaoban_chat"
_COOKIE_SECONDS = 400 * 24 * 3600
_TOKEN_LENGTH = 256


async def writer(request: Request, chats: WebChats) -> int:
    """The chat whose bearer token came with the request. Raises ``NotTaken`` for any other."""
    return await _known(chats, _bearer(request))


async def reader(request: Request, chats: WebChats) -> int:
    """The chat of the bearer token or, without one, of the cookie. Raises ``NotTaken`` when there is none."""
    return await _known(chats, shown_token(request))


def shown_token(request: Request) -> str | None:
    """The token that the client shows, known or not; ``None`` for one that can't be ours."""
    token = _bearer(request) or request.cookies.get(CHAT_COOKIE)
    return token if token and len(token) <= _TOKEN_LENGTH and token.isascii() and token.isprintable() else None


def remember(request: Request, response: Response, token: str) -> None:
    """Give the browser the token in a cookie of this site only, out of reach of scripts."""
    response.set_cookie(
        CHAT_COOKIE,
        token,
        max_age=_COOKIE_SECONDS,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


async def _known(chats: WebChats, token: str | None) -> int:
    native_id = await chats.who(token) if token and len(token) <= _TOKEN_LENGTH and token.isascii() else None
    if native_id is None:
        raise NotTaken(Problem.CHAT_UNKNOWN)
    return native_id
