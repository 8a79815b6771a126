"""Notifications that node:crypto signed and sealed once and for all: they are read alike on every machine, Node or not."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.providers import build_providers
from app.settings import Settings
from core.errors import Forbidden
from core.model.money import Money
from core.model.payment import Notification, NotificationKind, Source, Success
from core.ports import PaymentProvider
from tests.support.clock import FixedClock

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures" / "vectors.json").read_text())
AT = datetime.fromtimestamp(VECTORS["at"], UTC)


@pytest.fixture
def at_that_time() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
def providers(tmp_path: Path, at_that_time: FixedClock) -> dict[str, PaymentProvider]:
    """Both providers, their keys told as an operator tells them; the older key is a public one under a certificate's serial."""
    for name in ("wechat_key", "older_key", "alipay_key"):
        (tmp_path / name).write_text(VECTORS[name])
    settings = Settings(
        secret_key="t" * 40,
        payments=("wechat", "alipay"),
        wechat_mchid="1900000001",
        wechat_appid="wxd678efh567hg6787",
        wechat_apiv3_key=VECTORS["apiv3_key"],
        wechat_public_key_id="PUB_KEY_ID_01",
        wechat_public_key_file=tmp_path / "wechat_key",
        wechat_platform_cert_file=tmp_path / "older_key",
        wechat_platform_cert_serial="5157f09efdc096de15ebe81a47057a72",
        alipay_app_id="2021000000000001",
        alipay_seller_id="2088000000000001",
        alipay_public_key_file=tmp_path / "alipay_key",
    )
    return build_providers(settings, at_that_time, None)  # type: ignore[arg-type]


def read(providers: dict[str, PaymentProvider], provider: str, vector: str) -> Notification:
    headers = {name.lower(): value for name, value in VECTORS[vector].get("headers", {}).items()}
    return providers[provider].parse_notification(headers, VECTORS[vector]["body"].encode())


@pytest.mark.parametrize(
    ("provider", "vector", "transaction_id"),
    [("wechat", "wechat", "4200000001"), ("wechat", "older", "4200000001"), ("alipay", "alipay", "2020111622001400001")],
)
def test_a_success_is_read(providers: dict[str, PaymentProvider], provider: str, vector: str, transaction_id: str) -> None:
    heard = read(providers, provider, vector)
    fee, paid_at = Money(10000, "CNY"), datetime(2020, 11, 16, 2, tzinfo=UTC)
    assert heard.success == Success(provider, "A1", transaction_id, fee, paid_at, Source.WEBHOOK)
    assert (heard.kind, heard.out_trade_no) == (NotificationKind.SUCCESS, "A1")


def test_a_weak_hash_is_not(providers: dict[str, PaymentProvider]) -> None:
    with pytest.raises(Forbidden):
        read(providers, "alipay", "alipay_sha1")


def test_nor_what_is_older_than_five_minutes(providers: dict[str, PaymentProvider], at_that_time: FixedClock) -> None:
    at_that_time.set(AT + timedelta(seconds=301))
    with pytest.raises(Forbidden):
        read(providers, "wechat", "wechat")


@pytest.mark.parametrize("missing", ["wechat_mchid", "wechat_appid", "wechat_apiv3_key", "alipay_seller_id", "alipay_app_id"])
def test_a_provider_that_lacks_something_is_never_made(tmp_path: Path, at_that_time: FixedClock, missing: str) -> None:
    (tmp_path / "key").write_text(VECTORS["wechat_key"])
    told = {"wechat_mchid": "1", "wechat_appid": "wx", "wechat_apiv3_key": VECTORS["apiv3_key"], "wechat_public_key_id": "P"}
    keys = {"wechat_public_key_file": tmp_path / "key", "alipay_public_key_file": tmp_path / "key"}
    whole: dict[str, Any] = {
        **told,
        **keys,
        "alipay_app_id": "2",
        "alipay_seller_id": "3",
        "payments": ("wechat", "alipay", "stripe"),
    }
    made = build_providers(Settings(secret_key="t" * 40, **{**whole, missing: ""}), at_that_time, None)  # type: ignore[arg-type]
    assert set(made) == {"wechat", "alipay"} - {missing.split("_", maxsplit=1)[0]}
