"""Signs as the Standard Webhooks specification says, by hand and not with the product's library."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"the newest secret of the tests, 1").decode()
OLDER_SECRET = "whsec_" + base64.b64encode(b"the older secret of the tests, 22").decode()
FOREIGN_SECRET = "whsec_" + base64.b64encode(b"a secret the product never heard of").decode()


def signature(secret: str, message_id: str, at: int, body: bytes) -> str:
    """``v1,`` and the base64 of HMAC-SHA-256 over id, seconds and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message_id}.{at}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def signed(body: bytes, now: datetime, *, message_id: str = "msg_1", secret: str = SECRET) -> dict[str, str]:
    """The three headers for ``body``."""
    at = int(now.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret, message_id, at, body),
    }


def paid(out_trade_no: str, now: datetime, *, transaction_id: str = "TX1", amount: int = 10000, **changes: Any) -> bytes:
    """A ``payment.succeeded`` event."""
    data = {"out_trade_no": out_trade_no, "transaction_id": transaction_id, "amount": amount, "currency": "CNY"}
    return event("payment.succeeded", now, {**data, "paid_at": now.isoformat(), **changes})


def event(kind: str, now: datetime, data: Mapping[str, Any]) -> bytes:
    """Any event."""
    return json.dumps({"type": kind, "timestamp": now.isoformat(), "data": data}, ensure_ascii=False).encode()
