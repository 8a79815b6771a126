"""Payments made up for checks: made, told, forgotten, and otherwise the product itself."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from fastapi import FastAPI

from core.services.payments import Histories, Payments
from core.store.engine import Store
from core.store.tables import metadata
from core.store.vault import Vault
from gateways.payments.sandbox import SandboxProvider
from tests.support.clock import FixedClock
from tests.support.facts import at
from tests.support.payments import PUBLIC_URL, OneExam, add_payer
from tests.support.standard_webhooks import SECRET, event, paid, signed
from web.demo.payments import payment_routes
from webhooks.payments import routes

SHANGHAI = ZoneInfo("Asia/Shanghai")
ORDER = {
    "provider": "sandbox",
    "out_trade_no": "CHECK-1",
    "amount": 10000,
    "currency": "CNY",
    "opens_at": "2020-11-16T09:00:00+08:00",
    "deadline": "2020-11-16T12:00:00+08:00",
}
CHARGE = {"transaction_id": "TX0", "amount": 10000, "success_time": "2020-11-16T09:30:00+08:00"}


@dataclass
class Check:
    """What an outside check does: makes payments up, sends notifications, reads what stands."""

    http: httpx.AsyncClient
    payments: Payments
    store: Store
    clock: FixedClock
    sent: int = 0

    async def make(self, **changes: Any) -> int:
        """An order made up; the id of its application."""
        answer = await self.http.post("/demo/payments/attempts", json={**ORDER, **changes})
        assert answer.status_code == 201, answer.text
        made: int = answer.json()["application_id"]
        return made

    async def send(self, body: bytes) -> int:
        """A signed notification with an id of its own; the status of the answer."""
        self.sent += 1
        headers = signed(body, self.clock.now(), message_id=f"msg_{self.sent}")
        return (await self.http.post("/webhooks/payments/sandbox", content=body, headers=headers)).status_code

    async def stands(self, number: str = "CHECK-1") -> Any:
        """What stands about a number, as JSON; ``None`` where nobody named it."""
        answer = await self.http.get(f"/demo/payments/{number}")
        return answer.json() if answer.status_code == 200 else None


@pytest_asyncio.fixture
async def check(store: Store, clock: FixedClock, vault: Vault) -> AsyncIterator[Check]:
    async with httpx.AsyncClient() as outside:
        provider = SandboxProvider(outside, "http://127.0.0.1:9", [SECRET], clock)
        service = Payments(store, clock, {"sandbox": provider}, OneExam(), public_url=PUBLIC_URL)
        app = FastAPI()
        app.include_router(routes(service, {"sandbox": provider}))
        app.include_router(payment_routes(Histories(store, clock, vault, service), clock, lambda: SHANGHAI))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://product.test") as http:
            yield Check(http, service, store, clock)


async def test_a_made_up_order_stands_as_it_was_told(check: Check) -> None:
    await check.make()
    assert await check.stands() == {
        "application": "awaiting_payment",
        "attempt": "pending",
        "captures": [],
        "refunds": [],
        "tickets": [],
        "messages": [],
    }


async def test_what_was_received_is_handled_before_it_is_told(check: Check) -> None:
    await check.make()
    assert await check.send(paid("CHECK-1", at("11-16 12:00:00"))) == 200
    assert await check.stands() == {
        "application": "paid",
        "attempt": "paid",
        "captures": [{"provider": "sandbox", "transaction_id": "TX1", "disposition": "accepted", "amount": 10000}],
        "refunds": [],
        "tickets": [],
        "messages": ["paid"],
    }


async def test_late_money_has_its_refund(check: Check) -> None:
    await check.make()
    await check.send(paid("CHECK-1", at("11-16 12:00:01")))
    stands = await check.stands()
    assert (stands["application"], stands["captures"][0]["disposition"]) == ("awaiting_payment", "late")
    assert stands["refunds"] == [{"out_refund_no": "RF-TX1", "amount": 10000, "state": "requested"}]
    assert stands["tickets"] == ["late"]


@pytest.mark.parametrize("provider", ["sandbox", "wechat", "alipay", "stripe"])
async def test_every_provider_may_be_named_and_silence_is_no_proof(check: Check, provider: str) -> None:
    await check.make(provider=provider)
    check.clock.set(at("11-16 12:00:01"))
    await check.payments.tick(check.clock.now())
    assert (await check.stands())["application"] == "verifying"


async def test_a_closed_order_is_proof(check: Check) -> None:
    await check.make(state="closed")
    check.clock.set(at("11-16 12:00:01"))
    await check.payments.tick(check.clock.now())
    assert (await check.stands())["application"] == "abandoned"
    await check.send(paid("CHECK-1", at("11-16 12:00:00")))
    stands = await check.stands()
    assert (stands["application"], stands["attempt"], stands["tickets"]) == ("paid", "paid", ["reinstated"])


async def test_a_second_order_of_the_same_application_pays_it_twice(check: Check) -> None:
    first = await check.make()
    assert await check.make(out_trade_no="CHECK-2", application_id=first) == first
    await check.send(paid("CHECK-1", at("11-16 11:00:00"), transaction_id="TX1"))
    await check.send(paid("CHECK-2", at("11-16 11:00:00"), transaction_id="TX2"))
    stands, other = await check.stands("CHECK-1"), await check.stands("CHECK-2")
    assert [one["disposition"] for one in stands["captures"]] == ["accepted", "duplicate"]
    assert (stands["messages"], other["captures"]) == (["paid", "payment_duplicate"], stands["captures"])


async def test_an_accepted_charge_and_its_refund_may_be_told_as_history(check: Check) -> None:
    await check.make(capture=CHARGE, refund={"out_refund_no": "R-1", "amount": 10000})
    stands = await check.stands()
    assert (stands["application"], stands["refunds"][0]["state"]) == ("paid", "requested")
    data = {"out_refund_no": "R-1", "out_trade_no": "CHECK-1", "transaction_id": "TX0", "amount": 10000, "currency": "CNY"}
    await check.send(event("refund.succeeded", check.clock.now(), data))
    stands = await check.stands()
    assert (stands["application"], stands["refunds"][0]["state"]) == ("refunded", "succeeded")


async def rows(check: Check) -> dict[str, int]:
    def work(tx: sa.Connection) -> dict[str, int]:
        kept = [table for table in metadata.sorted_tables if table.name != "audit"]
        return {table.name: tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in kept}

    return await check.store.read(work)


async def test_forgetting_a_number_lets_it_be_used_afresh(check: Check) -> None:
    empty = await rows(check)
    for _ in range(2):
        check.sent = 0
        application_id = await check.make(capture=CHARGE, refund={"out_refund_no": "R-1", "amount": 10000})
        await check.make(out_trade_no="CHECK-2", application_id=application_id)
        await check.send(paid("CHECK-2", at("11-16 12:00:01"), transaction_id="TX9"))
        unnamed = {"out_refund_no": "R-1", "transaction_id": "TX0"}
        await check.send(event("refund.abnormal", check.clock.now(), unnamed))
        assert sorted((await check.stands())["tickets"]) == ["late", "refund_abnormal"]
        assert (await check.http.delete("/demo/payments/CHECK-1")).status_code == 204
        assert (await check.stands(), await check.stands("CHECK-2"), await rows(check)) == (None, None, empty)


async def test_forgetting_a_refund_that_still_waits_for_its_charge(check: Check) -> None:
    empty = await rows(check)
    await check.make()
    await check.send(
        event("refund.succeeded", check.clock.now(), {"out_refund_no": "X", "out_trade_no": "CHECK-1", "transaction_id": "T"})
    )
    assert (await check.stands())["application"] == "awaiting_payment"
    await check.http.delete("/demo/payments/CHECK-1")
    assert await rows(check) == empty


async def test_forgetting_an_orphan(check: Check) -> None:
    empty = await rows(check)
    await check.send(paid("NOBODY", check.clock.now()))
    assert (await check.stands("NOBODY"))["tickets"] == ["orphan"]
    await check.http.delete("/demo/payments/NOBODY")
    assert (await check.stands("NOBODY"), await rows(check)) == (None, empty)


async def test_forgetting_everything_spares_real_candidates(check: Check) -> None:
    await check.store.write(add_payer)
    before = await rows(check)
    await check.make()
    await check.make(out_trade_no="CHECK-2", provider="wechat")
    await check.send(paid("CHECK-1", check.clock.now()))
    await check.send(paid("NOBODY", check.clock.now(), transaction_id="TX2"))
    await check.send(event("refund.succeeded", check.clock.now(), {"out_refund_no": "X", "transaction_id": "unheard"}))
    assert (await check.http.delete("/demo/payments")).status_code == 204
    assert await rows(check) == before


async def test_a_number_in_use_is_a_conflict_and_a_real_application_is_not_there(check: Check) -> None:
    await check.make()
    assert (await check.http.post("/demo/payments/attempts", json=ORDER)).status_code == 409
    payer = await check.store.write(add_payer)
    real = {**ORDER, "out_trade_no": "CHECK-2", "application_id": payer.application_id}
    assert (await check.http.post("/demo/payments/attempts", json=real)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"provider": "paypal"},
        {"amount": 0},
        {"amount": "100"},
        {"amount": 1.5},
        {"currency": "yuan"},
        {"out_trade_no": ""},
        {"out_trade_no": "x" * 65},
        {"deadline": "tomorrow"},
        {"state": "paid"},
        {"refund": {"out_refund_no": "R", "amount": 1}},
        {
            "capture": {"transaction_id": "C", "amount": 9, "success_time": "2020-11-16T09:00:00+08:00"},
            "refund": {"out_refund_no": "R", "amount": 10},
        },
        {"application_id": 0},
        {"application_id": 10**30},
    ],
)
async def test_what_cannot_be_made_up_is_told(check: Check, wrong: dict[str, Any]) -> None:
    assert (await check.http.post("/demo/payments/attempts", json={**ORDER, **wrong})).status_code == 422


@pytest.mark.parametrize("number", ["%00", "%0A", "a%00b", "%F0%9F%92%A9", "x" * 3000])
async def test_a_number_of_any_characters_is_only_not_there(check: Check, number: str) -> None:
    assert (await check.http.get(f"/demo/payments/{number}")).status_code == 404
    assert (await check.http.delete(f"/demo/payments/{number}")).status_code in {204, 404}


async def test_the_tickets_of_one_orphan_are_its_own(check: Check) -> None:
    for number in ("NOBODY", "NOBODY-2"):
        await check.send(paid(number, check.clock.now(), transaction_id=f"TX-{number}"))
    assert (await check.stands("NOBODY"))["tickets"] == ["orphan"]


async def test_times_may_be_told_in_seconds_or_without_offset(check: Check) -> None:
    await check.make(opens_at=at("11-16 09:00:00").timestamp(), deadline="2020-11-16T12:00:00")
    await check.send(paid("CHECK-1", at("11-16 12:00:01")))
    assert (await check.stands())["captures"][0]["disposition"] == "late"
