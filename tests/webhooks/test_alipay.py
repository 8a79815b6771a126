"""Notifications of Alipay, made by other hands: forms, weak hashes, doubled keys, refunds in a payment's clothes (说明 二(六))."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from core.services.payments.account import ChargeLine, MoneyAccount, RefundLine
from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.support.gateways import APP_ID, SELLER_ID, Gateways, Sent
from tests.webhooks.far import DEADLINE, FarHook, far_hook

TRADE = "2020111622001400001"
UNTOUCHED = MoneyAccount("awaiting_payment", "pending", (), (), (), ())
PAID = MoneyAccount("paid", "paid", (ChargeLine("alipay", TRADE, "accepted", 10000),), (), (), ("paid",))


@pytest_asyncio.fixture
async def hook(store: Store, clock: FixedClock, tmp_path: Path, far_gateways: Gateways) -> AsyncIterator[FarHook]:
    async with far_hook("alipay", store, clock, tmp_path, far_gateways) as made:
        yield made


def shanghai(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M:%S}"


def trade(hook: FarHook, **changes: str | None) -> dict[str, str]:
    now = shanghai(hook.clock.now())
    told = {
        "notify_time": now,
        "notify_type": "trade_status_sync",
        "notify_id": "2020111600222100000001",
        "charset": "utf-8",
        "version": "1.0",
        "app_id": APP_ID,
        "auth_app_id": APP_ID,
        "seller_id": SELLER_ID,
        "seller_email": "desk+1@example.test",
        "out_trade_no": "A1",
        "trade_no": TRADE,
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "100.00",
        "receipt_amount": "90.00",
        "subject": "考试费 & 100% = ?",
        "body": "",
        "fund_bill_list": '[{"amount":"100.00","fundChannel":"PCREDIT"}]',
        "gmt_create": now,
        "gmt_payment": now,
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def news(hook: FarHook, how: dict[str, Any] | None = None, **changes: str | None) -> Sent:
    return hook.sign(told=trade(hook, **changes), **(how or {}))


async def taken(hook: FarHook, sent: Sent) -> MoneyAccount:
    answer = await hook.post(sent)
    assert (answer.status_code, answer.content) == (200, b"success")
    return await hook.account()


async def refused(hook: FarHook, sent: Sent, status: int) -> None:
    answer = await hook.post(sent)
    assert (answer.status_code, answer.content) == (status, b"failure")
    assert (await hook.stored(), await hook.account()) == (0, UNTOUCHED)


@pytest.mark.parametrize("status", ["TRADE_SUCCESS", "TRADE_FINISHED"])
async def test_a_success_pays_and_what_finishes_first_pays_too(hook: FarHook, status: str) -> None:
    assert await taken(hook, news(hook, trade_status=status)) == PAID


async def test_finishing_after_a_success_and_sending_again_change_nothing(hook: FarHook) -> None:
    for changes in (
        {},
        {"notify_time": "2020-11-16 10:04:00"},
        {"notify_id": "2"},
        {"notify_id": "3", "trade_status": "TRADE_FINISHED"},
    ):
        await taken(hook, news(hook, **changes))
    assert (await hook.stored(), await hook.account()) == (3, PAID)


@pytest.mark.parametrize("amount", ["100", "100.0", "100.00"])
async def test_yuan_are_read_with_or_without_their_decimals(hook: FarHook, amount: str) -> None:
    assert await taken(hook, news(hook, total_amount=amount)) == PAID


@pytest.mark.parametrize("how", [{"hash": "RSA-SHA1", "signType": "RSA"}, {"hash": "RSA-SHA1"}, {"signType": "RSA"}], ids=str)
async def test_a_weak_hash_is_refused_whether_it_says_so_or_not(hook: FarHook, how: dict[str, str]) -> None:
    await refused(hook, news(hook, how), 401)


async def test_a_form_without_a_type_of_signature_is_signed_as_always(hook: FarHook) -> None:
    assert await taken(hook, news(hook, {"signType": None})) == PAID


async def test_a_key_that_comes_twice_is_refused(hook: FarHook) -> None:
    sent = news(hook)
    for more in (b"&total_amount=100.00", b"&out_trade_no=A2", b"&sign=x", b"&sign_type=RSA2", b"&app_id="):
        await refused(hook, Sent(sent.body + more, sent.headers), 401)
        await refused(hook, Sent(more[1:] + b"&" + sent.body, sent.headers), 401)


async def test_what_alipay_did_not_sign_is_refused(hook: FarHook) -> None:
    sent = news(hook)
    text = sent.body.decode()
    for forged in (
        text + "&refund_fee=1",
        text + "x",
        text.replace("A1", "A2"),
        text.split("&sign=")[0],
        text.split("&sign=")[0] + "&sign=",
        text.split("&sign=")[0] + "&sign=%3F%3F",
        text.split("&sign=")[0] + "&sign=%E8%80%83",
        "sign=AAAA",
        "",
    ):
        await refused(hook, Sent(forged.encode(), sent.headers), 401)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"a=%ff&sign=x", b"&".join(b"k%d=1" % index for index in range(300))], ids=["bytes", "no text", "many"]
)
async def test_what_is_no_form_is_a_bad_request(hook: FarHook, body: bytes) -> None:
    await refused(hook, Sent(body, {}), 400)


@pytest.mark.parametrize(
    "changes",
    [
        {"total_amount": None},
        {"total_amount": ""},
        {"total_amount": "1e4"},
        {"total_amount": "100.001"},
        {"total_amount": "-100.00"},
        {"total_amount": " 100.00"},
        {"total_amount": "１００.00"},
        {"total_amount": "9" * 40},
        {"gmt_payment": None},
        {"gmt_payment": "2020-11-16T10:00:00"},
        {"gmt_payment": "2020-13-16 10:00:00"},
        {"trade_no": None},
        {"out_trade_no": None},
        {"out_trade_no": "A" * 65},
        {"trade_status": None},
        {"notify_id": "n" * 200},
        {"trans_currency": "元"},
    ],
    ids=str,
)
async def test_signed_nonsense_is_a_bad_request(hook: FarHook, changes: dict[str, str | None]) -> None:
    await refused(hook, news(hook, **changes), 400)


@pytest.mark.parametrize(
    "changes",
    [
        {"total_amount": "99.99"},
        {"total_amount": "0.01"},
        {"trans_currency": "USD"},
        {"app_id": "2021000000000002"},
        {"seller_id": "2088000000000002"},
        {"seller_id": None},
    ],
    ids=str,
)
async def test_money_of_another_amount_or_seller_goes_to_a_person(hook: FarHook, changes: dict[str, str | None]) -> None:
    account = await taken(hook, news(hook, **changes))
    assert (account.application, account.captures[0].disposition) == ("manual_review", "mismatch")
    assert (account.tickets, account.refunds) == (("mismatch",), ())


async def test_a_payment_in_time_counts_however_late_the_news(hook: FarHook) -> None:
    hook.clock.set(DEADLINE + timedelta(hours=15))
    assert await taken(hook, news(hook, gmt_payment=shanghai(DEADLINE))) == PAID


async def test_a_late_payment_goes_back(hook: FarHook) -> None:
    hook.clock.set(DEADLINE + timedelta(seconds=1))
    account = await taken(hook, news(hook))
    assert account.captures[0].disposition == "late"
    assert account.refunds == (RefundLine(f"RF-{TRADE}", 10000, "requested"),)


async def test_waiting_for_the_payer_changes_nothing(hook: FarHook) -> None:
    assert await taken(hook, news(hook, trade_status="WAIT_BUYER_PAY", gmt_payment=None)) == UNTOUCHED


async def test_a_trade_closed_unpaid_closes_the_order_and_may_still_be_paid(hook: FarHook) -> None:
    closed = await taken(hook, news(hook, trade_status="TRADE_CLOSED", gmt_payment=None, notify_id="1"))
    assert (closed.application, closed.attempt) == ("awaiting_payment", "closed")
    assert await taken(hook, news(hook)) == PAID
    assert await taken(hook, news(hook, trade_status="TRADE_CLOSED", gmt_payment=None, notify_id="2")) == PAID


def given_back(hook: FarHook, fee: str, status: str, **changes: str | None) -> Sent:
    at = shanghai(hook.clock.now())
    back = {"refund_fee": fee, "gmt_refund": f"{at}.123", "out_biz_no": "BACK-1", "trade_status": status, "notify_id": "9"}
    return news(hook, **{**back, **changes})


@pytest.mark.parametrize(("fee", "status"), [("40.00", "TRADE_SUCCESS"), ("100.00", "TRADE_CLOSED")])
async def test_news_of_a_refund_neither_pay_again_nor_un_pay(hook: FarHook, fee: str, status: str) -> None:
    await taken(hook, news(hook))
    account = await taken(hook, given_back(hook, fee, status))
    amount = int(fee.replace(".", ""))
    assert (account.application, account.attempt, len(account.captures)) == ("paid", "paid", 1)
    assert (account.refunds, account.tickets) == ((RefundLine("BACK-1", amount, "succeeded"),), ("external_refund",))


@pytest.mark.parametrize(("fee", "status"), [("40.00", "TRADE_SUCCESS"), ("100.00", "TRADE_CLOSED")])
async def test_news_of_a_refund_alone_pay_nobody_and_close_nothing(hook: FarHook, fee: str, status: str) -> None:
    account = await taken(hook, given_back(hook, fee, status))
    assert (account.application, account.attempt, account.captures) == ("awaiting_payment", "pending", ())
    account = await taken(hook, news(hook))
    assert (account.attempt, len(account.captures), len(account.refunds)) == ("paid", 1, 1)


async def test_a_refund_without_a_number_goes_by_its_order(hook: FarHook) -> None:
    await taken(hook, news(hook))
    account = await taken(hook, given_back(hook, "100.00", "TRADE_CLOSED", out_biz_no=""))
    assert account.refunds == (RefundLine("A1", 10000, "succeeded"),)


async def test_a_refund_of_nothing_is_a_payment(hook: FarHook) -> None:
    assert await taken(hook, news(hook, refund_fee="0.00")) == PAID


async def test_another_sellers_refund_is_none_of_ours(hook: FarHook) -> None:
    await taken(hook, news(hook))
    assert await taken(hook, given_back(hook, "100.00", "TRADE_CLOSED", seller_id="2088000000000002")) == PAID


async def test_an_event_we_do_not_know_is_kept_and_acknowledged(hook: FarHook) -> None:
    answer = await hook.post(news(hook, notify_type="dut_user_sign", trade_status=None, out_trade_no=None))
    assert (answer.content, await hook.stored(), await hook.account()) == (b"success", 1, UNTOUCHED)


async def test_a_status_that_does_not_exist_is_kept_and_changes_nothing(hook: FarHook) -> None:
    assert await taken(hook, news(hook, trade_status="TRADE_PENDING")) == UNTOUCHED


async def test_money_for_an_unknown_number_is_kept_and_acknowledged(hook: FarHook) -> None:
    answer = await hook.post(news(hook, out_trade_no="ELSEWHERE"))
    account = await hook.account("ELSEWHERE")
    assert (answer.content, account.captures[0].disposition, account.tickets) == (b"success", "orphan", ("orphan",))
