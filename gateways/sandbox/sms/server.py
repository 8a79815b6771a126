"""The sandbox carrier's side of the contract in ``gateways.sms``."""

import json
from collections.abc import Awaitable, Callable

import httpx
import structlog
from fastapi import BackgroundTasks, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from standardwebhooks import Webhook

from core.model.proofs import SmsState
from core.ports import Clock
from gateways.sandbox.signatures import verified
from gateways.sandbox.sms.phones import Message, SandboxPhones

_PHONE_DIGITS = 11
_LONGEST_TEXT = 500
_PATIENCE_SECONDS = 5.0
Report = Callable[[str, str], Awaitable[None]]
log = structlog.get_logger("sandbox.sms")


def sandbox_sms(state: SandboxPhones, *, key: str, clock: Clock, report: Report | None = None) -> FastAPI:
    """The app to mount at ``/sandbox/sms``.

    :param key: the one that requests are signed with.
    :param report: tells an address that the message of a key was delivered; ``None`` tells nobody.
    """
    app = FastAPI(openapi_url=None)

    @app.post("/v1/messages")
    async def take(request: Request, behind: BackgroundTasks) -> JSONResponse:
        asked = await verified(request, key, clock)
        phone, text, notify_url = (asked.values.get(field) for field in ("phone", "text", "notify_url"))
        if state.is_down:
            raise HTTPException(503, "down")
        if not isinstance(phone, str) or not phone.isdecimal() or len(phone) != _PHONE_DIGITS:
            return JSONResponse({"code": "phone"}, 422)
        if not isinstance(text, str) or not 1 <= len(text) <= _LONGEST_TEXT:
            return JSONResponse({"code": "text"}, 422)
        state.deliver(asked.idempotency_key, Message(phone, text, clock.now()))
        if report is not None and isinstance(notify_url, str) and notify_url.startswith(("https://", "http://")):
            behind.add_task(report, notify_url, asked.idempotency_key)
        return JSONResponse({"id": asked.idempotency_key}, 202, background=behind)

    return app


def reporter(client: httpx.AsyncClient, secret: str, clock: Clock) -> Report:
    """Sends one signed receipt, once: a carrier's reports may get lost."""
    key = Webhook(secret)

    async def report(notify_url: str, message_id: str) -> None:
        now = clock.now()
        data = {"message_id": message_id, "state": SmsState.DELIVERED, "code": "DELIVRD", "reported_at": now.isoformat()}
        body, event_id = json.dumps({"type": "sms.reported", "timestamp": now.isoformat(), "data": data}), "sms_receipt"
        headers = {
            "content-type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": key.sign(event_id, now, body),
        }
        try:
            await client.post(notify_url, content=body.encode(), headers=headers, timeout=_PATIENCE_SECONDS)
        except httpx.HTTPError as error:
            log.info("a receipt didn't arrive", why=type(error).__name__)

    return report
