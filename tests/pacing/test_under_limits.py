"""The real client through the pacer, before a server that bans whoever is too quick."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from aiogram import Bot

from bot.channels.telegram import telegram_bot
from bot.pacing import LocalClocks, Pacer, Rates, in_lane
from bot.pacing.lanes import BULK
from tests.channels.stages import hang_up
from tests.support.bot_api import TOKEN, BotApi
from tests.support.bot_api.faults import Limit
from tests.support.clock import FixedClock


@pytest_asyncio.fixture
async def api(clock: FixedClock) -> AsyncIterator[BotApi]:
    async with BotApi(clock) as running:
        running.faults.limit = Limit(per_second=30, ban_seconds=2)
        for chat in range(1, 101):
            running.person(chat)
        yield running


@pytest_asyncio.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    made = telegram_bot(TOKEN, api.base_url)
    made.session.middleware(Pacer(LocalClocks(Rates())))
    yield made
    await hang_up(made)


async def _send(bot: Bot, chat: int) -> None:
    with in_lane(BULK):
        await bot.send_message(chat, "x")


async def test_a_bulk_meets_no_ban_and_people_are_answered_meanwhile(api: BotApi, bot: Bot) -> None:
    loop, waits = asyncio.get_running_loop(), []
    bulk = [asyncio.create_task(_send(bot, chat)) for chat in range(1, 61)]
    for number in range(5):
        await asyncio.sleep(0.4)
        began = loop.time()
        await bot.send_message(90 + number, "an answer")
        waits.append(loop.time() - began)
    await asyncio.gather(*bulk)
    assert api.faults.limit
    assert (api.faults.limit.bans, len(api.calls)) == (0, 65)
    assert sorted(waits)[2] < 0.3


async def test_a_ban_from_elsewhere_is_waited_out_and_nothing_is_lost_or_doubled(api: BotApi, bot: Bot) -> None:
    api.faults.ban("sendMessage", 1, times=3)
    await asyncio.gather(*(_send(bot, chat) for chat in range(1, 31)))
    assert sorted(int(method.chat_id) for _, method in api.calls) == list(range(1, 31))
