"""Carries the sandbox gateway's notifications: signed with the newest secret, over real HTTP, again and again until taken."""

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx
import structlog
from standardwebhooks import Webhook

from core.ports import Clock
from gateways.sandbox.pay.orders import SandboxPay

_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 180, 600, 1800, 3600, 10800, 21600))
_LOOK_SECONDS = 0.25
_PATIENCE_SECONDS = 5.0
log = structlog.get_logger("sandbox.pay")


class Courier:
    """Delivers what the gateway owes; ages and pauses go by the demo's clock."""

    def __init__(self, books: SandboxPay, client: httpx.AsyncClient, secrets: Sequence[str], clock: Clock) -> None:
        self._books = books
        self._client = client
        self._key = Webhook(secrets[0])
        self._clock = clock

    async def run(self) -> None:
        """Deliver as notifications become due, until cancelled."""
        while True:
            await self.deliver_due()
            await asyncio.sleep(_LOOK_SECONDS)

    async def deliver_due(self) -> int:
        """Deliver what is due now, each once; returns how many were taken."""
        taken = 0
        for letter in self._books.owed(self._clock.now()):
            arrived = await self._deliver(letter)
            taken += arrived
            self._books.settle_owed(letter["id"], None if arrived else self._next_try(letter["tries"]))
        return taken

    async def _deliver(self, letter: sqlite3.Row) -> bool:
        now = self._clock.now()
        event = {"type": letter["type"], "timestamp": now.isoformat(), "data": json.loads(letter["data"])}
        body = json.dumps(event, ensure_ascii=False)
        headers = {
            "content-type": "application/json",
            "webhook-id": letter["id"],
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._key.sign(letter["id"], now, body),
        }
        try:
            answer = await self._client.post(letter["url"], content=body.encode(), headers=headers, timeout=_PATIENCE_SECONDS)
        except httpx.HTTPError as error:
            log.info("a notification didn't arrive", url=letter["url"], why=type(error).__name__)
            return False
        return answer.is_success

    def _next_try(self, tries: int) -> datetime | None:
        return self._clock.now() + _PAUSES[tries] if tries < len(_PAUSES) else None
