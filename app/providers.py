"""Payment providers as the settings name them; one that lacks what its notifications are checked with stays closed."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import httpx
import structlog

from app.settings import Settings
from core.ports import Clock, PaymentProvider
from gateways.payments.sandbox import SandboxProvider

if TYPE_CHECKING:
    from gateways.payments.wechat import Payers

SANDBOX_PAY_SECRET = "whsec_a2FvYmFuLXNhbmRib3gtcGF5LXNlY3JldC0wMQ=="  # noqa: S105 - the sandbox's own, refused in production
log = structlog.get_logger("payments")

Build = Callable[[Settings, Clock, httpx.AsyncClient], PaymentProvider | None]


def build_providers(settings: Settings, clock: Clock, client: httpx.AsyncClient) -> dict[str, PaymentProvider]:
    """Those that are enabled and complete, by name. Raises ``ValueError`` or ``OSError`` for keys that are none."""
    wanted = settings.payments or (("sandbox",) if settings.sandbox else ())
    found: dict[str, PaymentProvider] = {}
    for name in wanted:
        provider = _BUILDERS[name](settings, clock, client) if name in _BUILDERS else None
        if provider is None:
            log.warning("a payment provider is enabled but stays closed: settings are missing", provider=name)
        else:
            found[name] = provider
    return found


def sandbox_pay_secrets(settings: Settings) -> tuple[str, ...]:
    """Secrets of the sandbox's notifications, newest first; one of its own where the sandbox is on and none is set."""
    return settings.sandbox_pay_secrets or ((SANDBOX_PAY_SECRET,) if settings.sandbox else ())


def _sandbox(settings: Settings, clock: Clock, client: httpx.AsyncClient) -> PaymentProvider | None:
    secrets = sandbox_pay_secrets(settings)
    address = settings.sandbox_pay_base_url or f"{settings.public_url}/sandbox/pay"
    return SandboxProvider(client, address, secrets, clock) if secrets else None


def _wechat(settings: Settings, clock: Clock, client: httpx.AsyncClient) -> PaymentProvider | None:
    from gateways.payments.wechat import Credentials, Keyring, Merchant, WechatPay, read_keys
    from gateways.payments.wechat.provider import GATEWAY

    mchid, appid, apiv3_key = settings.wechat_mchid, settings.wechat_appid, settings.wechat_apiv3_key
    keys = read_keys(
        settings.wechat_public_key_id,
        settings.wechat_public_key_file if settings.wechat_public_key_id else None,
        settings.wechat_platform_cert_file,
        settings.wechat_platform_cert_serial,
    )
    if not (mchid and appid and apiv3_key and keys):
        return None
    credentials = None
    if settings.wechat_merchant_key_file and settings.wechat_merchant_serial:
        wanted_key = settings.wechat_public_key_id if settings.wechat_public_key_file else None
        key = settings.wechat_merchant_key_file.read_bytes()
        credentials = Credentials(mchid, settings.wechat_merchant_serial, key, apiv3_key, wanted_key)
    return WechatPay(
        client,
        clock,
        Keyring(keys),
        Merchant(mchid, appid),
        apiv3_key,
        credentials=credentials,
        payers=_wechat_payers(settings, appid, client),
        base_url=settings.wechat_base_url or GATEWAY,
        notify_url=f"{settings.public_url}/webhooks/payments/wechat",
    )


def _wechat_payers(settings: Settings, appid: str, client: httpx.AsyncClient) -> "Payers | None":
    """Without the app's secret nobody is known inside WeChat, and the page leads to the browser."""
    from gateways.payments.wechat import App, Payers
    from gateways.payments.wechat.payers import BROWSER_GATEWAY, SERVER_GATEWAY

    if not settings.wechat_app_secret:
        return None
    browser_url, server_url = settings.wechat_oauth_base_url or BROWSER_GATEWAY, settings.wechat_api_base_url or SERVER_GATEWAY
    return Payers(client, App(appid, settings.wechat_app_secret, browser_url, server_url))


def _alipay(settings: Settings, clock: Clock, client: httpx.AsyncClient) -> PaymentProvider | None:
    app_id, seller_id, key_file = settings.alipay_app_id, settings.alipay_seller_id, settings.alipay_public_key_file
    if not (app_id and seller_id and key_file):
        return None
    from gateways.payments.alipay import Alipay, Channel, Merchant, Signatures
    from gateways.payments.alipay.provider import GATEWAY

    app_key = settings.alipay_app_key_file.read_bytes() if settings.alipay_app_key_file else None
    signatures = Signatures(app_id, key_file.read_bytes(), app_key)
    channel = Channel(client, settings.alipay_base_url or GATEWAY, signatures, clock)
    return Alipay(channel, signatures, Merchant(app_id, seller_id))


def _stripe(settings: Settings, clock: Clock, client: httpx.AsyncClient) -> PaymentProvider | None:
    if not (settings.stripe_api_key and settings.stripe_webhook_secret):
        return None
    from gateways.payments.stripe import StripePay

    return StripePay(client, clock, settings.stripe_api_key, settings.stripe_webhook_secret, base_url=settings.stripe_base_url)


_BUILDERS: Mapping[str, Build] = {"sandbox": _sandbox, "wechat": _wechat, "alipay": _alipay, "stripe": _stripe}
