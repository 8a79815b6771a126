"""From /start to a printed admission ticket, through the web chat's API and through Telegram's client, on both databases."""

from pathlib import Path

import httpx

from tests.flows import walk
from tests.flows.talkers import Talker, TelegramDevice
from tests.support.bot_api import TOKEN, BotApi
from tests.support.facts import at
from tests.support.serving import Served, serving


async def journey(talker: Talker, served: Served) -> None:
    """The whole way, each step seen in the chat."""
    await walk.register(talker)
    await walk.accept_agreements(talker)
    await walk.fill_in(talker)
    await walk.choose(talker)
    await walk.confirm(talker)
    await walk.pay(talker)
    await talker.sees("Received. Your payment has arrived")
    await talker.presses("My documents", "My documents")
    await talker.presses("Registration form", "Keep it for yourself")
    await talker.presses("Admission ticket", "can be printed from")
    served.clock.set(at("12-07 10:00:00"))
    await talker.presses("Admission ticket", "Print several copies")
    form, ticket = [walk.text_of(pdf) for pdf in await talker.documents()]
    for printed in (form, ticket):
        assert walk.ID_NUMBER in printed
        assert "李䶮" in printed
    assert walk.CODE in form
    assert "0100101" in ticket


async def test_a_candidate_walks_the_whole_way_in_the_web_chat(web: Talker, served: Served) -> None:
    await journey(web, served)


async def test_a_candidate_walks_the_whole_way_in_telegram(database_url: str, tmp_path: Path) -> None:
    from gateways.sandbox.clock import MovableClock

    async with BotApi(MovableClock(at("11-16 10:00:00"))) as api:
        settings = {"telegram_token": TOKEN, "telegram_api_base": api.base_url}
        async with (
            serving(database_url, tmp_path, **settings) as served,
            httpx.AsyncClient(base_url=served.url, timeout=20) as browser,
        ):
            talker = Talker(TelegramDevice(api, 4711), browser)
            await talker.says("/start", "Register or log in")
            await journey(talker, served)
