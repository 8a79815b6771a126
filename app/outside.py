"""The outside world as the settings name it: bank, SMS, face check, payment providers, printer, photo studio."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app.providers import build_providers
from app.settings import Settings
from core.model.proofs import SmsKind
from core.ports import BankCheck, Clock, FaceCheck, PaymentProvider, QuestionReader, Sms, SmsDetails, SmsReceipts
from gateways.aliyun_sms import ENDPOINT, AliyunAccount, AliyunSms
from gateways.bank import HttpBank
from gateways.charts.comparing import Painting
from gateways.charts.drawing import Drawing
from gateways.face import HttpFace
from gateways.patience import Patience, PatientBank, PatientFace, PatientSms
from gateways.photos.studio import Studio
from gateways.printing.printer import TypstPrinter
from gateways.question_reader import HttpQuestionReader
from gateways.sms import HttpSms, HttpSmsReceipts

SANDBOX_KEY = "sandbox-key-of-nobody"
SANDBOX_FACE_SECRET = "whsec_a2FvYmFuLXNhbmRib3gtZmFjZS1zZWNyZXQtMDE="  # noqa: S105 - the sandbox's own, refused in production
SANDBOX_SMS_SECRET = "whsec_a2FvYmFuLXNhbmRib3gtc21zLXNlY3JldC0wMDE="  # noqa: S105 - likewise
_HTTP = "http"
_ONE_TRY_SECONDS = 5.0


@dataclass(slots=True)
class Outside:
    """What stands behind the ports."""

    bank: BankCheck
    sms: Sms
    receipts: Mapping[str, SmsReceipts]
    details: SmsDetails | None
    face: FaceCheck | None
    providers: Mapping[str, PaymentProvider]
    printer: TypstPrinter
    studio: Studio
    charts: Drawing
    painting: Painting
    reader: QuestionReader | None
    http: httpx.AsyncClient

    async def close(self) -> None:
        """Let go of connections and threads."""
        await self.http.aclose()
        self.printer.close()
        self.studio.close()
        self.charts.close()
        self.painting.close()


def build_outside(settings: Settings, clock: Clock, http: httpx.AsyncClient | None) -> Outside:
    """Gateways at the configured addresses; with the sandbox on, those left out lead to its twins on this very server."""
    client = http or httpx.AsyncClient(timeout=10.0)
    here = f"{settings.public_url}/sandbox"
    sms = _sms(settings, clock, client, here)
    return Outside(
        bank=_bank(settings, clock, client, here),
        sms=sms,
        receipts=_receipts(settings, clock),
        details=sms if isinstance(sms, AliyunSms) else None,
        face=_face(settings, clock, client, here),
        providers=build_providers(settings, clock, client),
        printer=TypstPrinter(),
        studio=Studio(),
        charts=Drawing(),
        painting=Painting(),
        reader=_reader(settings, client),
        http=client,
    )


def face_secrets(settings: Settings) -> tuple[str, ...]:
    """What results of face checks are signed with, newest first; without one nobody's word counts, but for the sandbox's own."""
    return settings.face_secrets or ((SANDBOX_FACE_SECRET,) if settings.sandbox else ())


def sms_secrets(settings: Settings) -> tuple[str, ...]:
    """What delivery receipts are signed with, newest first; without one none are asked for."""
    return settings.sms_secrets or ((SANDBOX_SMS_SECRET,) if settings.sandbox else ())


def _bank(settings: Settings, clock: Clock, client: httpx.AsyncClient, here: str) -> BankCheck:
    address, key = settings.bank_base_url or f"{here}/bank", settings.bank_key or SANDBOX_KEY
    return PatientBank(HttpBank(client, address, key, clock, seconds=_ONE_TRY_SECONDS), Patience("bank"))


def _sms(settings: Settings, clock: Clock, client: httpx.AsyncClient, here: str) -> Sms:
    if settings.sms_provider == "aliyun":
        base_url = settings.aliyun_sms_base_url or ENDPOINT
        return AliyunSms(client, _aliyun(settings), clock, Patience("aliyun"), base_url=base_url)
    address, key = settings.sms_base_url or f"{here}/sms", settings.sms_key or SANDBOX_KEY
    notify = f"{settings.public_url}/webhooks/sms/{_HTTP}" if sms_secrets(settings) else ""
    return PatientSms(HttpSms(client, address, key, clock, notify_url=notify, seconds=_ONE_TRY_SECONDS), Patience("sms"))


def _aliyun(settings: Settings) -> AliyunAccount:
    """The account of the settings. Raises ``ValueError`` for one that can't send."""
    key_id, key_secret, sign_name = settings.aliyun_key_id, settings.aliyun_key_secret, settings.aliyun_sms_sign_name
    pairs = [pair.partition("=") for pair in settings.aliyun_sms_templates]
    templates = {SmsKind(kind.strip()): template.strip() for kind, _, template in pairs if template.strip()}
    if not (key_id and key_secret and sign_name) or set(templates) != set(SmsKind):
        kinds = ", ".join(f"{kind}=SMS_…" for kind in SmsKind)
        raise ValueError(f"Aliyun needs its key, its secret, a signature and KAOBAN_ALIYUN_SMS_TEMPLATES: {kinds}")
    return AliyunAccount(key_id, key_secret, sign_name, templates)


def _receipts(settings: Settings, clock: Clock) -> Mapping[str, SmsReceipts]:
    secrets = sms_secrets(settings)
    return {_HTTP: HttpSmsReceipts(secrets, clock)} if secrets and settings.sms_provider == _HTTP else {}


def _face(settings: Settings, clock: Clock, client: httpx.AsyncClient, here: str) -> FaceCheck | None:
    secrets = face_secrets(settings)
    if not secrets:
        return None
    address, notify = settings.face_base_url or f"{here}/face", f"{settings.public_url}/webhooks/identity/{_HTTP}"
    key = settings.face_key or SANDBOX_KEY
    face = HttpFace(client, address, key, secrets, clock, notify_url=notify, name=_HTTP, seconds=_ONE_TRY_SECONDS)
    return PatientFace(face, Patience("face"))


def _reader(settings: Settings, client: httpx.AsyncClient) -> QuestionReader | None:
    """The language model, where the operator names one; off by default."""
    if not settings.llm_base_url:
        return None
    return HttpQuestionReader(client, settings.llm_base_url, settings.llm_key, settings.llm_model)
