"""Short messages by Aliyun: ``SendSms`` and ``QuerySendDetails`` of 2017-05-25, signed as ACS3-HMAC-SHA256 asks for.

Aliyun sends templates that were approved beforehand and puts our values into their places, so a message has to know its kind. It
knows no idempotency key, yet takes each nonce once: one call keeps its nonce over its tries, and a nonce that is taken already
means that the first try had arrived. A later call for the same message is a new one. The key goes along as ``OutId``.

What Aliyun would push of deliveries comes without any signature, so nobody's push is believed: what became of a message is asked
for, over the signed interface, by phone and day, and known by its ``OutId``. Answers hold the text, which goes no further.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import httpx

from core.errors import Rejected, Unreachable
from core.model.proofs import SmsKind, SmsState, SmsText
from core.ports import Clock, SmsReceipt
from gateways.patience import Patience

ENDPOINT = "https://dysmsapi.aliyuncs.com"
_ALGORITHM = "ACS3-HMAC-SHA256"
_VERSION = "2017-05-25"
_PATIENCE_SECONDS = 8.0
_NONCE_BYTES = 16
_LONGEST_CODE = 64
_ZONE = timezone(timedelta(hours=8))
"""Aliyun's days and instants are Beijing's."""
_PAGE = "50"
_STATES: Mapping[int, SmsState] = {2: SmsState.FAILED, 3: SmsState.DELIVERED}
_BUSY = frozenset({"isp.SYSTEM_ERROR", "ServiceUnavailable", "InternalError", "Throttling", "Throttling.User", "Throttling.Api"})


@dataclass(frozen=True, slots=True)
class AliyunAccount:
    """Who sends: the access key, the approved signature, and the approved template of each kind."""

    key_id: str
    key_secret: str = field(repr=False)
    sign_name: str
    templates: Mapping[SmsKind, str]


class AliyunSms:
    """An ``Sms`` and the ``SmsDetails`` of Aliyun."""

    name = "aliyun"

    def __init__(
        self, client: httpx.AsyncClient, account: AliyunAccount, clock: Clock, patience: Patience, *, base_url: str = ENDPOINT
    ) -> None:
        self._client = client
        self._account = account
        self._clock = clock
        self._patience = patience
        self._base = httpx.URL(base_url)

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> None:
        """Hand one message to the carrier. Raises ``Unreachable`` or ``Rejected``, so for a kind without a template."""
        template = self._account.templates.get(text.kind) if isinstance(text, SmsText) else None
        if template is None or not isinstance(text, SmsText):
            raise Rejected("NO_TEMPLATE")
        query = {
            "OutId": idempotency_key,
            "PhoneNumbers": phone,
            "SignName": self._account.sign_name,
            "TemplateCode": template,
            "TemplateParam": json.dumps(dict(text.places), ensure_ascii=False),
        }
        await self._ask("SendSms", query)

    async def ask(self, phone: str, message_id: str, sent_at: datetime) -> SmsReceipt | None:
        """What became of a message, ``None`` while that isn't known. Raises ``Unreachable`` or ``Rejected``."""
        # Handed over just before midnight, it may have gone out just after.
        for day in sorted({f"{at.astimezone(_ZONE):%Y%m%d}" for at in (sent_at, sent_at + timedelta(minutes=1))}):
            query = {"PhoneNumber": phone, "SendDate": day, "PageSize": _PAGE, "CurrentPage": "1"}
            found = _receipts(await self._ask("QuerySendDetails", query), message_id)
            if found:
                return next((one for one in found if one.state is SmsState.DELIVERED), found[0])
        return None

    async def _ask(self, action: str, query: Mapping[str, str]) -> httpx.Response:
        """The answer to one call that was taken."""
        nonce = secrets.token_hex(_NONCE_BYTES)
        return await self._patience.ask(lambda: self._send(action, query, nonce))

    async def _send(self, action: str, query: Mapping[str, str], nonce: str) -> httpx.Response:
        line = canonical_query(query)
        headers = {
            "host": self._base.netloc.decode(),
            "x-acs-action": action,
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": f"{self._clock.now():%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": nonce,
            "x-acs-version": _VERSION,
        }
        signed = authorization(self._account, line, headers)
        url = self._base.copy_with(path="/", query=line.encode())
        try:
            response = await self._client.post(url, headers={**headers, "Authorization": signed}, timeout=_PATIENCE_SECONDS)
        except httpx.HTTPError as error:
            raise Unreachable(f"Aliyun doesn't answer: {type(error).__name__}") from None
        _judge(response)
        return response


def authorization(account: AliyunAccount, query: str, headers: Mapping[str, str]) -> str:
    """The header that signs a request without a body."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = f"POST\n/\n{query}\n{lines}\n{names}\n{headers['x-acs-content-sha256']}"
    text = f"{_ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(account.key_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"{_ALGORITHM} Credential={account.key_id},SignedHeaders={names},Signature={signature}"


def canonical_query(values: Mapping[str, str]) -> str:
    """Names and values as RFC 3986 escapes them, in the order of their names."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(values[name], safe='-_.~')}" for name in sorted(values))


def _judge(response: httpx.Response) -> None:
    """Return where the message was taken. Raises ``Rejected`` for a no, ``Unreachable`` where nothing is known."""
    code = _code(response)
    if code in {"OK", "SignatureNonceUsed"}:
        return
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or code is None or code in _BUSY:
        raise Unreachable(f"Aliyun answered {response.status_code} {code or ''}".rstrip())
    raise Rejected(code[:_LONGEST_CODE])


def _code(response: httpx.Response) -> str | None:
    try:
        answer: Any = response.json()
    except ValueError:
        return None
    code = answer.get("Code") if isinstance(answer, dict) else None
    return code if isinstance(code, str) else None


def _receipts(response: httpx.Response, message_id: str) -> list[SmsReceipt]:
    """What the answer tells of our message; entries that can't be read tell nothing."""
    answer: Any = response.json()
    listed = answer.get("SmsSendDetailDTOs")
    entries = listed.get("SmsSendDetailDTO") if isinstance(listed, dict) else None
    read = (_receipt(entry, message_id) for entry in (entries if isinstance(entries, list) else ()) if isinstance(entry, dict))
    return [receipt for receipt in read if receipt is not None]


def _receipt(entry: Mapping[str, Any], message_id: str) -> SmsReceipt | None:
    status, code, at = entry.get("SendStatus"), entry.get("ErrCode"), _instant(entry.get("ReceiveDate") or entry.get("SendDate"))
    state = _STATES.get(status) if isinstance(status, int) else None
    if entry.get("OutId") != message_id or state is None or at is None:
        return None
    return SmsReceipt(message_id, state, code[:_LONGEST_CODE] if isinstance(code, str) else "", at)


def _instant(value: object) -> datetime | None:
    try:
        return datetime.strptime(str(value), "%Y-%m-%d %H:%M:%S").replace(tzinfo=_ZONE).astimezone(UTC)
    except ValueError:
        return None
