"""What a candidate types and presses: taken once, handled before the answer, and refused in words when it can't be read."""

import asyncio
import json

import httpx
import pytest

from core.errors import Conflict, Forbidden, NotFound, Unreachable
from core.services.web_deliveries import WebDeliveries
from core.store.engine import Store
from tests.support.clock import FixedClock
from tests.web.desk import EchoDesk

Bearer = dict[str, str]


async def test_a_text_is_handled_before_the_answer_comes(client: httpx.AsyncClient, bearer: Bearer) -> None:
    answer = await client.post("/chat/updates", json={"text": "hello"}, headers=bearer)
    messages = (await client.get("/chat/messages", headers=bearer)).json()
    assert answer.status_code == 202
    assert [message["text"] for message in messages] == ["hello", "You said: hello"]


async def test_a_text_arrives_byte_for_byte_in_the_language_of_the_page(
    client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk
) -> None:
    await client.post("/chat/updates", json={"text": " 男\u2063\u2064 "}, headers=bearer | {"Accept-Language": "en"})
    assert desk.heard[0][2:] == (" 男\u2063\u2064 ", "en")


async def test_a_press_changes_its_message(client: httpx.AsyncClient, bearer: Bearer) -> None:
    await client.post("/chat/updates", json={"text": "hello"}, headers=bearer)
    answer = await client.post("/chat/updates", json={"callback": {"message_id": 2, "data": "yes"}}, headers=bearer)
    messages = (await client.get("/chat/messages", headers=bearer)).json()
    assert answer.status_code == 202
    assert messages[1]["text"] == "Chosen: yes"


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 422, "not_understood"),
        (b"{", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b"[" * 30_000, 400, "not_json"),
        (b"null", 422, "not_understood"),
        (b"[]", 422, "not_understood"),
        (b'{"text": 7}', 422, "not_understood"),
        (b'{"text": null}', 422, "not_understood"),
        (b'{"text": "a", "callback": {"message_id": 1, "data": "x"}}', 422, "not_understood"),
        (b'{"callback": {"message_id": "1", "data": "x"}}', 422, "not_understood"),
        (b'{"callback": {"message_id": true, "data": "x"}}', 422, "not_understood"),
        (b'{"callback": {"message_id": 1e3, "data": "x"}}', 422, "not_understood"),
        (b'{"callback": {"message_id": 99999999999999999999, "data": "x"}}', 422, "not_understood"),
        (b'{"callback": {"message_id": -1, "data": "x"}}', 422, "not_understood"),
        (b'{"callback": {"message_id": 1, "data": ""}}', 422, "not_understood"),
        (json.dumps({"callback": {"message_id": 1, "data": "x" * 65}}).encode(), 422, "not_understood"),
        (b'{"text": "  \\n"}', 422, "text_empty"),
        (json.dumps({"text": "x" * 4097}).encode(), 422, "text_too_long"),
        (b'{"text": "half \\ud83d"}', 422, "text_unreadable"),
        (b'{"text": "nul \\u0000"}', 422, "text_unreadable"),
        (json.dumps({"text": "x" * 70_000}).encode(), 413, "body_too_large"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_words(
    client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk, body: bytes, status: int, error: str
) -> None:
    answer = await client.post("/chat/updates", content=body, headers=bearer | {"Content-Type": "application/json; charset=utf-8"})
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["message"]
    assert desk.heard == []


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "???"])
async def test_another_kind_of_body_is_refused(client: httpx.AsyncClient, bearer: Bearer, kind: str) -> None:
    answer = await client.post("/chat/updates", content=b"text=hello", headers=bearer | {"Content-Type": kind})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("failing", "status"), [(NotFound("x"), 404), (Forbidden("x"), 403), (Conflict("x"), 409), (Unreachable("x"), 503)]
)
async def test_an_error_of_ours_becomes_a_sentence_with_its_status(
    client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk, failing: NotFound, status: int
) -> None:
    desk.failing = failing
    answer = await client.post("/chat/updates", json={"text": "hello"}, headers=bearer)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "message"}


async def test_a_retry_under_the_same_key_changes_nothing(client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk) -> None:
    answers = [
        await client.post("/chat/updates", json={"text": "once"}, headers=bearer | {"Idempotency-Key": "a"}) for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len(desk.heard) == 1


async def test_two_tries_at_the_same_moment_are_one(client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk) -> None:
    desk.gate = asyncio.Event()
    keyed = bearer | {"Idempotency-Key": "a"}
    tries = [asyncio.create_task(client.post("/chat/updates", json={"text": "once"}, headers=keyed)) for _ in range(2)]
    await asyncio.sleep(0.05)
    desk.gate.set()
    assert [answer.status_code for answer in await asyncio.gather(*tries)] == [202, 202]
    assert len(desk.heard) == 1


async def test_what_failed_is_tried_again_under_its_key(client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk) -> None:
    keyed = bearer | {"Idempotency-Key": "a"}
    desk.failing = Unreachable("x")
    failed = await client.post("/chat/updates", json={"text": "once"}, headers=keyed)
    desk.failing = None
    again = await client.post("/chat/updates", json={"text": "once"}, headers=keyed)
    assert (failed.status_code, again.status_code, len(desk.heard)) == (503, 202, 2)


async def test_without_a_key_every_update_counts(client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk) -> None:
    for _ in range(2):
        await client.post("/chat/updates", json={"text": "twice"}, headers=bearer)
    assert len(desk.heard) == 2


@pytest.mark.parametrize("key", ["x" * 129, "", "\x01", "schlüssel".encode()])
async def test_a_key_that_cannot_be_kept_is_refused(client: httpx.AsyncClient, bearer: Bearer, key: str | bytes) -> None:
    sent = key if isinstance(key, bytes) else key.encode()
    headers = [(name.encode(), value.encode()) for name, value in bearer.items()]
    answer = await client.post("/chat/updates", json={"text": "hello"}, headers=[*headers, (b"idempotency-key", sent)])
    assert answer.status_code == 422


async def test_the_keys_of_a_chat_are_kept_across_a_restart_for_two_days(store: Store, clock: FixedClock) -> None:
    await WebDeliveries(store, clock).mark_handled(1, "a")
    await WebDeliveries(store, clock).mark_handled(1, "a")
    after_restart = WebDeliveries(store, clock)
    assert await after_restart.is_handled(1, "a")
    assert not await after_restart.is_handled(2, "a")
    clock.forward(days=3)
    await after_restart.mark_handled(1, "b")
    assert not await after_restart.is_handled(1, "a")


async def test_the_answer_tells_which_language_the_chat_speaks(client: httpx.AsyncClient, bearer: Bearer) -> None:
    answer = await client.post("/chat/updates", json={"text": "hello"}, headers=bearer | {"Cookie": "lang=en"})
    assert answer.json()["locale"] == "zh_CN"
    assert "lang=zh_CN" in answer.headers["set-cookie"]
