"""The webhook of a product with the sandbox provider set up, over real bytes and a real store."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from core.services.payments import MoneyAccount, Payments
from core.store.engine import Store
from core.store.queries import payments
from gateways.payments.sandbox import SandboxProvider
from tests.support.clock import FixedClock
from tests.support.facts import at
from tests.support.gateways import Gateways, gateways
from tests.support.payments import FEE, PUBLIC_URL, OneExam, add_payer
from tests.support.standard_webhooks import OLDER_SECRET, SECRET, signed
from webhooks.payments import routes

PATH = "/webhooks/payments/sandbox"


@dataclass
class Hook:
    """The route and what lies behind it."""

    http: httpx.AsyncClient
    store: Store
    payments: Payments
    clock: FixedClock

    async def post(self, body: bytes, headers: dict[str, str] | None = None, path: str = PATH) -> int:
        """Send a notification, properly signed unless ``headers`` are given; the status of the answer."""
        sent = signed(body, self.clock.now()) if headers is None else headers
        return (await self.http.post(path, content=body, headers=sent)).status_code

    async def account(self, number: str = "A1") -> MoneyAccount | None:
        """What stands after everything received has been handled."""
        await self.payments.handle_received()
        return await self.payments.show(number)


@pytest_asyncio.fixture
async def hook(store: Store, clock: FixedClock) -> AsyncIterator[Hook]:
    """A product with one pending order ``A1``."""
    async with httpx.AsyncClient() as outside:
        provider = SandboxProvider(outside, "http://sandbox.test", [SECRET, OLDER_SECRET], clock)
        service = Payments(store, clock, {"sandbox": provider}, OneExam(), public_url=PUBLIC_URL)
        app = FastAPI()
        app.include_router(routes(service, {"sandbox": provider}))
        payer = await store.write(add_payer)
        await store.write(
            lambda tx: payments.add_attempt(tx, payer.application_id, "sandbox", "A1", FEE, at("11-20 16:00:00"), clock.now())
        )
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://product.test") as http:
            yield Hook(http, store, service, clock)


@pytest.fixture(scope="session")
def far_gateways() -> Iterator[Gateways]:
    """WeChat Pay and Alipay in a process of their own."""
    with gateways() as running:
        yield running
