"""A chat goes on where it was: in another language, after a reload, after the server was away."""

from pathlib import Path

import httpx
import pytest

from core.model.application import Status
from tests.flows.people import ENGLISH, made_up
from tests.flows.talkers import Talker, WebDevice
from tests.support.serving import Served, serving


@pytest.mark.parametrize(("locale", "words"), [("zh_CN", "请逐项核对"), ("zh_TW", "請逐項核對")])
async def test_the_language_changes_in_the_middle_of_a_step(embedded: Served, locale: str, words: str) -> None:
    async with made_up(embedded, Status.STASHED) as talker:
        await talker.presses("Check and confirm", "check everything once more")
        await talker.says(f"/language {locale}", words)
        assert "Please check" not in (await talker.window())["text"]
        await talker.says("/language en", "check everything once more")
        await talker.presses("All correct", "This is final")


async def test_what_is_told_unasked_speaks_the_language_of_each_chat(embedded: Served) -> None:
    async with made_up(embedded, Status.STASHED) as talker:
        await talker.says("/language zh_TW", "下一步")
        await talker.presses("核對並確認", "請逐項核對")
        await talker.presses("核對無誤", "確認後")
        message = await talker.window()
        final = message["reply_markup"]["inline_keyboard"][0][0]
        await talker.device.tap(message["message_id"], final["callback_data"])
        await talker.sees("報名資訊提交成功")


async def test_a_reload_finds_the_same_chat_at_the_same_step(embedded: Served) -> None:
    async with made_up(embedded, Status.FORM_COMPLETE) as talker:
        await talker.presses("Change form", "Your application form")
        await talker.presses("Postal address", "post be sent")
        before, device = await talker.device.screen(), talker.device
        assert isinstance(device, WebDevice)
        token = device.token
        await device.open()
        assert device.token == token
        assert await device.screen() == before
        await talker.says("New street 7", "New street 7")


async def test_a_server_that_was_away_finds_everybody_at_their_step(database_url: str, tmp_path: Path) -> None:
    async with serving(database_url, tmp_path) as served, made_up(served, Status.FORM_COMPLETE) as talker:
        await talker.presses("Change form", "Your application form")
        await talker.presses("Postal address", "post be sent")
        before, device = await talker.device.screen(), talker.device
        assert isinstance(device, WebDevice)
        token = device.token
    async with (
        serving(database_url, tmp_path) as again,
        httpx.AsyncClient(base_url=again.url, headers=ENGLISH, timeout=30) as client,
    ):
        device = WebDevice(client)
        device.token = token
        await device.open()
        assert await device.screen() == before
        talker = Talker(device, client)
        await talker.says("New street 7", "New street 7")
        await talker.presses("Home", "Next:")
