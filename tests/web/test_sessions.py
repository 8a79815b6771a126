"""A chat is opened once and found again by its token; nobody else gets into it."""

import httpx
import pytest
import sqlalchemy as sa

from core.services.web_chats import WebChats
from core.store.engine import Store
from core.store.tables.chats import web_session
from tests.web.desk import EchoDesk


async def test_a_new_client_gets_a_chat_and_a_token_that_no_script_can_read(client: httpx.AsyncClient) -> None:
    opened = await client.post("/chat/sessions")
    cookie = opened.headers["set-cookie"]
    assert opened.status_code == 200
    assert set(opened.json()) == {"token", "chat_id", "locale"}
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


async def test_the_cookie_of_a_page_behind_https_never_travels_in_the_clear(client: httpx.AsyncClient) -> None:
    opened = await client.post("https://kaoban.test/chat/sessions")
    assert "Secure" in opened.headers["set-cookie"]


async def test_the_same_chat_is_resumed_by_cookie_and_by_bearer(client: httpx.AsyncClient) -> None:
    first = (await client.post("/chat/sessions")).json()
    by_cookie = (await client.post("/chat/sessions")).json()
    client.cookies.clear()
    by_bearer = (await client.post("/chat/sessions", headers={"Authorization": f"Bearer {first['token']}"})).json()
    assert by_cookie == by_bearer == first


async def test_a_token_that_is_not_known_opens_a_new_chat(client: httpx.AsyncClient) -> None:
    first = (await client.post("/chat/sessions")).json()
    client.cookies.clear()
    second = (await client.post("/chat/sessions", headers={"Authorization": "Bearer made-up"})).json()
    assert second["token"] not in {first["token"], "made-up"}
    assert second["chat_id"] != first["chat_id"]


async def test_the_store_never_sees_the_token_itself(client: httpx.AsyncClient, sqlite_store: Store) -> None:
    token = (await client.post("/chat/sessions")).json()["token"]
    hashes = await sqlite_store.read(lambda tx: tx.execute(sa.select(web_session.c.token_hash)).scalars().all())
    assert len(hashes) == 1
    assert token not in hashes[0]


async def test_a_chat_begins_in_the_language_of_the_page(client: httpx.AsyncClient, chats: WebChats) -> None:
    opened = (await client.post("/chat/sessions", headers={"Accept-Language": "en-GB"})).json()
    told = (await client.post("/chat/sessions", json={"locale": "zh-Hant"}, headers={"Authorization": "Bearer x"})).json()
    assert (opened["locale"], told["locale"]) == ("en", "zh_TW")
    assert await chats.locale(opened["chat_id"]) == "en"


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/events", "/chat/files/x"])
@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer nobody"}, {"Cookie": "kaoban_chat=nobody"}, {"Authorization": "Basic x"}]
)
async def test_without_a_known_token_nothing_is_read(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> None:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"] == "chat_unknown"


async def test_a_cookie_alone_may_read_but_not_write(client: httpx.AsyncClient, desk: EchoDesk) -> None:
    await client.post("/chat/sessions")
    read = await client.get("/chat/messages")
    written = await client.post("/chat/updates", json={"text": "hello"})
    assert (read.status_code, written.status_code) == (200, 401)
    assert desk.heard == []


async def test_two_candidates_never_see_each_other(client: httpx.AsyncClient) -> None:
    one = {"Authorization": f"Bearer {(await client.post('/chat/sessions')).json()['token']}"}
    client.cookies.clear()
    two = {"Authorization": f"Bearer {(await client.post('/chat/sessions')).json()['token']}"}
    client.cookies.clear()
    await client.post("/chat/updates", json={"text": "mine"}, headers=one)
    assert (await client.get("/chat/messages", headers=two)).json() == []
