"""``POST /webhooks/payments/{provider}``: raw bytes, verified, stored, committed, acknowledged; handled right after by a worker.

Whatever arrives, the answer is never a 500: forged or stale 401, nonsense 400, giant 413, too many refusals 429; a provider that
isn't set up 404; and 503 where we can't keep it now, so that it is sent again.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry
from starlette.requests import ClientDisconnect

from core.errors import Forbidden, Rejected, SignatureProbe, Unreachable
from core.model.payment import Notification
from core.ports import PaymentProvider
from core.services.payments import Payments
from webhooks.bodies import TooLarge, raw_body
from webhooks.payments.counters import Counters
from webhooks.payments.gate import Gate
from webhooks.payments.manners import refused, taken

_NOT_KEPT = frozenset({"authorization", "cookie", "proxy-authorization"})
_LONGEST_HEADER = 2_000
_MOST_HEADERS = 60
log = structlog.get_logger("webhooks")


def routes(
    payments: Payments,
    providers: Mapping[str, PaymentProvider],
    *,
    gate: Gate | None = None,
    registry: CollectorRegistry | None = None,
) -> APIRouter:
    """The one route; ``providers`` are those that are set up, each under its name. ``registry`` is where it is counted."""
    router = APIRouter()
    desk = _Desk(payments, gate or Gate(time.monotonic), Counters(registry))

    async def notified(request: Request) -> Response:
        provider = request.path_params["provider"]
        known = providers.get(provider)
        if known is None:
            return Response(status_code=404)
        address = request.client.host if request.client else ""
        if not desk.door.is_open(address):
            desk.counters.heard(provider, "too_many")
            return refused(provider, 429)
        try:
            body = await raw_body(request)
            heard = known.parse_notification(request.headers, body)
        except (TooLarge, ClientDisconnect, Forbidden, Rejected, Unreachable) as error:
            return desk.refuse(provider, error, address)
        return await desk.keep(heard, request, body)

    # Nothing of the request is read by the framework here, so its reading of parameters is left out: it took a fifth of the time.
    router.add_route("/webhooks/payments/{provider}", notified, methods=["POST"])
    return router


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where what was read is kept, or refused, and counted either way."""

    payments: Payments
    door: Gate
    counters: Counters

    def refuse(self, provider: str, error: Exception, address: str) -> Response:
        """401 for a bad signature, 400 for signed nonsense, 503 where our own keys are at fault."""
        why = f"{type(error).__name__}: {error}"[:200]
        if isinstance(error, Unreachable):
            log.error("a notification of theirs can't be read: is our own key the right one?", provider=provider, why=why)
            self.counters.unreadable(provider)
            self.counters.heard(provider, "unreadable")
            return refused(provider, 503)
        self.door.refused(address)
        if isinstance(error, SignatureProbe):
            log.info("a provider tested whether a bad signature is refused", provider=provider)
            self.counters.probed(provider)
            self.counters.heard(provider, "probe")
            return refused(provider, 401)
        log.warning("a notification was refused", provider=provider, why=why)
        status, outcome = _fault(error)
        self.counters.heard(provider, outcome)
        return refused(provider, status)

    async def keep(self, heard: Notification, request: Request, body: bytes) -> Response:
        """Store and commit it, then say that it need not come again."""
        try:
            new = await self.payments.receive(heard, _kept(request.headers), body)
        except Unreachable:
            log.exception("a notification could not be kept; it will be sent again", provider=heard.provider)
            self.counters.heard(heard.provider, "not_kept")
            return refused(heard.provider, 503)
        self.counters.heard(heard.provider, "taken" if new else "again")
        return taken(heard.provider)


def _fault(error: Exception) -> tuple[int, str]:
    if isinstance(error, TooLarge):
        return 413, "too_large"
    return (401, "forged") if isinstance(error, Forbidden) else (400, "nonsense")


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """What is kept of the headers as evidence: no credentials, nothing endless."""
    shown = [(name, value[:_LONGEST_HEADER]) for name, value in headers.items() if name not in _NOT_KEPT]
    return dict(shown[:_MOST_HEADERS])
