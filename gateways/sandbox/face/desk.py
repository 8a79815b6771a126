"""The checks of the sandbox, and the signed word about each: told over real HTTP, the same as often as asked."""

import json
from collections import OrderedDict
from dataclasses import dataclass, replace

import httpx
import structlog
from standardwebhooks import Webhook

from core.model.proofs import FaceOutcome
from core.ports import Clock

_KEPT = 1_000
_PATIENCE_SECONDS = 5.0
log = structlog.get_logger("sandbox.face")


@dataclass(frozen=True, slots=True)
class Check:
    """One request; ``outcome`` is what the person at the page decided, ``is_told`` whether the product has heard it."""

    request_id: str
    name: str
    return_url: str
    notify_url: str
    outcome: FaceOutcome | None = None
    is_told: bool = False


class SandboxFace:
    """The memory of the sandbox; gone with the process."""

    def __init__(self, client: httpx.AsyncClient, secret: str, clock: Clock) -> None:
        self._client = client
        self._key = Webhook(secret)
        self._clock = clock
        self._checks: OrderedDict[str, Check] = OrderedDict()

    def open(self, check: Check) -> Check:
        """Keep a check; the same request again is the same check."""
        kept = self._checks.setdefault(check.request_id, check)
        if len(self._checks) > _KEPT:
            self._checks.popitem(last=False)
        return kept

    def find(self, request_id: str) -> Check | None:
        """The check of a request."""
        return self._checks.get(request_id)

    async def decide(self, request_id: str, outcome: FaceOutcome) -> Check | None:
        """Let the check come to ``outcome``, unless it has come to one, and tell it; telling may be asked for again."""
        check = self._checks.get(request_id)
        if check is None:
            return None
        check = replace(check, outcome=check.outcome or outcome)
        check = replace(check, is_told=await self._tell(check))
        self._checks[request_id] = check
        return check

    async def _tell(self, check: Check) -> bool:
        now = self._clock.now()
        data = {"request_id": check.request_id, "outcome": check.outcome, "decided_at": now.isoformat()}
        body = json.dumps({"type": "face.decided", "timestamp": now.isoformat(), "data": data})
        message_id = f"face_{check.request_id}"
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._key.sign(message_id, now, body),
        }
        try:
            answer = await self._client.post(check.notify_url, content=body.encode(), headers=headers, timeout=_PATIENCE_SECONDS)
        except httpx.HTTPError as error:
            log.info("the result didn't arrive", why=type(error).__name__)
            return False
        return answer.is_success
