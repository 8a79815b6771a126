"""The outside world as the settings name it: bank, SMS, face check, payment providers, printer, photo studio."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app.providers import build_providers
from app.settings import Settings
from core.ports import BankCheck, Clock, FaceCheck, PaymentProvider, QuestionReader, Sms
from gateways.bank import HttpBank
from gateways.face import HttpFace
from gateways.photos.studio import Studio
from gateways.printing.printer import TypstPrinter
from gateways.question_reader import HttpQuestionReader
from gateways.sms import HttpSms

SANDBOX_KEY = "sandbox-key-of-nobody"
SANDBOX_FACE_SECRET = "whsec_a2FvYmFuLXNhbmRib3gtZmFjZS1zZWNyZXQtMDE="  # noqa: S105 - the sandbox's own, refused in production
_FACE = "http"


@dataclass(slots=True)
class Outside:
    """What stands behind the ports."""

    bank: BankCheck
    sms: Sms
    face: FaceCheck | None
    providers: Mapping[str, PaymentProvider]
    printer: TypstPrinter
    studio: Studio
    reader: QuestionReader | None
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
        face=_face(settings, clock, client, here),
        providers=build_providers(settings, clock, client),
        printer=TypstPrinter(),
        studio=Studio(),
        reader=_reader(settings, client),
        http=client,
    )


def face_secrets(settings: Settings) -> tuple[str, ...]:
    """What results of face checks are signed with, newest first; without one nobody's word counts, but for the sandbox's own."""
    return settings.face_secrets or ((SANDBOX_FACE_SECRET,) if settings.sandbox else ())


def _face(settings: Settings, clock: Clock, client: httpx.AsyncClient, here: str) -> FaceCheck | None:
    secrets = face_secrets(settings)
    if not secrets:
        return None
    address, notify = settings.face_base_url or f"{here}/face", f"{settings.public_url}/webhooks/identity/{_FACE}"
    key = settings.face_key or SANDBOX_KEY
    return HttpFace(client, address, key, secrets, clock, notify_url=notify, name=_FACE)


def _reader(settings: Settings, client: httpx.AsyncClient) -> QuestionReader | None:
    """The language model, where the operator names one; off by default."""
    if not settings.llm_base_url:
        return None
    return HttpQuestionReader(client, settings.llm_base_url, settings.llm_key, settings.llm_model)
