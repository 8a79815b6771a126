"""Delivery receipts: from the sandbox carrier over a signed webhook into the store, once each, without the phone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from core.model.proofs import SmsState
from core.services.accounts.receipts import Receipts
from core.store.engine import Store
from gateways.sandbox.sms import SandboxPhones, reporter, sandbox_sms
from gateways.sms import HttpSms, HttpSmsReceipts
from tests.support.clock import FixedClock
from tests.support.standard_webhooks import FOREIGN_SECRET, SECRET, event, signed
from webhooks.sms import routes

HERE = "http://product.test"
HOOK = "/webhooks/sms/http"


@dataclass
class Street:
    """The product, its carrier, and the receipts between them."""

    http: httpx.AsyncClient
    sms: HttpSms
    receipts: Receipts
    clock: FixedClock

    async def tell(self, secret: str = SECRET, **changes: object) -> int:
        """A receipt by the carrier; the status of the answer."""
        now = self.clock.now()
        data = {"message_id": "m1", "state": "failed", "code": "UNDELIV", "reported_at": now.isoformat(), **changes}
        body = event("sms.reported", now, data)
        return (await self.http.post(HOOK, content=body, headers=signed(body, now, secret=secret))).status_code


@pytest_asyncio.fixture
async def street(store: Store, clock: FixedClock) -> AsyncIterator[Street]:
    app, receipts = FastAPI(), Receipts(store, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE) as http:
        app.mount("/sandbox/sms", sandbox_sms(SandboxPhones(), key="key", clock=clock, report=reporter(http, SECRET, clock)))
        app.include_router(routes(receipts, {"http": HttpSmsReceipts([SECRET], clock)}))
        yield Street(http, HttpSms(http, f"{HERE}/sandbox/sms", "key", clock, notify_url=f"{HERE}{HOOK}"), receipts, clock)


async def test_a_delivered_message_is_known_to_be_delivered(street: Street):
    await street.sms.send("13812345678", "hi", idempotency_key="code:7")
    (row,) = await street.receipts.of("code:7")
    assert (row.state, row.code, row.reported_at) == (SmsState.DELIVERED, "DELIVRD", street.clock.now())


async def test_a_receipt_that_comes_again_is_kept_once(street: Street):
    assert [await street.tell() for _ in range(3)] == [204, 204, 204]
    assert [row.state for row in await street.receipts.of("m1")] == [SmsState.FAILED]


async def test_nobody_else_reports(street: Street):
    assert await street.tell(FOREIGN_SECRET) == 401
    assert (await street.http.post("/webhooks/sms/aliyun", content=b"{}")).status_code == 404
    assert await street.receipts.of("m1") == []


@pytest.mark.parametrize("changes", [{"state": "perhaps"}, {"message_id": None}, {"reported_at": "noon"}, {"code": "x" * 99}])
async def test_signed_nonsense_is_refused(street: Street, changes: dict[str, object]):
    assert await street.tell(**changes) == 400


async def test_old_receipts_go(street: Street):
    await street.tell()
    street.clock.forward(days=31)
    await street.tell(message_id="m2")
    assert await street.receipts.of("m1") == []
