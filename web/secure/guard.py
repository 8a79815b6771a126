"""Who may open a page: whoever holds its token, unless the browser plainly belongs to another chat or was sent by another site.

The token in the path is the secret; what is checked here is what a browser says about itself on top of that.
"""

from urllib.parse import urlsplit

from fastapi import Request

from core.model.account import Chat
from core.services.web_chats import WebChats
from web.chat.sessions import CHAT_COOKIE

_FOREIGN_SITES = frozenset({"cross-site", "same-site"})
_WEB = "web"
_LONGEST_TOKEN = 256


async def is_of_other_chat(request: Request, chats: WebChats, chat: Chat) -> bool:
    """Whether this browser is in a web chat that isn't the one the page was made for."""
    token = request.cookies.get(CHAT_COOKIE, "")
    if chat.channel != _WEB or not token or len(token) > _LONGEST_TOKEN or not token.isascii():
        return False
    native_id = await chats.who(token)
    return native_id is not None and native_id != chat.native_id


def is_sent_from_elsewhere(request: Request, public_url: str) -> bool:
    """Whether another site made the browser send this form."""
    if request.headers.get("sec-fetch-site") in _FOREIGN_SITES:
        return True
    origin = request.headers.get("origin", "null")
    # Our pages send no referrer, for which browsers say "null" instead of an origin.
    return origin != "null" and _host(origin) not in {request.headers.get("host"), _host(public_url)}


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).netloc or None
    except ValueError:
        return None
