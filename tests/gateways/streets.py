"""Every provider with its gateway behind it, and somebody who pays: what the conformance suite runs over."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
from fastapi import FastAPI

from app.providers import build_providers
from app.settings import Settings
from core.ports import PaymentProvider, WayKind, WayToPay
from gateways.payments.sandbox import SandboxProvider
from gateways.sandbox.pay import Outcome, SandboxPay, sandbox_pay
from tests.support.clock import FixedClock
from tests.support.facts import SHENZHEN
from tests.support.gateways import Gateways, settings_in
from tests.support.standard_webhooks import SECRET

HERE = "http://product.test"


class Payer(Protocol):
    """Opens the address and pays, or lets money go back, without the product hearing of it."""

    async def open(self, way: WayToPay) -> None:
        """Look at the page to pay, or scan its code."""

    async def pay(self, number: str) -> None:
        """Pay now."""

    async def settle_refund(self, number: str) -> None:
        """The money arrives back."""


@dataclass
class Street:
    """A provider, its payer and their time."""

    provider: PaymentProvider
    payer: Payer
    clock: FixedClock


@dataclass
class SandboxPayer:
    """A person at the sandbox's page."""

    books: SandboxPay

    async def open(self, way: WayToPay) -> None:
        """Nothing comes of looking."""

    async def pay(self, number: str) -> None:
        self.books.decide(number, Outcome.LOSE)

    async def settle_refund(self, number: str) -> None:
        """The sandbox's money arrives when it is asked for twice."""


@dataclass
class FarPayer:
    """A person at one of the gateways of another process, whose clock follows the test's."""

    gateways: Gateways
    name: str
    clock: FixedClock

    async def open(self, way: WayToPay) -> None:
        self.gateways.set_clock(self.clock.now())
        if self.name == "alipay" and way.kind is WayKind.SCAN:
            self.gateways.do("scan", no=way.address.rpartition("bax")[2])
        elif way.address.startswith(self.gateways.url):
            async with httpx.AsyncClient(trust_env=False) as browser:
                assert (await browser.get(way.address)).status_code == 200

    async def pay(self, number: str) -> None:
        self.gateways.set_clock(self.clock.now())
        self.gateways.do("pay", provider=self.name, no=number)

    async def settle_refund(self, number: str) -> None:
        if self.name == "wechat":
            self.gateways.do("finish", no=number, status="SUCCESS")


@asynccontextmanager
async def sandbox_street(clock: FixedClock, folder: Path) -> AsyncIterator[Street]:
    """The sandbox."""
    app, books = FastAPI(), SandboxPay(clock, folder / "pay.db")
    app.mount("/sandbox/pay", sandbox_pay(books, key=SECRET, clock=clock, address=f"{HERE}/sandbox/pay", zone=lambda: SHENZHEN))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE) as http:
        provider = SandboxProvider(http, f"{HERE}/sandbox/pay", [SECRET], clock)
        yield Street(provider, SandboxPayer(books), clock)
    books.close_books()


@asynccontextmanager
async def far_street(name: str, clock: FixedClock, folder: Path, gateways: Gateways) -> AsyncIterator[Street]:
    """WeChat Pay or Alipay, set up as an operator sets them up."""
    gateways.do("renew")
    gateways.set_clock(clock.now())
    async with httpx.AsyncClient(trust_env=False) as http:
        settings = Settings(secret_key="t" * 40, public_url=HERE, **settings_in(folder, gateways.url))
        provider = build_providers(settings, clock, http)[name]
        yield Street(provider, FarPayer(gateways, name, clock), clock)
