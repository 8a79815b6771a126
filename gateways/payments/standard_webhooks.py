"""Standard Webhooks: whose notification it is and how old, judged over the raw bytes and by the product's own clock.

The library signs; its own check of age reads the machine's clock, so age and comparison are done here. Several secrets may hold at
once, newest first, so that a secret can be changed without losing a notification.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

from core.errors import Forbidden
from core.ports import Clock

OLDEST_SECONDS = 300
_SHORTEST_SECRET_BYTES = 16
_MOST_SIGNATURES = 16
_ID = re.compile(r"[!-~]{1,128}")
_SECONDS = re.compile(r"[0-9]{1,12}")


class StandardWebhooks:
    """Knows notifications signed with one of its secrets. Raises ``ValueError`` for no secret, or one that guards nothing."""

    def __init__(self, secrets: Sequence[str], clock: Clock) -> None:
        if not secrets:
            raise ValueError("notifications need a secret to be checked with")
        self._keys = [_key(secret) for secret in secrets]
        self._clock = clock

    def verified(self, headers: Mapping[str, str], body: bytes) -> str:
        """The id of the message. Raises ``Forbidden`` unless it is fresh and one signature fits the raw bytes."""
        message_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not _ID.fullmatch(message_id) or not _SECONDS.fullmatch(at):
            raise Forbidden("headers are missing or malformed")
        if abs(self._clock.now().timestamp() - int(at)) > OLDEST_SECONDS:
            raise Forbidden("too old, or from the future")
        signatures = headers.get("webhook-signature", "").encode().split(b" ")
        if not self._fits(message_id, datetime.fromtimestamp(int(at), UTC), body, signatures):
            raise Forbidden("no signature fits")
        return message_id

    def _fits(self, message_id: str, at: datetime, body: bytes, signatures: Sequence[bytes]) -> bool:
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Forbidden("not text") from None
        expected = [key.sign(message_id, at, text).encode() for key in self._keys]
        pairs = [(one, other) for one in expected for other in signatures[:_MOST_SIGNATURES]]
        return any([hmac.compare_digest(one, other) for one, other in pairs])  # noqa: C419 - every pair is compared, always


def _key(secret: str) -> Webhook:
    try:
        raw = base64.b64decode(secret.removeprefix("whsec_") + "==")
    except (binascii.Error, ValueError) as error:
        raise ValueError("a secret of Standard Webhooks is base64, with or without whsec_ in front") from error
    if len(raw) < _SHORTEST_SECRET_BYTES:
        raise ValueError("a secret of Standard Webhooks has at least 16 bytes")
    return Webhook(raw)
