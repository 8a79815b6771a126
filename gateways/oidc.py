"""OpenID Connect for staff: authorization code with PKCE (RFC 7636), ID token verified against the provider's keys.

What isn't exactly right is refused: another issuer, audience, nonce or algorithm, an expired token, a key nobody published.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from core.errors import Rejected, Unreachable
from core.ports import Clock

_DISCOVERY = "/.well-known/openid-configuration"
_KEPT = timedelta(hours=1)
_LEEWAY_SECONDS = 60
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_SECONDS = 10.0
_AT_HOME = frozenset({"127.0.0.1", "localhost", "::1"})


class OpenIdProvider:
    """An ``IdentityProvider`` by its issuer address.

    :param clock: by whose time tokens expire.
    """

    def __init__(self, client: httpx.AsyncClient, issuer: str, client_id: str, client_secret: str, clock: Clock) -> None:
        self._client = client
        self._issuer = issuer.rstrip("/")
        self._client_id, self._client_secret = client_id, client_secret
        self._clock = clock
        self._known: tuple[datetime, Mapping[str, Any]] | None = None
        where = urlsplit(self._issuer)
        if where.scheme != "https" and where.hostname not in _AT_HOME:
            raise ValueError("the issuer's address must begin with https://")

    async def address(self, *, state: str, nonce: str, verifier: str, return_url: str) -> str:
        """The address to send the browser to. Raises ``Unreachable``."""
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self._client_id,
            "redirect_uri": return_url,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        endpoint = await self._endpoint("authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    async def subject(self, *, code: str, nonce: str, verifier: str, return_url: str) -> str:
        """Who came back: the verified subject of the ID token. Raises ``Unreachable``, or ``Rejected`` for anything not right."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": return_url, "code_verifier": verifier}
        token = await self._exchange(form)
        keys = KeySet.import_key_set(await self._get(await self._endpoint("jwks_uri")))  # type: ignore[arg-type]
        try:
            claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Rejected("id_token") from error
        self._expect(claims, nonce)
        return str(claims["sub"])

    def _expect(self, claims: Mapping[str, Any], nonce: str) -> None:
        now = self._clock.now().timestamp()
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        expires, issued = claims.get("exp"), claims.get("iat", now)
        checks = {
            "issuer": str(claims.get("iss", "")).rstrip("/") == self._issuer,
            "audience": self._client_id in audiences,
            "party": len(audiences) == 1 or claims.get("azp") == self._client_id,
            "nonce": claims.get("nonce") == nonce,
            "expired": isinstance(expires, int | float) and now < expires + _LEEWAY_SECONDS,
            "issued": isinstance(issued, int | float) and issued <= now + _LEEWAY_SECONDS,
            "subject": isinstance(claims.get("sub"), str) and bool(claims["sub"]),
        }
        wrong = next((name for name, is_right in checks.items() if not is_right), None)
        if wrong is not None:
            raise Rejected(wrong)

    async def _exchange(self, form: Mapping[str, str]) -> str:
        endpoint = await self._endpoint("token_endpoint")
        try:
            answer = await self._client.post(
                endpoint, data=dict(form), auth=(self._client_id, self._client_secret), timeout=_SECONDS
            )
        except httpx.HTTPError as error:
            raise Unreachable("the identity provider doesn't answer") from error
        if answer.status_code in {400, 401, 403}:
            raise Rejected("code")
        token = _json(answer).get("id_token")
        if not isinstance(token, str):
            raise Rejected("id_token")
        return token

    async def _endpoint(self, name: str) -> str:
        now = self._clock.now()
        if self._known is None or abs(now - self._known[0]) > _KEPT:
            found = await self._get(self._issuer + _DISCOVERY)
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                raise Unreachable("the identity provider calls itself something else")
            self._known = (now, found)
        endpoint = self._known[1].get(name)
        if not isinstance(endpoint, str):
            raise Unreachable(f"the identity provider names no {name}")
        return endpoint

    async def _get(self, address: str) -> Mapping[str, Any]:
        try:
            return _json(await self._client.get(address, timeout=_SECONDS))
        except httpx.HTTPError as error:
            raise Unreachable("the identity provider doesn't answer") from error


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise Unreachable("the identity provider answers something else") from error
    if answer.status_code != httpx.codes.OK or not isinstance(found, dict):
        raise Unreachable(f"the identity provider answers {answer.status_code}")
    return found
