"""The adapters of bank and SMS against their sandbox twins, which check signatures on their own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Request, Response

from core.errors import Rejected, Unreachable
from core.ports import BankAnswer, BankQuestion
from gateways.bank import HttpBank
from gateways.sandbox.bank import SandboxBank, sandbox_bank
from gateways.sandbox.sms import SandboxPhones, sandbox_sms
from gateways.sms import HttpSms
from tests.support.clock import FixedClock

KEY = "a key that both sides know"
BASE = "http://world.test/sandbox"


def question(*, name: str = "张三", card: str = "6217000000000000001") -> BankQuestion:
    return BankQuestion("CCB", card, name, "resident_id", "11010519491231002X", "13812345678")


@pytest.fixture
def bank_state() -> SandboxBank:
    return SandboxBank(slow_seconds=0.01)


@pytest.fixture
def phones() -> SandboxPhones:
    return SandboxPhones()


@pytest_asyncio.fixture
async def client(bank_state: SandboxBank, phones: SandboxPhones, clock: FixedClock) -> AsyncIterator[httpx.AsyncClient]:
    world = FastAPI()
    world.mount("/sandbox/bank", sandbox_bank(bank_state, key=KEY, clock=clock))
    world.mount("/sandbox/sms", sandbox_sms(phones, key=KEY, clock=clock))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(world)) as opened:
        yield opened


@pytest.fixture
def bank(client: httpx.AsyncClient, clock: FixedClock) -> HttpBank:
    return HttpBank(client, f"{BASE}/bank", KEY, clock)


@pytest.fixture
def sms(client: httpx.AsyncClient, clock: FixedClock) -> HttpSms:
    return HttpSms(client, f"{BASE}/sms", KEY, clock)


async def test_the_sandbox_bank_believes_everybody(bank: HttpBank):
    assert await bank.check(question(), idempotency_key="1") is BankAnswer.MATCH


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (question(card="6217000000000000002"), BankAnswer.MISMATCH),
        (question(card="6217000000000000003"), BankAnswer.CARD_INVALID),
        (question(card="6217000000000000005"), BankAnswer.MATCH),
        (question(name="甄不符"), BankAnswer.MISMATCH),
        (question(name="甄失效"), BankAnswer.CARD_INVALID),
        (question(name="甄慢"), BankAnswer.MATCH),
    ],
)
async def test_test_values_give_their_answer(bank: HttpBank, asked: BankQuestion, answer: BankAnswer):
    assert await bank.check(asked, idempotency_key="1") is answer


@pytest.mark.parametrize("asked", [question(card="6217000000000000004"), question(name="甄断线")])
async def test_an_unreachable_bank_tells_nothing(bank: HttpBank, asked: BankQuestion):
    with pytest.raises(Unreachable):
        await bank.check(asked, idempotency_key="1")


async def test_a_rule_told_later_counts_first_and_wears_out(bank: HttpBank, bank_state: SandboxBank):
    bank_state.answer_with("card_invalid", name=None, card="00 01", times=None)
    bank_state.answer_next("mismatch")
    answers = [await bank.check(question(), idempotency_key=str(n)) for n in range(3)]
    assert answers == [BankAnswer.MISMATCH, BankAnswer.CARD_INVALID, BankAnswer.CARD_INVALID]
    bank_state.forget()
    assert await bank.check(question(), idempotency_key="4") is BankAnswer.MATCH


async def test_the_same_key_gets_the_same_answer_and_no_other_question(bank: HttpBank, bank_state: SandboxBank):
    bank_state.answer_next("mismatch")
    first = await bank.check(question(), idempotency_key="1")
    assert await bank.check(question(), idempotency_key="1") is first is BankAnswer.MISMATCH
    with pytest.raises(Unreachable):
        await bank.check(question(name="李四"), idempotency_key="1")


async def test_a_bank_that_was_away_may_be_asked_again_with_the_same_key(bank: HttpBank, bank_state: SandboxBank):
    bank_state.answer_next("unreachable")
    with pytest.raises(Unreachable):
        await bank.check(question(), idempotency_key="1")
    assert await bank.check(question(), idempotency_key="1") is BankAnswer.MATCH


@pytest.mark.parametrize(("key", "minutes"), [("another key", 0), (KEY, 6), (KEY, -6)])
async def test_a_wrong_key_or_an_old_timestamp_is_refused(client: httpx.AsyncClient, clock: FixedClock, key: str, minutes: int):
    theirs = FixedClock(clock.now())
    theirs.forward(minutes=minutes)
    with pytest.raises(Unreachable, match="401"):
        await HttpBank(client, f"{BASE}/bank", key, theirs).check(question(), idempotency_key="1")


async def test_the_signature_is_what_the_contract_says():
    seen: list[Request] = []
    app = FastAPI()

    @app.post("/v1/messages")
    async def take(request: Request) -> Response:
        seen.append(request)
        return Response(status_code=202)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        clock = FixedClock(datetime(2020, 11, 16, 2, 0, tzinfo=UTC))
        await HttpSms(client, "http://sms.test", "secret", clock).send("13812345678", "hi", idempotency_key="k1")
    assert seen[0].headers["kaoban-timestamp"] == "1605492000"
    # printf '1605492000\nk1\n/v1/messages\n{"phone":"13812345678","text":"hi"}' | openssl dgst -sha256 -hmac secret
    assert seen[0].headers["kaoban-signature"] == "v1=c537cdc3ef2eb2f59770553d1351d1b83c8604609eaf74fabe6e7f6a0c4bc107"


@pytest.mark.parametrize(
    "answer", [Response(b"<html>"), Response(b'{"answer":"perhaps"}'), Response(b"[]"), Response(status_code=500)]
)
async def test_an_answer_that_makes_no_sense_tells_nothing(answer: Response, clock: FixedClock):
    app = FastAPI()
    app.post("/v1/checks")(lambda: answer)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        with pytest.raises(Unreachable) as caught:
            await HttpBank(client, "http://bank.test", KEY, clock).check(question(), idempotency_key="1")
    assert "6217" not in str(caught.value)


async def test_a_bank_that_never_answers_is_given_up(clock: FixedClock):
    def silence(request: httpx.Request) -> httpx.Response:
        assert request.extensions["timeout"]["read"] == 0.5
        raise httpx.ReadTimeout("nothing came", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(silence)) as client:
        with pytest.raises(Unreachable):
            await HttpBank(client, "http://bank.test", KEY, clock, seconds=0.5).check(question(), idempotency_key="1")


async def test_a_message_arrives_once_and_the_newest_stands_first(sms: HttpSms, phones: SandboxPhones):
    await sms.send("13812345678", "one", idempotency_key="1")
    await sms.send("13812345678", "one", idempotency_key="1")
    await sms.send("13987654321", "two", idempotency_key="2")
    assert [message.text for message in phones.messages()] == ["two", "one"]
    assert [message.text for message in phones.messages("13812345678")] == ["one"]
    assert [message.text for message in phones.latest(1)] == ["two"]


async def test_a_carrier_that_says_no_says_why_and_one_that_is_down_says_nothing(sms: HttpSms, phones: SandboxPhones):
    with pytest.raises(Rejected) as caught:
        await sms.send("0755", "hi", idempotency_key="1")
    assert caught.value.code == "phone"
    phones.is_down = True
    with pytest.raises(Unreachable):
        await sms.send("13812345678", "hi", idempotency_key="2")


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'{"name": 1}', b"\xff", b"x" * 20_000])
async def test_garbage_gets_a_clear_no(client: httpx.AsyncClient, body: bytes):
    answer = await client.post(f"{BASE}/bank/v1/checks", content=body)
    assert 400 <= answer.status_code < 500
