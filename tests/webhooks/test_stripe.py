"""Events of Stripe, signed by other hands: only a session that says paid pays, a failed try is never final (说明 二(六))."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.services.payments.account import ChargeLine, MoneyAccount, RefundLine
from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.support.gateways import Gateways, Sent
from tests.webhooks.far import FarHook, far_hook

UNTOUCHED = MoneyAccount("awaiting_payment", "pending", (), (), (), ())
PAID = MoneyAccount("paid", "paid", (ChargeLine("stripe", "pi_1", "accepted", 10000),), (), (), ("paid",))


@pytest_asyncio.fixture
async def hook(store: Store, clock: FixedClock, tmp_path: Path, far_gateways: Gateways) -> AsyncIterator[FarHook]:
    async with far_hook("stripe", store, clock, tmp_path, far_gateways) as made:
        yield made


def event(hook: FarHook, kind: str = "checkout.session.completed", how: dict[str, Any] | None = None, **changes: Any) -> Sent:
    session = {"object": "checkout.session", "client_reference_id": "A1", "payment_intent": "pi_1", "payment_status": "paid"}
    thing = {**session, "amount_total": 10000, "currency": "cny", **changes}
    told = {"id": f"evt_{kind}", "type": kind, "created": int(hook.clock.now().timestamp()), "data": {"object": thing}}
    return hook.sign(told=told, **(how or {}))


async def taken(hook: FarHook, sent: Sent) -> MoneyAccount:
    answer = await hook.post(sent)
    assert (answer.status_code, answer.content) == (200, b"")
    return await hook.account()


async def test_a_paid_session_pays_once_whichever_event_tells(hook: FarHook) -> None:
    assert await taken(hook, event(hook)) == PAID
    assert await taken(hook, event(hook, "checkout.session.async_payment_succeeded")) == PAID


@pytest.mark.parametrize(
    "kind", ["checkout.session.completed", "checkout.session.async_payment_failed", "payment_intent.payment_failed"]
)
async def test_what_is_not_paid_is_never_final(hook: FarHook, kind: str) -> None:
    assert await taken(hook, event(hook, kind, payment_status="unpaid")) == UNTOUCHED


async def test_an_expired_session_closes_its_order(hook: FarHook) -> None:
    assert (await taken(hook, event(hook, "checkout.session.expired", payment_status="unpaid"))).attempt == "closed"


async def test_an_event_we_do_not_know_is_kept_and_acknowledged(hook: FarHook) -> None:
    assert await taken(hook, event(hook, "payout.paid", client_reference_id=None)) == UNTOUCHED
    assert await hook.stored() == 1


async def test_a_refund_at_stripe_is_kept_for_a_person(hook: FarHook) -> None:
    await taken(hook, event(hook))
    account = await taken(hook, event(hook, "refund.updated", id="re_1", status="succeeded", amount=10000, metadata={}))
    assert (account.application, account.refunds) == ("paid", (RefundLine("re_1", 10000, "succeeded"),))


@pytest.mark.parametrize("how", [{"secret": "whsec_other"}, {"age": 301}, {"age": -301}], ids=str)
async def test_what_is_forged_or_stale_is_refused(hook: FarHook, how: dict[str, Any]) -> None:
    assert (await hook.post(event(hook, how=how))).status_code == 401
    assert (await hook.stored(), await hook.account()) == (0, UNTOUCHED)


@pytest.mark.parametrize("signature", ["", "t=", "t=x,v1=00", "v1=00", "t=1605492000", "t=1605492000,v1=\xff", "t=" + "9" * 400])
async def test_a_signature_of_another_form_is_refused(hook: FarHook, signature: str) -> None:
    sent = event(hook)
    headers: Any = {"Stripe-Signature": signature.encode("latin-1")}
    answer = await hook.http.post("/webhooks/payments/stripe", content=sent.body, headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("changes", [{"amount_total": "10000"}, {"currency": None}, {"payment_intent": None}], ids=str)
async def test_signed_nonsense_is_a_bad_request(hook: FarHook, changes: dict[str, Any]) -> None:
    assert (await hook.post(event(hook, **changes))).status_code == 400
