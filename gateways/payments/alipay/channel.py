"""Asking Alipay: signed parameters posted to one gateway, the part of the answer that counts verified as it was sent."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from core.errors import Forbidden, Rejected, Unreachable
from core.ports import Clock
from gateways.payments.alipay.reading import ZONE
from gateways.payments.alipay.signatures import Signatures

_PATIENCE_SECONDS = 8.0
_GOOD = "10000"
_REFUSED = "40004"
_TROUBLE = frozenset({"ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error", "isp.unknown-error"})
_FORM = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}


class Channel:
    """One app's way to the gateway at ``base_url``."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, signatures: Signatures, clock: Clock) -> None:
        self._client = client
        self._url = httpx.URL(base_url)
        self._signatures = signatures
        self._clock = clock

    def link(self, method: str, content: Mapping[str, Any], *, notify_url: str, return_url: str) -> str:
        """The address a browser opens to pay. Raises ``Unreachable`` without a key to sign with."""
        return f"{self._url}?{self._signed(method, content, notify_url=notify_url, return_url=return_url)}"

    async def ask(self, method: str, content: Mapping[str, Any], **beside: str) -> Mapping[str, Any]:
        """The verified answer; ``beside`` is asked with it, as ``notify_url``.

        Raises ``Rejected`` with Alipay's own code, or ``Unreachable``.
        """
        query = self._signed(method, content, **beside)
        try:
            answer = await self._client.post(
                self._url.copy_merge_params({"charset": "utf-8"}), content=query, headers=_FORM, timeout=_PATIENCE_SECONDS
            )
        except httpx.HTTPError as error:
            raise Unreachable(f"Alipay doesn't answer: {type(error).__name__}") from error
        if answer.status_code != httpx.codes.OK:
            raise Unreachable(f"Alipay answered {answer.status_code}")
        return _meaning(self._verified(answer.content, method.replace(".", "_") + "_response"))

    async def download(self, address: str) -> bytes:
        """A file an answer named. Raises ``Unreachable``."""
        try:
            answer = await self._client.get(address, timeout=_PATIENCE_SECONDS)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unreachable(f"Alipay's file doesn't come: {type(error).__name__}") from error
        return answer.content

    def _signed(self, method: str, content: Mapping[str, Any], **beside: str) -> str:
        if not self._signatures.can_sign:
            raise Unreachable("Alipay can't be asked: the app's own key isn't set")
        at = f"{self._clock.now().astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
        return self._signatures.signed(method, content, timestamp=at, **beside)

    def _verified(self, raw: bytes, name: str) -> Mapping[str, Any]:
        """The object called ``name``, once its very characters are found to be signed."""
        try:
            text = raw.decode()
            whole = json.loads(text)
            start = text.index("{", text.index(f'"{name}"'))
            told, end = json.JSONDecoder().raw_decode(text, start)
            self._signatures.check_answer(text[start:end], whole.get("sign"))
        except (ValueError, RecursionError, AttributeError) as error:
            raise Unreachable("Alipay answered something else") from error
        except Forbidden as error:
            raise Unreachable(f"an answer that isn't Alipay's: {error}") from error
        if not isinstance(told, dict):
            raise Unreachable("Alipay answered something else")
        return told


def _meaning(told: Mapping[str, Any]) -> Mapping[str, Any]:
    code, sub_code = told.get("code"), told.get("sub_code")
    if code == _GOOD:
        return told
    if code == _REFUSED and isinstance(sub_code, str) and sub_code not in _TROUBLE:
        raise Rejected(sub_code[:64], str(told.get("sub_msg", ""))[:200])
    raise Unreachable(f"Alipay answered {code} {sub_code or ''}".rstrip())
