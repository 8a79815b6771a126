"""An identity provider for tests: authorization code with PKCE, tokens signed with a key of its own; it can misbehave when told."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from core.ports import Clock

ISSUER, CLIENT, SECRET = "http://127.0.0.1:9/idp", "kaoban", "the client's secret"


@dataclass
class Provider:
    """``claims`` are put over those of a good ID token; ``stranger`` signs with a key nobody published."""

    clock: Clock
    claims: dict[str, Any] = field(default_factory=dict)
    stranger: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    codes: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)

    def consent(self, address: str, subject: str) -> dict[str, str]:
        """Whoever is sent to ``address`` logs in there as ``subject``; what the provider sends back with the browser."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{ISSUER}/authorize?")
        code = secrets.token_urlsafe(16)
        self.codes[code] = (asked, subject)
        return {"code": code, "state": asked["state"]}

    def app(self) -> FastAPI:
        """Its endpoints."""
        app = FastAPI()

        @app.get("/idp/.well-known/openid-configuration")
        async def discovery() -> dict[str, str]:
            return {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            }

        @app.get("/idp/keys")
        async def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.post("/idp/token")
        async def token(request: Request) -> JSONResponse:
            form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            asked, subject = self.codes.pop(form.get("code", ""), ({}, ""))
            challenge = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
            if not asked or asked["code_challenge"] != challenge or asked["redirect_uri"] != form.get("redirect_uri"):
                return JSONResponse({"error": "invalid_grant"}, status_code=400)
            return JSONResponse({"access_token": "-", "token_type": "Bearer", "id_token": self._token(asked, subject)})

        return app

    def _token(self, asked: dict[str, str], subject: str) -> str:
        now = int(self.clock.now().timestamp())
        good = {"iss": ISSUER, "aud": CLIENT, "sub": subject, "nonce": asked["nonce"], "iat": now, "exp": now + 300}
        key = RSAKey.generate_key(2048, {"kid": "one"}) if self.stranger else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, good | self.claims, key)
