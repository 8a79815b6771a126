"""Notifications of WeChat Pay, made by other hands: both kinds of keys, ages, probes, sealed nonsense, refunds (说明 二(六))."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.services.payments.account import ChargeLine, MoneyAccount, RefundLine
from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.support.gateways import MCHID, Gateways, Sent
from tests.webhooks.far import DEADLINE, FarHook, far_hook, transaction

UNTOUCHED = MoneyAccount("awaiting_payment", "pending", (), (), (), ())
PAID = MoneyAccount("paid", "paid", (ChargeLine("wechat", "4200000001", "accepted", 10000),), (), (), ("paid",))


@pytest_asyncio.fixture
async def hook(store: Store, clock: FixedClock, tmp_path: Path, far_gateways: Gateways) -> AsyncIterator[FarHook]:
    async with far_hook("wechat", store, clock, tmp_path, far_gateways) as made:
        yield made


def success(hook: FarHook, changes: dict[str, object] | None = None, **how: Any) -> Sent:
    return hook.sign(told=transaction(hook.clock.now(), **(changes or {})), **how)


async def refused(hook: FarHook, sent: Sent, status: int, **headers: str) -> None:
    answer = await hook.post(sent, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, "FAIL")
    assert (await hook.stored(), await hook.account()) == (0, UNTOUCHED)


@pytest.mark.parametrize("key", [0, 1], ids=["public key", "platform certificate"])
async def test_a_success_pays_whichever_key_signed_it(hook: FarHook, key: int) -> None:
    answer = await hook.post(success(hook, key=key))
    assert (answer.status_code, answer.content) == (200, b"")
    assert await hook.account() == PAID


@pytest.mark.parametrize(
    "how",
    [
        {"headers": {"type": False}},
        {"envelope": {"beside": ""}},
        {"envelope": {"beside": None}},
        {"changes": {"attach": "…", "payer": {"openid": "o"}, "promotion_detail": []}},
        {"changes": {"amount": {"total": 10000}}},
    ],
    ids=["no signature type", "empty associated data", "no associated data", "more fields", "no currency"],
)
async def test_what_may_be_left_out_or_added_changes_nothing(hook: FarHook, how: dict[str, Any]) -> None:
    assert (await hook.post(success(hook, **how))).status_code == 200
    assert await hook.account() == PAID


async def test_serials_of_certificates_are_read_in_either_case_and_without_noughts(hook: FarHook) -> None:
    sent = success(hook, key=1)
    for serial in (sent.headers["Wechatpay-Serial"].lower(), sent.headers["Wechatpay-Serial"].lstrip("0")):
        assert (await hook.post(sent, **{"Wechatpay-Serial": serial})).status_code == 200


@pytest.mark.parametrize(("age", "status"), [(301, 401), (300, 200), (-300, 200), (-301, 401)])
async def test_age_is_judged_by_the_products_clock(hook: FarHook, age: int, status: int) -> None:
    assert (await hook.post(success(hook, age=age))).status_code == status


async def test_a_delivery_signed_anew_is_the_same_event_and_pays_once(hook: FarHook) -> None:
    for _ in range(3):
        assert (await hook.post(success(hook, envelope={"id": "EV-1"}))).status_code == 200
        hook.clock.forward(seconds=15)
    sent = success(hook, envelope={"id": "EV-2"})
    assert {answer.status_code for answer in await asyncio.gather(*(hook.post(sent) for _ in range(50)))} == {200}
    account = await hook.account()
    assert (account.application, len(account.captures), account.messages) == ("paid", 1, ("paid",))


@pytest.mark.parametrize("key", [2, 3], ids=["unknown serial", "another's key"])
async def test_what_others_signed_is_refused(hook: FarHook, key: int) -> None:
    await refused(hook, success(hook, key=key), 401)


async def test_a_changed_header_or_body_is_refused(hook: FarHook) -> None:
    sent = success(hook)
    await refused(hook, Sent(sent.body + b" ", sent.headers), 401)
    for name, value in (
        ("Wechatpay-Timestamp", str(int(sent.headers["Wechatpay-Timestamp"]) - 1)),
        ("Wechatpay-Timestamp", "1e9"),
        ("Wechatpay-Timestamp", "9" * 400),
        ("Wechatpay-Nonce", "x"),
        ("Wechatpay-Nonce", ""),
        ("Wechatpay-Signature", ""),
        ("Wechatpay-Signature", _respelled(sent.headers["Wechatpay-Signature"])),
        ("Wechatpay-Signature", "?" + sent.headers["Wechatpay-Signature"]),
        ("Wechatpay-Serial", ""),
        ("Wechatpay-Serial", "0"),
        ("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3"),
    ):
        await refused(hook, sent, 401, **{name: value})


def _respelled(signature: str) -> str:
    """The same bytes in another spelling: the last letter carries four bits that mean nothing."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return signature[:-3] + letters[letters.index(signature[-3]) ^ 1] + "=="


async def test_missing_headers_are_refused(hook: FarHook) -> None:
    sent = success(hook)
    for left_out in ("Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature", "Wechatpay-Serial"):
        await refused(hook, Sent(sent.body, {name: told for name, told in sent.headers.items() if name != left_out}), 401)


async def test_a_probe_is_refused_and_counted_apart(hook: FarHook) -> None:
    sent = success(hook)
    probe = "WECHATPAY/SIGNTEST/" + sent.headers["Wechatpay-Signature"]
    await refused(hook, sent, 401, **{"Wechatpay-Signature": probe})
    assert hook.counted("kaoban_payment_signature_probes_total") == 1
    assert hook.counted("kaoban_payment_notifications_unreadable_total") == 0
    assert hook.counted("kaoban_payment_notifications_total", outcome="forged") == 0


async def test_what_our_own_key_does_not_open_is_asked_for_again_and_alarms(hook: FarHook) -> None:
    await refused(hook, success(hook, envelope={"apiv3Key": "another APIv3 key, also 32 bytes"}), 503)
    assert hook.counted("kaoban_payment_notifications_unreadable_total") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"out_trade_no": None},
        {"out_trade_no": ["A1"]},
        {"out_trade_no": "A" * 65},
        {"transaction_id": None},
        {"transaction_id": 42},
        {"trade_state": None},
        {"trade_state": "WON"},
        {"trade_state": {}},
        {"success_time": None},
        {"success_time": "yesterday"},
        {"success_time": "2020-11-16T10:00:00"},
        {"amount": None},
        {"amount": 10000},
        {"amount": {"total": "10000"}},
        {"amount": {"total": 100.5}},
        {"amount": {"total": -1}},
        {"amount": {"total": True}},
        {"amount": {"total": 10000, "currency": "元"}},
        {"mchid": 1900000001},
    ],
    ids=str,
)
async def test_signed_nonsense_is_a_bad_request(hook: FarHook, changes: dict[str, object]) -> None:
    await refused(hook, success(hook, changes), 400)


@pytest.mark.parametrize("plain", ["", "null", "[]", "{", '{"trade_state":"\\ud83d"}', "[" * 20_000])
async def test_sealed_nonsense_is_a_bad_request(hook: FarHook, plain: str) -> None:
    await refused(hook, hook.sign(plain=plain), 400)


@pytest.mark.parametrize(
    "how",
    [{"resource_type": "plain"}, {"resource": None}, {"resource": "x"}, {"id": None}, {"event_type": 7}],
    ids=str,
)
async def test_an_envelope_of_another_form_is_a_bad_request(hook: FarHook, how: dict[str, object]) -> None:
    body = json.dumps(json.loads(success(hook).body) | how)
    await refused(hook, hook.sign(raw=body), 400)


@pytest.mark.parametrize(
    "how",
    [{"algorithm": "AES"}, {"nonce": "short"}, {"nonce": 1}, {"ciphertext": "?"}, {"ciphertext": ""}, {"associated_data": {}}],
    ids=str,
)
async def test_a_seal_of_another_form_is_a_bad_request(hook: FarHook, how: dict[str, object]) -> None:
    envelope = json.loads(success(hook).body)
    envelope["resource"] |= how
    await refused(hook, hook.sign(raw=json.dumps(envelope)), 400)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"total": 9999, "currency": "CNY"}},
        {"amount": {"total": 10000, "currency": "USD"}},
        {"mchid": "1900000002"},
        {"appid": "wx0000000000000000"},
        {"mchid": None},
    ],
    ids=str,
)
async def test_money_of_another_amount_or_merchant_goes_to_a_person(hook: FarHook, changes: dict[str, object]) -> None:
    assert (await hook.post(success(hook, changes))).status_code == 200
    account = await hook.account()
    assert (account.application, account.captures[0].disposition) == ("manual_review", "mismatch")
    assert (account.tickets, account.refunds, account.messages) == (("mismatch",), (), ("payment_review",))


async def test_lateness_goes_by_the_time_of_payment_and_not_of_the_news(hook: FarHook) -> None:
    hook.clock.set(DEADLINE + timedelta(hours=15))
    in_time = hook.sign(told=transaction(DEADLINE))
    assert (await hook.post(in_time)).status_code == 200
    assert await hook.account() == PAID


async def test_a_late_payment_goes_back(hook: FarHook) -> None:
    hook.clock.set(DEADLINE + timedelta(seconds=2))
    assert (await hook.post(hook.sign(told=transaction(DEADLINE + timedelta(seconds=1))))).status_code == 200
    account = await hook.account()
    assert (account.application, account.captures[0].disposition) == ("awaiting_payment", "late")
    assert account.refunds == (RefundLine("RF-4200000001", 10000, "requested"),)


async def test_money_for_an_unknown_number_is_kept_and_acknowledged(hook: FarHook) -> None:
    assert (await hook.post(success(hook, {"out_trade_no": "ELSEWHERE"}))).status_code == 200
    account = await hook.account("ELSEWHERE")
    assert (account.captures[0].disposition, account.tickets) == ("orphan", ("orphan",))


@pytest.mark.parametrize("state", ["NOTPAY", "USERPAYING", "PAYERROR"])
async def test_what_is_not_paid_yet_is_never_final(hook: FarHook, state: str) -> None:
    changes = {"trade_state": state, "transaction_id": None, "success_time": None}
    assert (await hook.post(success(hook, changes))).status_code == 200
    assert await hook.account() == UNTOUCHED


@pytest.mark.parametrize("kind", ["SECURITY_ECHO.SUCCESS", "COUPON.USE", "TRANSACTION.PAYSCORE"])
async def test_an_event_we_do_not_know_is_kept_and_acknowledged(hook: FarHook, kind: str) -> None:
    assert (await hook.post(success(hook, type=kind))).status_code == 200
    assert (await hook.stored(), await hook.account()) == (1, UNTOUCHED)


def refund(hook: FarHook, state: str, **changes: object) -> Sent:
    told = {
        "mchid": MCHID,
        "out_trade_no": "A1",
        "transaction_id": "4200000001",
        "out_refund_no": "BACK-1",
        "refund_id": "50300000001",
        "refund_status": state,
        "user_received_account": "…",
        "amount": {"total": 10000, "refund": 10000, "payer_total": 10000, "payer_refund": 10000},
    }
    return hook.sign(type=f"REFUND.{state}", told=told | changes)


@pytest.mark.parametrize(("state", "kept"), [("SUCCESS", "succeeded"), ("ABNORMAL", "abnormal"), ("CLOSED", "closed")])
async def test_a_refund_nobody_asked_for_is_kept_for_a_person_and_un_pays_nobody(hook: FarHook, state: str, kept: str) -> None:
    await hook.post(success(hook))
    assert (await hook.post(refund(hook, state))).status_code == 200
    account = await hook.account()
    assert (account.application, account.refunds) == ("paid", (RefundLine("BACK-1", 10000, kept),))
    assert "external_refund" in account.tickets


async def test_a_refund_heard_of_before_its_charge_belongs_to_it_afterwards(hook: FarHook) -> None:
    assert (await hook.post(refund(hook, "SUCCESS"))).status_code == 200
    assert (await hook.post(success(hook))).status_code == 200
    account = await hook.account()
    assert (account.refunds, len(account.captures)) == ((RefundLine("BACK-1", 10000, "succeeded"),), 1)


async def test_another_merchants_refund_is_none_of_ours(hook: FarHook) -> None:
    await hook.post(success(hook))
    assert (await hook.post(refund(hook, "SUCCESS", mchid="1900000002"))).status_code == 200
    assert await hook.account() == PAID


@pytest.mark.parametrize(
    "changes", [{"out_refund_no": None}, {"refund_status": "WON"}, {"amount": {"refund": -1}}, {"mchid": []}], ids=str
)
async def test_a_refund_of_another_form_is_a_bad_request(hook: FarHook, changes: dict[str, object]) -> None:
    await refused(hook, refund(hook, "SUCCESS", **changes), 400)
