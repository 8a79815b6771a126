"""The outside world as the settings name it: bank, SMS, payment providers, printer, photo studio."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app.settings import Settings
from core.ports import BankCheck, Clock, PaymentProvider, Sms
from gateways.bank import HttpBank
from gateways.payments.sandbox import SandboxProvider
from gateways.photos.studio import Studio
from gateways.printing.printer import TypstPrinter
from gateways.sms import HttpSms

SANDBOX_KEY = "sandbox-key-of-nobody"
SANDBOX_PAY_SECRET = "whsec_a2FvYmFuLXNhbmRib3gtcGF5LXNlY3JldC0wMQ=="  # noqa: S105 - the sandbox's own, refused in production


@dataclass(slots=True)
class Outside:
    """What stands behind the ports."""

    bank: BankCheck
    sms: Sms
    providers: Mapping[str, PaymentProvider]
    printer: TypstPrinter
    studio: Studio
    http: httpx.AsyncClient

    async def close(self) -> None:
        """Let go of connections and threads."""
        await self.http.aclose()
        self.printer.close()
        self.studio.close()


def build_outside(settings: Settings, clock: Clock, http: httpx.AsyncClient | None) -> Outside:
    """Gateways at the configured addresses; with the sandbox on, those left out lead to its twins on this very server."""
    client = http or httpx.AsyncClient(timeout=10.0)
    here = f"{settings.public_url}/sandbox"
    return Outside(
        bank=HttpBank(client, settings.bank_base_url or f"{here}/bank", settings.bank_key or SANDBOX_KEY, clock),
        sms=HttpSms(client, settings.sms_base_url or f"{here}/sms", settings.sms_key or SANDBOX_KEY, clock),
        providers=_providers(settings, clock, client, here),
        printer=TypstPrinter(),
        studio=Studio(),
        http=client,
    )


def _providers(settings: Settings, clock: Clock, client: httpx.AsyncClient, here: str) -> dict[str, PaymentProvider]:
    wanted = settings.payments or (("sandbox",) if settings.sandbox else ())
    found: dict[str, PaymentProvider] = {}
    if "sandbox" in wanted and (secrets := sandbox_pay_secrets(settings)):
        found["sandbox"] = SandboxProvider(client, settings.sandbox_pay_base_url or f"{here}/pay", secrets, clock)
    return found


def sandbox_pay_secrets(settings: Settings) -> tuple[str, ...]:
    """Secrets of the sandbox's notifications, newest first; one of its own where the sandbox is on and none is set."""
    return settings.sandbox_pay_secrets or ((SANDBOX_PAY_SECRET,) if settings.sandbox else ())
