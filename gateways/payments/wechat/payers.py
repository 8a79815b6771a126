"""Who is looking at a page inside WeChat: its log-in in the background (``snsapi_base``) tells an id, and nothing about the person.

The code a browser brings back is exchanged once. Neither code nor secret is written into any log or error.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from core.errors import Rejected, Unreachable
from gateways.patience import Patience
from gateways.payments import fields

BROWSER_GATEWAY = "https://open.weixin.qq.com"
SERVER_GATEWAY = "https://api.weixin.qq.com"
_ONE_TRY_SECONDS = 4.0
_LARGEST_BYTES = 8_192
_CODE = re.compile(r"[0-9A-Za-z_-]{8,256}")
_OPENID = re.compile(r"[0-9A-Za-z_-]{6,128}")
_BUSY = frozenset({-1, 40005, 45009, 45011})


@dataclass(frozen=True, slots=True)
class App:
    """The official account's app as it asks WeChat: the id that orders name, its secret, and the two gateways."""

    appid: str
    secret: str
    browser_url: str = BROWSER_GATEWAY
    server_url: str = SERVER_GATEWAY


class Payers:
    """Finds out who pays."""

    def __init__(self, client: httpx.AsyncClient, app: App) -> None:
        self._client = client
        self._app = app
        self._patience = Patience("wechat-login")

    def address(self, return_url: str, state: str) -> str:
        """Where WeChat leads from, and back to ``return_url`` with ``code`` and ``state``. The order of the parameters matters."""
        told = {
            "appid": self._app.appid,
            "redirect_uri": return_url,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        return f"{self._app.browser_url.rstrip('/')}/connect/oauth2/authorize?{urlencode(told)}#wechat_redirect"

    async def who(self, code: str) -> str:
        """The payer's openid. Raises ``Rejected`` for a code that isn't good (any more), ``Unreachable``."""
        if not _CODE.fullmatch(code):
            raise Rejected("CODE", "no code")
        return await self._patience.ask(lambda: self._asked(code))

    async def _asked(self, code: str) -> str:
        wanted = {"appid": self._app.appid, "secret": self._app.secret, "code": code, "grant_type": "authorization_code"}
        address = f"{self._app.server_url.rstrip('/')}/sns/oauth2/access_token"
        try:
            answer = await self._client.get(address, params=wanted, timeout=_ONE_TRY_SECONDS)
        except httpx.HTTPError as error:
            # The error itself holds the request, and that holds the secret.
            raise Unreachable(f"WeChat's log-in doesn't answer: {type(error).__name__}") from None
        if answer.status_code != httpx.codes.OK or len(answer.content) > _LARGEST_BYTES:
            raise Unreachable(f"WeChat's log-in answered {answer.status_code}")
        return _openid(answer.content)


def _openid(content: bytes) -> str:
    try:
        told = fields.json_object(content)
    except Rejected:
        raise Unreachable("WeChat's log-in answered something else") from None
    if told.get("errcode"):
        raise _refusal(told["errcode"])
    openid = told.get("openid")
    if not isinstance(openid, str) or not _OPENID.fullmatch(openid):
        raise Unreachable("WeChat's log-in didn't say who it is")
    return openid


def _refusal(code: Any) -> Exception:
    """Busy, or asked too often, tells nothing about the code; anything else does."""
    return Unreachable("WeChat's log-in is busy") if code in _BUSY else Rejected(str(code)[:16])
