"""WeChat Pay and Alipay stood in for by a process of Node: other hands than the product's sign, seal and verify."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.support.gateways.certificates import SERIAL, certificate
from tests.support.machine import missing

HERE = Path(__file__).parent
MCHID, APPID, APIV3_KEY = "1900000001", "wxd678efh567hg6787", "the test's APIv3 key is 32 bytes"
PUBLIC_KEY_ID, MERCHANT_SERIAL = "PUB_KEY_ID_0114232134912410000000000000", "5F3A"
APP_SECRET, OPENID = "the-app-secret-of-the-test", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
STRIPE_KEY, STRIPE_SECRET = "sk_test_1", "whsec_test_1"
APP_ID, SELLER_ID = "2021000000000001", "2088000000000001"


@dataclass(frozen=True)
class Sent:
    """A notification as it comes over the wire."""

    body: bytes
    headers: dict[str, str]


class Gateways:
    """The process, and what a test does to it as payer and as fate."""

    def __init__(self, url: str) -> None:
        self.url = url

    def do(self, what: str, **how: object) -> dict[str, Any]:
        """One deed: ``renew``, ``clock``, ``fault``, ``pay``, ``finish``, ``notification``."""
        answer = httpx.post(f"{self.url}/control", json={"do": what, **how}, trust_env=False)
        return cast(dict[str, Any], answer.raise_for_status().json())

    def set_clock(self, now: datetime) -> None:
        """From now on it is ``now`` over there."""
        self.do("clock", now=int(now.timestamp()))

    def notification(self, provider: str, **how: object) -> Sent:
        """A notification, signed and sealed."""
        made = self.do("notification", provider=provider, **how)
        return Sent(made["body"].encode(), made["headers"])


@contextmanager
def gateways() -> Iterator[Gateways]:
    """The process, until the end of the block."""
    node = shutil.which("node")
    if node is None:
        missing("Node isn't here: nobody stands in for WeChat Pay and Alipay")
    keys = key_pairs()
    told = {
        "wechat": {
            "mchid": MCHID,
            "appid": APPID,
            "apiv3Key": APIV3_KEY,
            "appSecret": APP_SECRET,
            "openid": OPENID,
            "merchantSerial": MERCHANT_SERIAL,
            "merchantKey": public_pem(keys["merchant"]),
            "keys": [
                {"serial": PUBLIC_KEY_ID, "privateKey": private_pem(keys["wechat"])},
                {"serial": SERIAL, "privateKey": private_pem(keys["platform"])},
                {"serial": "FFFF", "privateKey": private_pem(keys["stranger"])},
                {"serial": PUBLIC_KEY_ID, "privateKey": private_pem(keys["stranger"])},
            ],
        },
        "alipay": {
            "appId": APP_ID,
            "sellerId": SELLER_ID,
            "appKey": public_pem(keys["merchant"]),
            "privateKey": private_pem(keys["wechat"]),
        },
        "stripe": {"apiKey": STRIPE_KEY, "webhookSecret": STRIPE_SECRET},
    }
    with subprocess.Popen([node, "server.mjs"], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(told).encode() + b"\n")
        process.stdin.flush()
        port = json.loads(process.stdout.readline())["port"]
        try:
            yield Gateways(f"http://127.0.0.1:{port}")
        finally:
            process.kill()


@cache
def key_pairs() -> dict[str, rsa.RSAPrivateKey]:
    """One key for each part; ``wechat`` also signs for Alipay."""
    return {name: rsa.generate_private_key(65537, 2048) for name in ("wechat", "platform", "merchant", "stranger")}


def private_pem(key: rsa.RSAPrivateKey) -> str:
    """PKCS #8."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    """SubjectPublicKeyInfo."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def settings_in(folder: Path, url: str) -> dict[str, Any]:
    """The product's settings for both, their files written into ``folder``."""
    keys = key_pairs()
    files = {
        "wechat.pem": public_pem(keys["wechat"]),
        "platform.pem": certificate(keys["platform"]),
        "merchant.pem": private_pem(keys["merchant"]),
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return {
        "payments": ("wechat", "alipay", "stripe"),
        "wechat_mchid": MCHID,
        "wechat_appid": APPID,
        "wechat_apiv3_key": APIV3_KEY,
        "wechat_public_key_id": PUBLIC_KEY_ID,
        "wechat_public_key_file": folder / "wechat.pem",
        "wechat_platform_cert_file": folder / "platform.pem",
        "wechat_merchant_key_file": folder / "merchant.pem",
        "wechat_merchant_serial": MERCHANT_SERIAL,
        "wechat_base_url": f"{url}/wechat",
        "wechat_app_secret": APP_SECRET,
        "wechat_oauth_base_url": f"{url}/wechat",
        "wechat_api_base_url": f"{url}/wechat",
        "alipay_app_id": APP_ID,
        "alipay_seller_id": SELLER_ID,
        "alipay_public_key_file": folder / "wechat.pem",
        "alipay_app_key_file": folder / "merchant.pem",
        "alipay_base_url": f"{url}/alipay/gateway.do",
        "stripe_api_key": STRIPE_KEY,
        "stripe_webhook_secret": STRIPE_SECRET,
        "stripe_base_url": f"{url}/stripe",
    }
