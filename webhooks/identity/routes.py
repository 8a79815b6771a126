"""``POST /webhooks/identity/{provider}``: the signed word about one face check (指南 二(三)1), bound to its request, taken once."""

from collections.abc import Sequence

from fastapi import APIRouter

from core.ports import FaceCheck, FaceNews
from core.services.accounts.faces import Faces, Heard
from webhooks.hearing import signed_calls
from webhooks.payments.gate import Gate


def routes(faces: Faces, providers: Sequence[FaceCheck], *, gate: Gate | None = None) -> APIRouter:
    """The one route; ``providers`` are those that are set up.

    A word about a request that nobody made is acknowledged and changes nothing.
    """

    async def keep(_: str, news: FaceNews) -> Heard:
        return await faces.hear(news)

    return signed_calls("/webhooks/identity", {one.name: one.parse_notification for one in providers}, keep, gate=gate)
