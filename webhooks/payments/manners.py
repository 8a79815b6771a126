"""How each provider wants to be answered: what counts as "taken" and what makes it send again."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response


@dataclass(frozen=True, slots=True)
class Manners:
    """Bodies of an answer; the status alone decides where the provider looks at nothing else."""

    taken: bytes = b""
    refused: bytes = b""
    media_type: str = "text/plain"


PLAIN = Manners()
_BY_PROVIDER: Mapping[str, Manners] = {
    "wechat": Manners(refused=b'{"code":"FAIL","message":"refused"}', media_type="application/json"),
    "alipay": Manners(taken=b"success", refused=b"failure"),
}


def manners_of(provider: str) -> Manners:
    """The provider's manners; most only look at the status."""
    return _BY_PROVIDER.get(provider, PLAIN)


def taken(provider: str) -> Response:
    """The notification is ours now and need not come again."""
    manners = manners_of(provider)
    return Response(manners.taken, media_type=manners.media_type if manners.taken else None)


def refused(provider: str, status: int) -> Response:
    """The notification was not taken: 401 forged or stale, 400 nonsense, 413 giant, 429 too many, 503 send it again."""
    manners = manners_of(provider)
    return Response(manners.refused, status, media_type=manners.media_type if manners.refused else None)
