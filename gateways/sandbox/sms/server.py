"""The sandbox carrier's side of the contract in ``gateways.sms``."""

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

from core.ports import Clock
from gateways.sandbox.signatures import verified
from gateways.sandbox.sms.phones import Message, SandboxPhones

_PHONE_DIGITS = 11
_LONGEST_TEXT = 500


def sandbox_sms(state: SandboxPhones, *, key: str, clock: Clock) -> FastAPI:
    """The app to mount at ``/sandbox/sms``; ``key`` is the one that requests are signed with."""
    app = FastAPI(openapi_url=None)

    @app.post("/v1/messages")
    async def take(request: Request) -> JSONResponse:
        asked = await verified(request, key, clock)
        phone, text = asked.values.get("phone"), asked.values.get("text")
        if state.is_down:
            raise HTTPException(503, "down")
        if not isinstance(phone, str) or not phone.isdecimal() or len(phone) != _PHONE_DIGITS:
            return JSONResponse({"code": "phone"}, 422)
        if not isinstance(text, str) or not 1 <= len(text) <= _LONGEST_TEXT:
            return JSONResponse({"code": "text"}, 422)
        state.deliver(asked.idempotency_key, Message(phone, text, clock.now()))
        return JSONResponse({"id": asked.idempotency_key}, 202)

    return app
