"""What is asked again and what isn't: against a bank that checks signatures by itself and misbehaves as told."""

import asyncio
import hashlib
import hmac
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Request, Response

from core.errors import Rejected, Unreachable
from core.ports import BankAnswer, BankQuestion
from gateways.bank import HttpBank
from gateways.patience import Measure, Patience, PatientBank, PatientSms
from gateways.sms import HttpSms
from tests.support.clock import FixedClock

HERE, KEY = "http://bank.test", "a key of both sides"
QUICK = Measure(tries=3, pause=0.001, longest_pause=0.002, failures=2, rest=0.05)
QUESTION = BankQuestion("CCB", "6217000000000000001", "张三", "resident_id", "11010519491231002X", "13812345678")
GOOD = Response(b'{"answer":"match"}', media_type="application/json")


@dataclass
class Bank:
    """Answers with ``faults`` first, well afterwards; ``done`` counts what it did for each key, however often it was asked."""

    faults: list[Response | str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    async def check(self, request: Request) -> Response:
        key = request.headers["idempotency-key"]
        message = f"{request.headers['kaoban-timestamp']}\n{key}\n{request.url.path}\n".encode() + await request.body()
        if request.headers["kaoban-signature"] != "v1=" + hmac.new(KEY.encode(), message, hashlib.sha256).hexdigest():
            return Response(status_code=401)
        self.asked.append(key)
        self.done[key] = 1
        fault = self.faults.pop(0) if self.faults else GOOD
        if isinstance(fault, str):
            await asyncio.sleep(0.2)
            return GOOD
        return fault


@pytest.fixture
def server() -> Bank:
    return Bank()


@pytest_asyncio.fixture
async def client(server: Bank) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.post("/v1/checks")(server.check)
    app.post("/v1/messages")(server.check)

    async def in_time(request: httpx.Request) -> httpx.Response:
        seconds = request.extensions["timeout"]["read"]
        try:
            return await asyncio.wait_for(transport.handle_async_request(request), seconds)
        except TimeoutError as error:
            raise httpx.ReadTimeout("nothing came", request=request) from error

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=httpx.MockTransport(in_time)) as opened:
        yield opened


@pytest.fixture
def bank(client: httpx.AsyncClient, clock: FixedClock) -> PatientBank:
    return PatientBank(HttpBank(client, HERE, KEY, clock, seconds=0.05), Patience("bank", QUICK))


@pytest.mark.parametrize(
    "fault",
    ["slow", Response(status_code=500), Response(status_code=503), Response(b"<html>"), Response(b"[]"), Response(status_code=429)],
    ids=["slow", "500", "503", "garbage", "another shape", "429"],
)
async def test_what_may_pass_is_asked_again_under_the_same_key(bank: PatientBank, server: Bank, fault: Response | str):
    server.faults = [fault, fault]
    assert await bank.check(QUESTION, idempotency_key="k1") is BankAnswer.MATCH
    assert (server.asked, server.done) == (["k1"] * 3, {"k1": 1})


async def test_a_service_that_stays_away_is_given_up(bank: PatientBank, server: Bank):
    server.faults = [Response(status_code=502)] * 3
    with pytest.raises(Unreachable):
        await bank.check(QUESTION, idempotency_key="k1")
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 409, 413])
async def test_what_is_our_own_fault_isnt_asked_again(bank: PatientBank, server: Bank, status: int):
    server.faults = [Response(status_code=status)]
    with pytest.raises(Unreachable):
        await bank.check(QUESTION, idempotency_key="k1")
    assert len(server.asked) == 1


async def test_after_failures_in_a_row_the_service_gets_a_rest_and_then_one_question(bank: PatientBank, server: Bank):
    server.faults = [Response(status_code=502)] * 6
    for key in ("k1", "k2", "k3"):
        with pytest.raises(Unreachable):
            await bank.check(QUESTION, idempotency_key=key)
    assert server.asked == ["k1"] * 3 + ["k2"] * 3
    await asyncio.sleep(QUICK.rest)
    assert await bank.check(QUESTION, idempotency_key="k4") is BankAnswer.MATCH


async def test_a_no_is_an_answer_and_never_opens_the_circuit(client: httpx.AsyncClient, clock: FixedClock, server: Bank):
    sms = PatientSms(HttpSms(client, HERE, KEY, clock), Patience("sms", QUICK))
    server.faults = [Response(b'{"code":"phone"}', 422)] * 5
    for _ in range(5):
        with pytest.raises(Rejected, match="phone"):
            await sms.send("1", "hi", idempotency_key="k1")
    server.faults = [Response(status_code=202)]
    await sms.send("13812345678", "hi", idempotency_key="k2")


async def test_services_rest_apart(client: httpx.AsyncClient, clock: FixedClock, server: Bank):
    first, second = (PatientBank(HttpBank(client, HERE, KEY, clock), Patience(name, QUICK)) for name in ("one", "two"))
    server.faults = [Response(status_code=502)] * 6
    for key in ("k1", "k2"):
        with pytest.raises(Unreachable):
            await first.check(QUESTION, idempotency_key=key)
    assert await second.check(QUESTION, idempotency_key="k3") is BankAnswer.MATCH


async def test_nothing_of_a_question_stands_in_an_exception(bank: PatientBank, server: Bank):
    server.faults = [Response(b"6217000000000000001 " * 3)] * 3
    with pytest.raises(Unreachable) as caught:
        await bank.check(QUESTION, idempotency_key="k1")
    assert "6217" not in f"{caught.value!r} {caught.value.__cause__}"
