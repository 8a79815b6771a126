"""The webhook of a product with WeChat Pay and Alipay set up, and the other process that signs what is posted to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from app.providers import build_providers
from app.settings import Settings
from core.services.payments import MoneyAccount, Payments
from core.store.engine import Store
from core.store.queries import payments
from core.store.tables.payments import payment_attempt, webhook_event
from tests.support.clock import FixedClock
from tests.support.facts import at, exam
from tests.support.gateways import APPID, MCHID, Gateways, Sent, settings_in
from tests.support.payments import FEE, PUBLIC_URL, OneExam, add_payer
from webhooks.payments import routes

DEADLINE = at("11-20 16:00:00")


@dataclass
class FarHook:
    """The route of one provider and what lies behind it; its one pending order is ``A1``."""

    name: str
    http: httpx.AsyncClient
    store: Store
    payments: Payments
    clock: FixedClock
    gateways: Gateways
    registry: CollectorRegistry
    account_id: int

    def sign(self, **how: Any) -> Sent:
        """What the other process makes of it, now."""
        self.gateways.set_clock(self.clock.now())
        return self.gateways.notification(self.name, **how)

    async def post(self, sent: Sent, **headers: str) -> httpx.Response:
        """Send it."""
        return await self.http.post(f"/webhooks/payments/{self.name}", content=sent.body, headers=sent.headers | headers)

    async def account(self, number: str = "A1") -> MoneyAccount:
        """What stands after everything received has been handled."""
        await self.payments.handle_received()
        account = await self.payments.show(number)
        assert account is not None
        return account

    async def newest_number(self) -> str:
        """The number of the newest order."""
        newest = sa.select(payment_attempt.c.out_trade_no).order_by(payment_attempt.c.id.desc()).limit(1)
        return str(await self.store.read(lambda tx: tx.execute(newest).scalar_one()))

    async def stored(self) -> int:
        """How many events are kept."""
        return await self.store.read(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(webhook_event)).scalar_one())

    def counted(self, name: str, **labels: str) -> float:
        """A metric of this provider."""
        return self.registry.get_sample_value(name, {"provider": self.name, **labels}) or 0.0


@asynccontextmanager
async def far_hook(
    name: str, store: Store, clock: FixedClock, folder: Path, gateways: Gateways, *, with_order: bool = True, **more: Any
) -> AsyncIterator[FarHook]:
    """A product on ``store`` with both providers set up by settings."""
    gateways.do("renew")
    settings = Settings(secret_key="t" * 40, public_url=PUBLIC_URL, **{**settings_in(folder, gateways.url), **more})
    async with httpx.AsyncClient(trust_env=False) as outside:
        providers = build_providers(settings, clock, outside)
        book = OneExam(replace(exam(), payment_providers=tuple(providers)))
        service = Payments(store, clock, providers, book, public_url=PUBLIC_URL)
        app, registry = FastAPI(), CollectorRegistry()
        app.include_router(routes(service, providers, registry=registry))
        payer = await store.write(add_payer)
        if with_order:
            await store.write(lambda tx: payments.add_attempt(tx, payer.application_id, name, "A1", FEE, DEADLINE, clock.now()))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://product.test") as http:
            yield FarHook(name, http, store, service, clock, gateways, registry, payer.account_id)


def transaction(paid_at: datetime, **changes: object) -> dict[str, object]:
    """WeChat's words for a payment of ``A1``."""
    told: dict[str, object] = {
        "mchid": MCHID,
        "appid": APPID,
        "out_trade_no": "A1",
        "transaction_id": "4200000001",
        "trade_type": "NATIVE",
        "trade_state": "SUCCESS",
        "success_time": paid_at.isoformat(timespec="seconds"),
        "amount": {"total": 10000, "payer_total": 9000, "currency": "CNY", "payer_currency": "CNY"},
    }
    return {key: value for key, value in (told | changes).items() if value is not None}
