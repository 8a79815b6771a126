"""People who stand somewhere on the way already, at devices of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from core.model.application import Status
from tests.flows.talkers import Talker, TelegramDevice, WebDevice
from tests.support.bot_api import BotApi
from tests.support.facts import exam
from tests.support.serving import Served

ENGLISH = {"Accept-Language": "en"}
PASSWORD_PAGE = "Open the log-in page"


@asynccontextmanager
async def made_up(served: Served, status: Status, exam_id: str = "") -> AsyncIterator[Talker]:
    """A made-up candidate of that status at the web chat, reading English; ``talker.login`` is how they log in elsewhere."""
    async with httpx.AsyncClient(base_url=served.url, headers=ENGLISH, timeout=30) as client:
        wish = {"count": 1, "status": status.value, "exam": exam_id or exam().id}
        made = (await client.post("/demo/candidates", json=wish)).json()["candidates"][0]
        device = WebDevice(client)
        device.token = made["token"]
        await device.open()
        talker = Talker(device, client)
        talker.login = {"username": made["username"], "password": made["password"]}
        talker.application_id = made["application_id"] or 0
        await talker.says("/language en", "Next:")
        yield talker


@asynccontextmanager
async def at_telegram(served: Served, api: BotApi, chat: int) -> AsyncIterator[Talker]:
    """Somebody new in Telegram."""
    async with httpx.AsyncClient(base_url=served.url, headers=ENGLISH, timeout=30) as browser:
        talker = Talker(TelegramDevice(api, chat), browser)
        await talker.says("/start", "Register or log in")
        yield talker


async def log_in(talker: Talker, login: dict[str, str]) -> httpx.Response:
    """Log in at this device by its page; the page that follows."""
    await talker.presses("Register or log in", "Real-name account")
    await talker.presses("Log in", "typed on a page of their own")
    return await talker.fills(await talker.opens(PASSWORD_PAGE), **login)
