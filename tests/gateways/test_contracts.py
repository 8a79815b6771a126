"""The sandbox serves exactly what the written contracts say, our adapters ask exactly that, and enums are the product's own."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Route

from core.model.proofs import FaceOutcome, SmsState
from core.ports import BankAnswer, BankQuestion
from gateways.bank import HttpBank
from gateways.face import HttpFace
from gateways.sandbox.bank import SandboxBank, sandbox_bank
from gateways.sandbox.face import SandboxFace, sandbox_face
from gateways.sandbox.sms import SandboxPhones, reporter, sandbox_sms
from gateways.sms import HttpSms
from tests.gateways.contracts import body_of, contract, faults, operations
from tests.support.clock import FixedClock
from tests.support.standard_webhooks import SECRET

NAMES = ("bank", "sms", "face")
HERE = "http://world.test"


def served(name: str, clock: FixedClock, client: httpx.AsyncClient) -> FastAPI:
    """The sandbox's side of one contract."""
    made: dict[str, Callable[[], FastAPI]] = {
        "bank": lambda: sandbox_bank(SandboxBank(), key="key", clock=clock),
        "sms": lambda: sandbox_sms(SandboxPhones(), key="key", clock=clock, report=reporter(client, SECRET, clock)),
        "face": lambda: sandbox_face(SandboxFace(client, SECRET, clock), key="key", clock=clock, address=HERE),
    }
    return made[name]()


def headers(path: str, body: bytes, clock: FixedClock) -> dict[str, str]:
    """A good signature, made from the contract."""
    at = str(int(clock.now().timestamp()))
    digest = hmac.new(b"key", f"{at}\nk1\n{path}\n".encode() + body, hashlib.sha256).hexdigest()
    return {"Kaoban-Timestamp": at, "Idempotency-Key": "k1", "Kaoban-Signature": f"v1={digest}"}


@pytest.mark.parametrize("name", NAMES)
async def test_the_machines_side_of_the_sandbox_is_the_contract_and_no_more(name: str, clock: FixedClock):
    async with httpx.AsyncClient() as client:
        routes = [route for route in served(name, clock, client).routes if isinstance(route, Route)]
    offered = {(method, route.path) for route in routes for method in route.methods or () if route.path.startswith("/v1/")}
    assert offered == set(operations(name))


@pytest.mark.parametrize("name", NAMES)
async def test_the_sandbox_answers_the_example_as_the_contract_says(name: str, clock: FixedClock):
    (_, path), operation = next(iter(operations(name).items()))
    body = json.dumps(body_of(operation["requestBody"])["example"]).encode()
    heard = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(204)))
    async with heard, httpx.AsyncClient(transport=httpx.ASGITransport(served(name, clock, heard)), base_url=HERE) as client:
        answer = await client.post(path, content=body, headers=headers(path, body, clock))
    assert faults(answer.json(), body_of(operation["responses"][str(answer.status_code)])["schema"]) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", ["missing", "signature", "old", "garbage", "giant"])
async def test_every_no_of_the_sandbox_is_one_of_the_contract(name: str, fault: str, clock: FixedClock):
    (_, path), operation = next(iter(operations(name).items()))
    bodies = {"missing": b"{}", "garbage": b"[", "giant": b" " * 20_000}
    body = bodies.get(fault, b'{"name":"x"}')
    signed = headers(path, body, clock)
    if fault == "signature":
        signed["Kaoban-Signature"] = "v1=" + "0" * 64
    clock.forward(minutes=6 if fault == "old" else 0)
    async with (
        httpx.AsyncClient() as outside,
        httpx.AsyncClient(transport=httpx.ASGITransport(served(name, clock, outside)), base_url=HERE) as client,
    ):
        answer = await client.post(path, content=body, headers=signed)
    assert 400 <= answer.status_code < 500
    assert str(answer.status_code) in operation["responses"]


@pytest.mark.parametrize("name", NAMES)
async def test_our_adapters_ask_exactly_what_the_contract_says(name: str, clock: FixedClock):
    asked: list[httpx.Request] = []

    def hear(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return {"bank": httpx.Response(200, json={"answer": "match"}), "sms": httpx.Response(202)}.get(
            name, httpx.Response(201, json={"url": "https://face.test/1"})
        )

    async with httpx.AsyncClient(transport=httpx.MockTransport(hear)) as client:
        await ask(name, client, clock)
    operation = operations(name)[asked[0].method, asked[0].url.path]
    assert faults(json.loads(asked[0].content), body_of(operation["requestBody"])["schema"]) == []
    said = {one["name"]: asked[0].headers.get(one["name"]) for one in operation["parameters"]}
    assert [fault for one in operation["parameters"] for fault in faults(said[one["name"]], one["schema"])] == []


async def ask(name: str, client: httpx.AsyncClient, clock: FixedClock) -> None:
    """One request of our adapter."""
    if name == "bank":
        question = BankQuestion("CCB", "6217", "张三", "resident_id", "1", "13812345678")
        await HttpBank(client, HERE, "key", clock).check(question, idempotency_key="k1")
    elif name == "sms":
        sms = HttpSms(client, HERE, "key", clock, notify_url=f"{HERE}/hook")
        await sms.send("13812345678", "hi", idempotency_key="k1")
    else:
        face = HttpFace(client, HERE, "key", [SECRET], clock, notify_url=f"{HERE}/hook")
        await face.begin("r1", "张三", "1", HERE)


@pytest.mark.parametrize(("name", "event"), [("sms", "sms.reported"), ("face", "face.decided")])
async def test_notifications_of_the_sandbox_are_those_of_the_contract(name: str, event: str, clock: FixedClock):
    told: list[Any] = []

    def hear(request: httpx.Request) -> httpx.Response:
        told.append(json.loads(request.content))
        return httpx.Response(204)

    (_, path), operation = next(iter(operations(name).items()))
    body = json.dumps(body_of(operation["requestBody"])["example"]).encode()
    outside = httpx.AsyncClient(transport=httpx.MockTransport(hear))
    async with outside, httpx.AsyncClient(transport=httpx.ASGITransport(served(name, clock, outside)), base_url=HERE) as client:
        answer = await client.post(path, content=body, headers=headers(path, body, clock))
        if name == "face":
            await client.post(answer.json()["url"].removeprefix(HERE) + "/passed")
    assert faults(told[0], body_of(contract(name)["webhooks"][event]["post"]["requestBody"])["schema"]) == []


def test_the_words_of_the_contracts_are_the_products_own():
    answers = body_of(operations("bank")["POST", "/v1/checks"]["responses"]["200"])["schema"]["properties"]["answer"]["enum"]
    hooks = {name: contract(name)["webhooks"] for name in ("sms", "face")}
    state = body_of(hooks["sms"]["sms.reported"]["post"]["requestBody"])["schema"]["properties"]["data"]["properties"]["state"]
    outcome = body_of(hooks["face"]["face.decided"]["post"]["requestBody"])["schema"]["properties"]["data"]["properties"]["outcome"]
    assert (answers, state["enum"], outcome["enum"]) == (list(BankAnswer), list(SmsState), list(FaceOutcome))
