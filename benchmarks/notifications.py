"""WeChat Pay's notifications for a benchmark: signed and sealed beforehand, posted to an application without any network."""

import asyncio
import base64
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi import FastAPI

NOW = datetime(2020, 11, 16, 2, 0, tzinfo=UTC)
PATH = "/webhooks/payments/wechat"
SERIAL = "PUB_KEY_ID_0100000000000000000000000000"
MCHID, APPID, APIV3_KEY = "1900000001", "wx0000000000000001", "a benchmark's key of 32 bytes ok"
_PADDING, _HASH = PKCS1v15(), SHA256()


@dataclass(frozen=True, slots=True)
class Posted:
    """One request: raw headers, body, and the order it names."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    number: str


def success(key: RSAPrivateKey, index: int, kind: str = "TRANSACTION.SUCCESS", **changes: object) -> Posted:
    """A signed notification of order ``B<index>``; ``changes`` are facts of it."""
    number = f"B{index:06d}"
    told: dict[str, object] = {
        "mchid": MCHID,
        "appid": APPID,
        "out_trade_no": number,
        "transaction_id": f"42{index:010d}",
        "trade_type": "NATIVE",
        "trade_state": "SUCCESS",
        "success_time": "2020-11-16T10:00:00+08:00",
        "payer": {"openid": f"openid{index}"},
        "amount": {"total": 10000, "payer_total": 10000, "currency": "CNY", "payer_currency": "CNY"},
    }
    told |= changes
    nonce = random.randbytes(6).hex()
    sealed = AESGCM(APIV3_KEY.encode()).encrypt(nonce.encode(), json.dumps(told).encode(), b"transaction")
    resource = {"algorithm": "AEAD_AES_256_GCM", "associated_data": "transaction", "nonce": nonce}
    envelope = {
        "id": f"{kind}-{told.get('out_refund_no', told['transaction_id'])}",
        "create_time": "2020-11-16T10:00:00+08:00",
        "resource_type": "encrypt-resource",
        "event_type": kind,
        "summary": "paid",
        "resource": {**resource, "ciphertext": base64.b64encode(sealed).decode()},
    }
    body = json.dumps(envelope).encode()
    return Posted(_headers(key, body), body, number)


def _headers(key: RSAPrivateKey, body: bytes) -> list[tuple[bytes, bytes]]:
    at, nonce = str(int(NOW.timestamp())).encode(), random.randbytes(16).hex().encode()
    signature = base64.b64encode(key.sign(at + b"\n" + nonce + b"\n" + body + b"\n", _PADDING, _HASH))
    return [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"wechatpay-timestamp", at),
        (b"wechatpay-nonce", nonce),
        (b"wechatpay-signature", signature),
        (b"wechatpay-serial", SERIAL.encode()),
        (b"wechatpay-signature-type", b"WECHATPAY2-SHA256-RSA2048"),
    ]


async def post(app: FastAPI, posted: Posted) -> int:
    """Hand one request to the application; the status of its answer."""
    status = 0
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            return {"type": "http.disconnect"}
        asked = True
        return {"type": "http.request", "body": posted.body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "https", "path": PATH}
    more = {"raw_path": PATH.encode(), "query_string": b"", "root_path": "", "headers": posted.headers, "state": {}}
    await app({**scope, **more, "client": ("127.0.0.1", 1), "server": ("product.test", 443)}, receive, send)
    return status


async def post_all(app: FastAPI, events: Sequence[Posted], senders: int) -> tuple[float, list[float]]:
    """Post everything by so many senders at once; notifications a second, and how long each answer took.

    Raises ``RuntimeError`` where one wasn't taken.
    """
    waiting, took = iter(events), list[float]()

    async def sender() -> None:
        for posted in waiting:
            began = time.perf_counter()
            status = await post(app, posted)
            took.append(time.perf_counter() - began)
            if status not in {200, 204}:
                raise RuntimeError(f"a notification was answered with {status}")

    began = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(senders)))
    return len(events) / (time.perf_counter() - began), took
