"""The cashier with WeChat Pay and Alipay behind it, played by another process with its log-in; and browsers in front of it."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import httpx
from fastapi import FastAPI

from app.providers import build_providers
from app.settings import Settings
from core.services.payments import Cashier, Payments
from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.support.facts import exam
from tests.support.gateways import Gateways
from tests.support.payments import OneExam, add_payer
from web.cashier import routes
from web.page import mount_static

HERE = "http://product.test"
IN_WECHAT = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0", "accept-language": "en"}
AT_A_DESK = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140", "accept-language": "en"}
ON_A_PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Mobile", "accept-language": "en"}


@dataclass
class Stall:
    """The product with WeChat Pay set up, one candidate, and a browser inside WeChat."""

    app: FastAPI
    payments: Payments
    far: Gateways
    clock: FixedClock
    account_id: int
    http: httpx.AsyncClient
    path: str = ""

    async def open(self) -> str:
        opened = await self.payments.open_cashier(self.account_id, exam().id)
        assert isinstance(opened, Cashier)
        self.path = opened.path
        return opened.path

    async def go(self) -> httpx.Response:
        """Press the button."""
        return await self.http.get(f"{self.path}/go?way=wechat", headers=IN_WECHAT)

    async def logged_in(self) -> str:
        """Press the button and follow WeChat's log-in; the address it leads back to."""
        address = (await self.go()).headers["location"]
        async with httpx.AsyncClient(trust_env=False) as browser:
            return (await browser.get(address)).headers["location"].removeprefix(HERE)

    async def back(self, address: str) -> httpx.Response:
        return await self.http.get(address, headers=IN_WECHAT)

    def stranger(self) -> httpx.AsyncClient:
        """Another browser."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=HERE)


def handed(answer: httpx.Response) -> dict[str, str] | None:
    """What the page hands to the app, ``None`` where it hands nothing."""
    found = re.search(r'data-order="([^"]*)"', answer.text)
    return json.loads(unescape(found[1])) if found else None


@asynccontextmanager
async def stall_of(
    store: Store, clock: FixedClock, far: Gateways, told: dict[str, Any], *, here: str = HERE
) -> AsyncIterator[Stall]:
    """The stall of these settings at ``here``, until the end of the block."""
    far.do("renew")
    far.set_clock(clock.now())
    app = FastAPI()
    async with (
        httpx.AsyncClient(trust_env=False) as outside,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=here) as http,
    ):
        providers = build_providers(Settings(secret_key="t" * 40, public_url=here, **told), clock, outside)
        book = OneExam(replace(exam(), payment_providers=("wechat", "alipay")))
        payments = Payments(store, clock, providers, book, public_url=here)
        mount_static(app)
        app.include_router(routes(payments))
        payer = await store.write(add_payer)
        yield Stall(app, payments, far, clock, payer.account_id, http)
