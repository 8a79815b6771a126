"""Asking WeChat Pay: the library signs the request, our keys verify the answer, and every failure becomes one of ours.

The library's own client would fetch certificates by itself, knows one gateway only and raises bare exceptions; so the part that
signs is used, with our connection, our gateway and our verifier put into it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from wechatpayv3.async_.core import AsyncCore
from wechatpayv3.async_.type import RequestType

from core.errors import Forbidden, Rejected, Unreachable
from gateways.payments import fields
from gateways.payments.wechat.signatures import Signatures

_PATIENCE_SECONDS = 8.0
_SILENT = frozenset({401, 408, 429})
SYSTEM_TROUBLE = frozenset({"SYSTEM_ERROR", "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED", "SIGN_ERROR", "BANKERROR"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the merchant signs with: its private ``key`` as PEM. ``public_key_id`` names the key that answers come signed with."""

    mchid: str
    serial: str
    key: bytes
    apiv3_key: str
    public_key_id: str | None


class Channel:
    """One merchant's way to the gateway at ``base_url``. Raises ``ValueError`` for a private key that is none."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, credentials: Credentials, signatures: Signatures) -> None:
        self._base = urlsplit(base_url.rstrip("/"))
        self._core = _Signer(_Line(client, signatures), f"{self._base.scheme}://{self._base.netloc}", credentials)

    async def get(self, path: str) -> Mapping[str, Any]:
        """The answer to a question. Raises ``Rejected`` with WeChat's own code, or ``Unreachable``."""
        return _object(await self._send(path, RequestType.GET, None))

    async def post(self, path: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to what was asked for; an empty one for no content. Raises ``Rejected`` or ``Unreachable``."""
        content = await self._send(path, RequestType.POST, dict(values))
        return _object(content) if content else {}

    def sign(self, *lines: str) -> str:
        """The merchant's signature over these lines, base64: what the app is handed is signed like a request."""
        signature: str = self._core.sign(list(lines))
        return signature

    async def download(self, address: str) -> bytes:
        """The file an answer named; its download is signed by us, and not by WeChat. Raises ``Rejected`` or ``Unreachable``."""
        parts = urlsplit(address)
        path = parts.path.removeprefix(self._base.path)
        return await self._send(f"{path}?{parts.query}" if parts.query else path, RequestType.GET, None, unsigned=True)

    async def _send(self, path: str, method: RequestType, values: dict[str, Any] | None, *, unsigned: bool = False) -> bytes:
        try:
            status, content = await self._core.request(self._base.path + path, method, values, skip_verify=unsigned)
        except httpx.HTTPError as error:
            raise Unreachable(f"WeChat Pay doesn't answer: {type(error).__name__}") from error
        raw: bytes = content.encode() if isinstance(content, str) else content
        if not 200 <= status < 300:
            raise _failure(status, raw)
        return raw


class _Line:
    """The connection the library sends through. An answer that is signed but not by WeChat is no answer, an error's neither."""

    def __init__(self, client: httpx.AsyncClient, signatures: Signatures) -> None:
        self._client = client
        self.signatures = signatures

    async def get(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        return self._seen(await self._client.get(url, headers=dict(headers), timeout=_PATIENCE_SECONDS))

    async def post(self, url: str, content: str, headers: Mapping[str, str]) -> httpx.Response:
        return self._seen(await self._client.post(url, content=content, headers=dict(headers), timeout=_PATIENCE_SECONDS))

    def _seen(self, response: httpx.Response) -> httpx.Response:
        if response.is_error and "wechatpay-signature" in response.headers:
            _verify(self.signatures, response.headers, response.content)
        return response


class _Signer(AsyncCore):  # type: ignore[misc]
    """The library's core; it is never opened, so it never fetches anything by itself."""

    def __init__(self, line: _Line, gateway: str, told: Credentials) -> None:
        super().__init__(told.mchid, told.serial, _as_pkcs8(told.key), told.apiv3_key)
        self._client = line
        self._gate_way = gateway
        self._public_key_id = told.public_key_id
        self._signatures = line.signatures

    async def _verify_signature_async(self, headers: httpx.Headers, body: str) -> bool:
        _verify(self._signatures, headers, body.encode())
        return True


def _verify(signatures: Signatures, headers: Mapping[str, str], body: bytes) -> None:
    try:
        signatures.check_answer(headers, body)
    except Forbidden as error:
        raise Unreachable(f"an answer that isn't WeChat Pay's: {error}") from error


def _as_pkcs8(pem: bytes) -> str:
    """The one form the library reads."""
    key = load_pem_private_key(pem, password=None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        return fields.json_object(content)
    except Rejected as error:
        raise Unreachable("WeChat Pay answered something else") from error


def _failure(status: int, content: bytes) -> Rejected | Unreachable:
    """WeChat's own code where it gave one and it is about what was asked; anything else tells nothing."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        told = None
    code = told.get("code") if isinstance(told, dict) else None
    if not isinstance(code, str) or code in SYSTEM_TROUBLE or status >= 500 or status in _SILENT:
        return Unreachable(f"WeChat Pay answered {status} {code if isinstance(code, str) else ''}".rstrip())
    return Rejected(code[:64], str(told.get("message", ""))[:200] if isinstance(told, dict) else "")
