"""Short messages by Aliyun, against a gateway that verifies ACS3-HMAC-SHA256 from the raw request, step by step as specified."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from app.outside import build_outside
from app.settings import Settings
from core.errors import Rejected, Unreachable
from core.model.account import Change
from core.model.proofs import SmsKind, SmsState
from core.ports import SmsReceipt
from gateways.aliyun_sms import AliyunAccount, AliyunSms
from gateways.patience import Measure, Patience
from locales.messages import ShortMessages
from tests.support.clock import FixedClock

SECRET = "a secret of the account"
ACCOUNT = AliyunAccount("LTAI-key", SECRET, "考伴", {SmsKind.CODE: "SMS_1", SmsKind.USERNAME: "SMS_2", SmsKind.CHANGED: "SMS_3"})
OK = JSONResponse({"Code": "OK", "Message": "OK", "BizId": "9006^0", "RequestId": "R1"})
TEXTS = ShortMessages()
QUICK = Measure(pause=0.001, longest_pause=0.002)


@dataclass
class Aliyun:
    """Takes a nonce once, answers with ``faults`` first, and keeps what it sent."""

    faults: list[Response] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    details: list[dict[str, object]] = field(default_factory=list)

    async def call(self, request: Request) -> Response:
        if not await is_signed(request):
            return JSONResponse({"Code": "SignatureDoesNotMatch"}, 400)
        nonce = request.headers["x-acs-signature-nonce"]
        if nonce in self.nonces:
            return JSONResponse({"Code": "SignatureNonceUsed"}, 400)
        self.nonces.append(nonce)
        if request.headers["x-acs-action"] == "QuerySendDetails":
            asked = dict(parse_qsl(request.url.query, strict_parsing=True))
            found = [one for one in self.details if (one["PhoneNum"], str(one["SendDate"])[:10].replace("-", "")) == key_of(asked)]
            return (
                self.faults.pop(0)
                if self.faults
                else JSONResponse({"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": found}})
            )
        self.sent.append(dict(parse_qsl(request.url.query, strict_parsing=True)))
        return self.faults.pop(0) if self.faults else OK


def key_of(asked: dict[str, str]) -> tuple[str, str]:
    """Phone and day of a question for details; it has to be whole."""
    assert (asked["PageSize"], asked["CurrentPage"]) == ("50", "1")
    return asked["PhoneNumber"], asked["SendDate"]


def detail(status: int = 3, out_id: str = "code:7", sent: str = "2020-11-16 10:00:00", **more: object) -> dict[str, object]:
    """One entry as Aliyun tells it; the text holds the code."""
    told = {"ErrCode": "DELIVERED", "ReceiveDate": "2020-11-16 10:00:05", "Content": "【考伴】012345", "TemplateCode": "SMS_1"}
    return {"PhoneNum": "13812345678", "SendStatus": status, "OutId": out_id, "SendDate": sent, **told, **more}


async def is_signed(request: Request) -> bool:
    """The signature anew: sorted raw query, signed headers, hash of the body."""
    algorithm, _, rest = request.headers["authorization"].partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(","))
    body_hash = hashlib.sha256(await request.body()).hexdigest()
    query = "&".join(sorted(request.scope["query_string"].decode().split("&")))
    names = parts["SignedHeaders"].split(";")
    assert {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce"} <= set(names)
    lines = [f"{name}:{request.headers[name].strip()}" for name in names]
    canonical = "\n".join([request.method, request.url.path, query, *lines, "", parts["SignedHeaders"], body_hash])
    text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    expected = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    good = (algorithm, parts["Credential"], parts["Signature"], request.headers["x-acs-content-sha256"])
    return good == ("ACS3-HMAC-SHA256", "LTAI-key", expected, body_hash)


@pytest.fixture
def far() -> Aliyun:
    return Aliyun()


@pytest_asyncio.fixture
async def client(far: Aliyun) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.post("/")(far.call)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as opened:
        yield opened


@pytest.fixture
def sms(client: httpx.AsyncClient, clock: FixedClock) -> AliyunSms:
    return AliyunSms(client, ACCOUNT, clock, Patience("aliyun", QUICK), base_url="https://dysmsapi.test")


async def test_a_code_goes_out_as_the_approved_template_with_our_key_as_its_mark(sms: AliyunSms, far: Aliyun):
    await sms.send("13812345678", TEXTS.code("zh_CN", "012345", 5), idempotency_key="code:7")
    (sent,) = far.sent
    assert json.loads(sent.pop("TemplateParam")) == {"code": "012345", "minutes": "5"}
    assert sent == {"OutId": "code:7", "PhoneNumbers": "13812345678", "SignName": "考伴", "TemplateCode": "SMS_1"}


async def test_every_kind_of_message_has_its_template_and_a_bare_text_has_none(sms: AliyunSms, far: Aliyun):
    await sms.send("13812345678", TEXTS.username("en", "a+b c/~*%é"), idempotency_key="u")
    await sms.send("13812345678", TEXTS.changed("en", Change.PHONE), idempotency_key="c")
    assert [one["TemplateCode"] for one in far.sent] == ["SMS_2", "SMS_3"]
    assert json.loads(far.sent[0]["TemplateParam"])["username"] == "a+b c/~*%é"
    with pytest.raises(Rejected, match="NO_TEMPLATE"):
        await sms.send("13812345678", "just a text", idempotency_key="t")


@pytest.mark.parametrize(
    "fault",
    [Response(status_code=500), Response(b"<html>", 502), JSONResponse({"Code": "ServiceUnavailable"}, 503), Response(b"[]")],
)
async def test_a_message_whose_answer_was_lost_isnt_sent_twice(sms: AliyunSms, far: Aliyun, fault: Response):
    far.faults = [fault]
    await sms.send("13812345678", TEXTS.code("zh_CN", "1", 5), idempotency_key="k")
    assert (len(far.sent), len(far.nonces)) == (1, 1)


@pytest.mark.parametrize("code", ["isv.BUSINESS_LIMIT_CONTROL", "isv.MOBILE_NUMBER_ILLEGAL", "isv.AMOUNT_NOT_ENOUGH"])
async def test_a_no_comes_back_in_aliyuns_own_word(sms: AliyunSms, far: Aliyun, code: str):
    far.faults = [JSONResponse({"Code": code, "Message": "…"})]
    with pytest.raises(Rejected) as caught:
        await sms.send("13812345678", TEXTS.code("zh_CN", "1", 5), idempotency_key="k")
    assert caught.value.code == code


async def test_a_wrong_secret_is_a_no(client: httpx.AsyncClient, clock: FixedClock):
    account = AliyunAccount("LTAI-key", "another secret", "考伴", ACCOUNT.templates)
    sms = AliyunSms(client, account, clock, Patience("aliyun", QUICK), base_url="https://dysmsapi.test")
    with pytest.raises(Rejected, match="SignatureDoesNotMatch"):
        await sms.send("13812345678", TEXTS.code("zh_CN", "1", 5), idempotency_key="k")


async def test_silence_tells_nothing_and_gives_nothing_away(clock: FixedClock):
    def silence(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout(f"nothing from {request.url}", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(silence)) as client:
        sms = AliyunSms(client, ACCOUNT, clock, Patience("aliyun", QUICK))
        with pytest.raises(Unreachable) as caught:
            await sms.send("13812345678", TEXTS.code("zh_CN", "987654", 5), idempotency_key="k")
    assert "987654" not in f"{caught.value} {caught.value.__cause__}"
    assert SECRET not in repr(ACCOUNT)


async def test_the_settings_choose_the_carrier_and_want_every_template(clock: FixedClock, client: httpx.AsyncClient):
    given = {"sms_provider": "aliyun", "aliyun_key_id": "k", "aliyun_key_secret": "s", "aliyun_sms_sign_name": "考伴"}
    whole = Settings(**given, aliyun_sms_templates="code=SMS_1, username=SMS_2, changed=SMS_3, letter=SMS_4")
    assert isinstance(build_outside(whole, clock, client).sms, AliyunSms)
    with pytest.raises(ValueError, match="TEMPLATES"):
        build_outside(Settings(**given, aliyun_sms_templates="code=SMS_1"), clock, client)


SENT_AT = datetime(2020, 11, 16, 2, 0, tzinfo=UTC)


async def test_what_became_of_a_message_is_asked_over_the_signed_interface(sms: AliyunSms, far: Aliyun):
    far.details = [detail(out_id="code:8"), detail()]
    receipt = await sms.ask("13812345678", "code:7", SENT_AT)
    assert receipt == SmsReceipt("code:7", SmsState.DELIVERED, "DELIVERED", SENT_AT + timedelta(seconds=5))
    assert "012345" not in repr(receipt)


@pytest.mark.parametrize(
    ("details", "state"),
    [
        ([], None),
        ([detail(1)], None),
        ([detail(2, ErrCode="MOBILE_NOT_ON_SERVICE")], SmsState.FAILED),
        ([detail(2), detail(3)], SmsState.DELIVERED),
        ([detail(3, out_id="code:70")], None),
        ([detail(3, ReceiveDate=None)], SmsState.DELIVERED),
        ([detail(3, ReceiveDate="soon")], None),
        ([detail(True)], None),
        ([{"PhoneNum": "13812345678", "SendDate": "2020-11-16", "OutId": "code:7"}], None),
    ],
)
async def test_only_a_plain_word_about_our_own_message_counts(sms: AliyunSms, far: Aliyun, details: list, state: SmsState | None):
    far.details = details
    receipt = await sms.ask("13812345678", "code:7", SENT_AT)
    assert (receipt.state if receipt else None) is state


async def test_a_message_of_midnight_is_looked_for_on_both_days(sms: AliyunSms, far: Aliyun):
    far.details = [detail(sent="2020-11-17 00:00:02", ReceiveDate="2020-11-17 00:00:05")]
    assert await sms.ask("13812345678", "code:7", datetime(2020, 11, 16, 15, 59, 50, tzinfo=UTC)) is not None


@pytest.mark.parametrize(
    "fault",
    [
        b"[]",
        b'{"Code":"OK"}',
        b'{"Code":"OK","SmsSendDetailDTOs":[1]}',
        b'{"Code":"OK","SmsSendDetailDTOs":{"SmsSendDetailDTO":"x"}}',
    ],
)
async def test_garbage_tells_nothing_of_a_message(sms: AliyunSms, far: Aliyun, fault: bytes):
    far.faults = [Response(fault, media_type="application/json")] * 3
    with suppress(Unreachable):
        assert await sms.ask("13812345678", "code:7", SENT_AT) is None
