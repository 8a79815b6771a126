"""The outside world as the settings name it: bank, SMS, payment providers, printer, photo studio."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app.providers import build_providers
from app.settings import Settings
from core.ports import BankCheck, Clock, PaymentProvider, Sms
from gateways.bank import HttpBank
from gateways.photos.studio import Studio
from gateways.printing.printer import TypstPrinter
from gateways.sms import HttpSms

SANDBOX_KEY = "sandbox-key-of-nobody"


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
        providers=build_providers(settings, clock, client),
        printer=TypstPrinter(),
        studio=Studio(),
        http=client,
    )
