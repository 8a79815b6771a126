"""Signed calls from machines that need no manners of their own: raw bytes, verified, kept, and only then acknowledged.

Whatever arrives, the answer is never a 500: unknown provider 404, forged or stale 401, nonsense 400, giant 413, too many refusals
429; 503 where it can't be kept now, so that it is sent again; 204 when it is ours.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from core.errors import Forbidden, Rejected, Unreachable
from webhooks.bodies import TooLarge, raw_body
from webhooks.payments.gate import Gate

News = TypeVar("News")
Reader = Callable[[Mapping[str, str], bytes], News]
log = structlog.get_logger("webhooks")


def signed_calls(
    path: str, readers: Mapping[str, Reader[News]], keep: Callable[[str, News], Awaitable[object]], *, gate: Gate | None = None
) -> APIRouter:
    """One route ``{path}/{provider}``.

    :param readers: how each provider that is set up is verified and read; raises ``Forbidden`` or ``Rejected``.
    :param keep: takes what was read, once or again; raises ``Unreachable`` where it can't now.
    """
    router, door = APIRouter(), gate or Gate(time.monotonic)

    async def called(request: Request) -> Response:
        provider = request.path_params["provider"]
        reader = readers.get(provider)
        if reader is None:
            return Response(status_code=404)
        address = request.client.host if request.client else ""
        if not door.is_open(address):
            return Response(status_code=429)
        try:
            news = reader(request.headers, await raw_body(request))
        except (TooLarge, ClientDisconnect, Forbidden, Rejected) as error:
            door.refused(address)
            log.warning("a call was refused", path=path, provider=provider, why=type(error).__name__)
            return Response(status_code=_status(error))
        try:
            await keep(provider, news)
        except Unreachable:
            log.exception("a call could not be kept; it will come again", path=path, provider=provider)
            return Response(status_code=503)
        return Response(status_code=204)

    router.add_route(f"{path}/{{provider}}", called, methods=["POST"])
    return router


def _status(error: Exception) -> int:
    if isinstance(error, TooLarge):
        return 413
    return 401 if isinstance(error, Forbidden) else 400
