"""The door for Telegram's updates: two secrets, bad bodies refused, quick answers."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from bot.channels.telegram import TelegramChannel, telegram_bot
from bot.locks import LocalChatLocks
from core.errors import Unreachable
from core.services.telegram_inbox import TelegramInbox
from core.store.engine import Store
from tests.channels.dialogs import build
from tests.channels.stages import QUICK, button, hang_up, last_with_buttons, said
from tests.channels.storage import CopyingStorage
from tests.support.bot_api import TOKEN, BotApi
from tests.support.clock import FixedClock
from webhooks.telegram import HEADER, routes

GOOD = {HEADER: "header"}


def door(accept: Any, *, path_secret: str = "path", header_secret: str = "header") -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(routes(accept, path_secret=path_secret, header_secret=header_secret))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/webhooks/telegram/")


@pytest.fixture
def channel(sqlite_store: Store, clock: FixedClock) -> TelegramChannel:
    dispatcher, _ = build(CopyingStorage())
    return TelegramChannel(telegram_bot(TOKEN), dispatcher, LocalChatLocks(), TelegramInbox(sqlite_store, clock))


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [("path", GOOD, 200), ("other", GOOD, 404), ("path", {}, 401), ("path", {HEADER: "wrong"}, 401), ("päth", GOOD, 404)],
)
async def test_both_secrets_must_fit(path: str, headers: dict[str, str], status: int) -> None:
    async def accept(update: Mapping[str, Any]) -> None:
        pass

    async with door(accept) as client:
        assert (await client.post(path, headers=headers, json={"update_id": 1})).status_code == status


@pytest.mark.parametrize(("path_secret", "header_secret"), [("", "header"), ("path", "")])
async def test_an_empty_secret_keeps_the_door_shut(path_secret: str, header_secret: str) -> None:
    async def accept(update: Mapping[str, Any]) -> None:
        raise AssertionError

    async with door(accept, path_secret=path_secret, header_secret=header_secret) as client:
        assert (await client.post(path_secret or "x", headers={HEADER: header_secret}, json={"update_id": 1})).status_code in (
            401,
            404,
        )


BAD = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"update_id": "x"}',
    b'{"update_id": -1}',
    b'{"update_id": 1e400}',
    b'{"update_id": NaN}',
    json.dumps({"update_id": 2**70}).encode(),
    b'{"update_id": 1, "message": "garbage"}',
    b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "a\\u0000b"}}',
    b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "\\ud800"}}',
]


@pytest.mark.parametrize("body", BAD)
async def test_a_bad_body_is_the_senders_fault(channel: TelegramChannel, body: bytes) -> None:
    async with door(channel.accept) as client:
        assert (await client.post("path", headers=GOOD, content=body)).status_code == 400


async def test_a_huge_body_is_not_read_to_its_end(channel: TelegramChannel) -> None:
    async with door(channel.accept) as client:
        assert (await client.post("path", headers=GOOD, content=b" " * 2_000_000)).status_code == 413


async def test_without_room_or_database_telegram_is_asked_to_come_again() -> None:
    async def accept(update: Mapping[str, Any]) -> None:
        raise Unreachable

    async with door(accept) as client:
        assert (await client.post("path", headers=GOOD, json={"update_id": 1})).status_code == 503


async def test_a_dialog_is_walked_through_over_the_webhook(sqlite_store: Store, clock: FixedClock) -> None:
    dispatcher, _ = build(CopyingStorage())
    async with BotApi(clock) as api:
        bot = telegram_bot(TOKEN, api.base_url)
        channel = TelegramChannel(bot, dispatcher, LocalChatLocks(), TelegramInbox(sqlite_store, clock), pace=QUICK)
        async with _served(channel) as address:
            await channel.listen(f"{address}/webhooks/telegram/path", "header")
            await api.text(7001, "/start")
            await _settled(api, channel)
            body = last_with_buttons(api.screen(7001))
            await api.press(7001, body["message_id"], button(body, "Next"))
            await _settled(api, channel)
            assert said(api.screen(7001)) == ["/start", "step B"]
            assert api.delivery.statuses == [200, 200]
            await bot.delete_webhook()
        await channel.stop()
        await hang_up(bot)


async def _settled(api: BotApi, channel: TelegramChannel) -> None:
    await asyncio.wait_for(api.delivery.taken(), 5)
    await asyncio.wait_for(channel.idle(), 5)


@asynccontextmanager
async def _served(channel: TelegramChannel) -> AsyncIterator[str]:
    app = FastAPI()
    app.include_router(routes(channel.accept, path_secret="path", header_secret="header"))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    serving = asyncio.create_task(server.serve([listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving
    listening.close()
