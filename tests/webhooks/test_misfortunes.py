"""What goes wrong between a payer, a provider and us, played with the gateways' own hands: the books end right (说明 二(六))."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from core.ports import WayToPay
from core.services.payments import Cashier
from core.services.payments.account import RefundLine
from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.support.facts import exam
from tests.support.gateways import Gateways
from tests.webhooks.far import DEADLINE, FarHook, far_hook


@pytest_asyncio.fixture(params=["wechat", "alipay", "stripe"])
async def hook(
    request: pytest.FixtureRequest, sqlite_store: Store, clock: FixedClock, tmp_path: Path, far_gateways: Gateways
) -> AsyncIterator[FarHook]:
    async with far_hook(request.param, sqlite_store, clock, tmp_path, far_gateways, with_order=False) as made:
        yield made


async def ordered(hook: FarHook) -> str:
    """The candidate goes to the cashier, chooses this provider and looks at its page; the order's number."""
    hook.gateways.set_clock(hook.clock.now())
    opened = await hook.payments.open_cashier(hook.account_id, exam().id)
    assert isinstance(opened, Cashier)
    address = await hook.payments.order(opened.path.rsplit("/", 1)[1], hook.name, flow="phone", payer_address="203.0.113.7")
    assert isinstance(address, WayToPay)
    if address.address.startswith(hook.gateways.url):
        async with httpx.AsyncClient(trust_env=False) as browser:
            await browser.get(address.address)
    return await hook.newest_number()


def pay(hook: FarHook, number: str) -> None:
    hook.gateways.set_clock(hook.clock.now())
    hook.gateways.do("pay", provider=hook.name, no=number)


async def later(hook: FarHook, **span: float) -> None:
    hook.clock.forward(**span)
    hook.gateways.set_clock(hook.clock.now())
    await hook.payments.tick(hook.clock.now())


async def test_a_payment_whose_notification_got_lost_is_found_by_asking(hook: FarHook) -> None:
    number = await ordered(hook)
    pay(hook, number)
    await later(hook, seconds=16)
    account = await hook.account(number)
    assert (account.application, account.attempt, len(account.captures)) == ("paid", "paid", 1)


@pytest.mark.parametrize("misfortune", ["silence", "trouble", "timeout_after"])
async def test_an_answer_that_does_not_come_is_asked_for_again(hook: FarHook, misfortune: str) -> None:
    number = await ordered(hook)
    pay(hook, number)
    hook.gateways.do("fault", name=misfortune)
    await later(hook, seconds=16)
    assert (await hook.account(number)).application == "awaiting_payment"
    await later(hook, seconds=31)
    assert (await hook.account(number)).application == "paid"


async def test_an_order_nobody_pays_is_closed_at_the_deadline_and_given_up(hook: FarHook) -> None:
    number = await ordered(hook)
    hook.clock.set(DEADLINE)
    await later(hook, seconds=1)
    account = await hook.account(number)
    assert (account.application, account.attempt) == ("abandoned", "closed")


async def test_who_pays_while_the_order_is_being_closed_gets_in_or_gets_his_money_back(hook: FarHook) -> None:
    number = await ordered(hook)
    hook.gateways.do("fault", name="pay_while_closing")
    hook.clock.set(DEADLINE)
    await later(hook, seconds=1)
    account = await hook.account(number)
    assert [one.disposition for one in account.captures] == ["late"]
    assert (account.application, account.refunds[0].amount) == ("abandoned", 10000)


async def test_silence_at_the_deadline_gives_nobody_up(hook: FarHook) -> None:
    number = await ordered(hook)
    pay(hook, number)
    hook.clock.set(DEADLINE)
    hook.gateways.do("fault", name="silence", times=3)
    await later(hook, seconds=1)
    assert (await hook.account(number)).application == "verifying"
    for _ in range(4):
        await later(hook, minutes=11)
    assert (await hook.account(number)).application == "paid"


async def test_a_refund_waits_until_the_purse_is_full_again(hook: FarHook) -> None:
    if hook.name == "stripe":
        pytest.skip("Stripe takes it from what comes next")
    number = await ordered(hook)
    hook.gateways.do("fault", name="pay_while_closing")
    hook.gateways.do("fault", name="not_enough")
    hook.clock.set(DEADLINE + timedelta(seconds=1))
    for _ in range(2):
        await later(hook, seconds=1)
    account = await hook.account(number)
    assert (account.refunds[0].state, "refund_refused" in account.tickets) == ("requested", True)
    await later(hook, hours=1)
    if hook.name == "wechat":
        hook.gateways.do("finish", no=account.refunds[0].out_refund_no, status="SUCCESS")
    await later(hook, hours=1)
    assert (await hook.account(number)).refunds == (RefundLine(account.refunds[0].out_refund_no, 10000, "succeeded"),)
