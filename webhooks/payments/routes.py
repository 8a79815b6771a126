"""``POST /webhooks/payments/{provider}``: raw bytes, verified, stored, committed, acknowledged; handled right after by a worker.

Whatever arrives, the answer is never a 500: forged or stale 401, nonsense 400, giant 413, too many refusals 429; a provider that
isn't set up 404; and 503 where we can't keep it now, so that it is sent again.
"""

import time
from collections.abc import Mapping

import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from core.errors import Forbidden, Rejected, Unreachable
from core.model.payment import Notification
from core.ports import PaymentProvider
from core.services.payments import Payments
from webhooks.payments.gate import Gate
from webhooks.payments.manners import refused, taken

LARGEST_BYTES = 65_536
_NOT_KEPT = frozenset({"authorization", "cookie", "proxy-authorization"})
_LONGEST_HEADER = 2_000
_MOST_HEADERS = 60
log = structlog.get_logger("webhooks")


class TooLarge(Exception):
    """The body is larger than any notification."""


def routes(payments: Payments, providers: Mapping[str, PaymentProvider], *, gate: Gate | None = None) -> APIRouter:
    """The one route; ``providers`` are those that are set up, each under its name."""
    router = APIRouter()
    door = gate or Gate(time.monotonic)

    @router.post("/webhooks/payments/{provider}")
    async def notified(provider: str, request: Request) -> Response:
        known = providers.get(provider)
        if known is None:
            return Response(status_code=404)
        address = request.client.host if request.client else ""
        if not door.is_open(address):
            return refused(provider, 429)
        try:
            body = await _body(request)
            heard = known.parse_notification(request.headers, body)
        except (TooLarge, ClientDisconnect, Forbidden, Rejected, Unreachable) as error:
            return _refused(provider, error, door, address)
        return await _keep(payments, heard, request, body)

    return router


def _refused(provider: str, error: Exception, door: Gate, address: str) -> Response:
    """401 for a bad signature, 400 for signed nonsense, 503 where our own keys are at fault."""
    log.warning("a notification was refused", provider=provider, why=f"{type(error).__name__}: {error}"[:200])
    if isinstance(error, Unreachable):
        return refused(provider, 503)
    door.refused(address)
    if isinstance(error, TooLarge):
        return refused(provider, 413)
    return refused(provider, 401 if isinstance(error, Forbidden) else 400)


async def _keep(payments: Payments, heard: Notification, request: Request, body: bytes) -> Response:
    try:
        await payments.receive(heard, _kept(request.headers), body)
    except Unreachable:
        log.exception("a notification could not be kept; it will be sent again", provider=heard.provider)
        return refused(heard.provider, 503)
    return taken(heard.provider)


async def _body(request: Request) -> bytes:
    """The raw bytes. Raises ``TooLarge`` as soon as it shows."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:12]) > LARGEST_BYTES:
        raise TooLarge(told[:12])
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise TooLarge(f"more than {LARGEST_BYTES}")
    return bytes(body)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """What is kept of the headers as evidence: no credentials, nothing endless."""
    shown = [(name, value[:_LONGEST_HEADER]) for name, value in headers.items() if name not in _NOT_KEPT]
    return dict(shown[:_MOST_HEADERS])
