"""Telegram's channel against the Bot API server: order, offsets, bans, failures, webhook, restart."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.types import Message

from bot.channels.introduction import Introduction, introduce, speak
from bot.channels.telegram import TelegramChannel, telegram_bot
from bot.locks import LocalChatLocks
from core.errors import Unreachable
from core.services.telegram_inbox import TelegramInbox
from core.store.engine import Store
from tests.channels.stages import QUICK, TelegramStage, hang_up, press, said
from tests.support.bot_api import TOKEN, BotApi
from tests.support.bot_api.faults import Break
from tests.support.clock import FixedClock

Answer = Callable[[Message], Awaitable[Any]]


@asynccontextmanager
async def hearing(api: BotApi, inbox: TelegramInbox, answer: Answer, *, token: str = TOKEN) -> AsyncIterator[TelegramChannel]:
    """A channel whose Dispatcher knows one handler."""
    dispatcher = Dispatcher()
    dispatcher.message.register(answer)
    bot = telegram_bot(token, api.base_url)
    channel = TelegramChannel(bot, dispatcher, LocalChatLocks(), inbox, pace=QUICK)
    yield channel
    await channel.stop()
    await hang_up(bot)


@pytest.fixture
def inbox(sqlite_store: Store, clock: FixedClock) -> TelegramInbox:
    return TelegramInbox(sqlite_store, clock)


async def _settled(api: BotApi, channel: TelegramChannel) -> None:
    await asyncio.wait_for(api.delivery.taken(), 5)
    await asyncio.wait_for(channel.idle(), 5)


async def test_one_chat_is_heard_in_order_and_others_meanwhile(clock: FixedClock, inbox: TelegramInbox) -> None:
    heard: list[str] = []
    gate = asyncio.Event()

    async def answer(message: Message) -> None:
        if message.text == "1 slow":
            await gate.wait()
        heard.append(message.text or "")
        if message.text == "2 quick":
            gate.set()

    async with BotApi(clock) as api, hearing(api, inbox, answer) as channel:
        for chat, text in ((1, "1 slow"), (1, "1 next"), (1, "1 last"), (2, "2 quick")):
            await api.text(chat, text)
        polling = asyncio.create_task(channel.poll())
        await _settled(api, channel)
        assert heard == ["2 quick", "1 slow", "1 next", "1 last"]
        await channel.stop()
        await asyncio.wait_for(polling, 1)


async def test_a_ban_on_polling_is_waited_out_as_long_as_telegram_says(telegram: TelegramStage) -> None:
    before = asyncio.get_running_loop().time()
    telegram.telegram.faults.ban("getUpdates", 1)
    await telegram.text("/start")
    await telegram.text("/returned")
    assert asyncio.get_running_loop().time() - before > 0.8
    assert said(await telegram.screen())[-1] == "returned"


async def test_server_errors_and_broken_connections_cost_no_update(telegram: TelegramStage) -> None:
    faults = telegram.telegram.faults
    faults.fail("getUpdates", 2)
    faults.drop("getUpdates", Break.BEFORE)
    faults.drop("getUpdates", Break.AFTER)
    faults.refuse("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    for _ in range(3):
        await telegram.text("/returned")
    assert said(await telegram.screen()) == ["/returned", "returned"] * 3


async def test_a_ban_in_the_middle_of_a_dialog_is_waited_out(telegram: TelegramStage) -> None:
    await telegram.text("/start")
    telegram.telegram.faults.ban("editMessageText", 1)
    await press(telegram, "Next")
    assert said(await telegram.screen()) == ["/start", "step B"]


async def test_an_edit_that_arrived_without_its_answer_is_shown_as_kept_at_the_next_press(telegram: TelegramStage) -> None:
    await telegram.text("/start")
    telegram.telegram.faults.drop("editMessageText", Break.AFTER)
    await press(telegram, "Next")
    assert said(await telegram.screen()) == ["/start", "step B"]  # on the screen, but never kept
    await press(telegram, "Next")
    assert said(await telegram.screen()) == ["/start", "step A"]


async def test_an_update_of_a_kind_unknown_here_stops_nothing(telegram: TelegramStage) -> None:
    telegram.telegram.delivery.put({"message": {"message_id": "not a number"}})
    telegram.telegram.delivery.put({"telepathy": {"thought": "hm"}})
    with pytest.warns(RuntimeWarning, match="unknown update type"):
        await telegram.text("/start")
    assert said(await telegram.screen()) == ["/start", "step A"]


async def test_a_person_who_blocked_the_bot_stops_nothing(telegram: TelegramStage) -> None:
    await telegram.text("/start")
    await telegram.telegram.block(telegram.chat)
    await telegram.settled()
    await telegram.text("/start")
    assert said(await telegram.screen())[-1] == "step A"


async def test_a_wrong_token_ends_the_polling(clock: FixedClock, inbox: TelegramInbox) -> None:
    async with BotApi(clock) as api, hearing(api, inbox, _silent, token="1:WRONG") as channel:
        with pytest.raises(TelegramUnauthorizedError):
            await channel.poll()


async def test_an_update_brought_twice_is_heard_once(clock: FixedClock, inbox: TelegramInbox) -> None:
    heard: list[int] = []

    async def answer(message: Message) -> None:
        heard.append(message.message_id)

    async with BotApi(clock) as api, hearing(api, inbox, answer) as channel:
        await api.text(1, "a")
        for _ in range(3):
            await channel.accept(api.delivery.waiting[0])
        await channel.idle()
    assert heard == [1]


async def test_what_was_cut_off_is_heard_after_the_restart(clock: FixedClock, inbox: TelegramInbox) -> None:
    heard: list[str] = []

    async def hang(message: Message) -> None:
        await asyncio.Event().wait()

    async def answer(message: Message) -> None:
        heard.append(message.text or "")

    async with BotApi(clock) as api:
        await api.text(1, "a")
        await api.text(1, "b")
        async with hearing(api, inbox, hang) as died:
            for update in api.delivery.waiting:
                await died.accept(update)
            await asyncio.sleep(0)
            for task in list(died._hearing):
                task.cancel()
        async with hearing(api, inbox, answer) as channel:
            assert await channel.resume(alone=True) == 2
            await channel.idle()
            assert await channel.resume(alone=True) == 0
    assert heard == ["a", "b"]


async def test_what_another_process_is_hearing_is_left_to_it(clock: FixedClock, inbox: TelegramInbox) -> None:
    await inbox.keep(42, [{"update_id": 1}])
    assert await inbox.left_over(42, alone=False) == []
    clock.forward(minutes=11)
    assert await inbox.left_over(42, alone=False) == [{"update_id": 1}]


async def test_stopping_waits_for_the_handler_that_is_at_work(clock: FixedClock, inbox: TelegramInbox) -> None:
    heard: list[str] = []

    async def answer(message: Message) -> None:
        await asyncio.sleep(0.1)
        heard.append(message.text or "")

    async with BotApi(clock) as api, hearing(api, inbox, answer) as channel:
        await api.text(1, "a")
        await channel.accept(api.delivery.waiting[0])
        await channel.stop()
        assert heard == ["a"]
        with pytest.raises(Unreachable):
            await channel.accept({"update_id": 5})


async def test_no_more_is_taken_in_than_there_is_room_for(clock: FixedClock, inbox: TelegramInbox) -> None:
    gate = asyncio.Event()

    async def wait(message: Message) -> None:
        await gate.wait()

    async with BotApi(clock) as api, hearing(api, inbox, wait) as channel:
        for chat in range(1, QUICK.at_once + 2):
            await api.text(chat, "a")
        for update in api.delivery.waiting[: QUICK.at_once]:
            await channel.accept(update)
        with pytest.raises(Unreachable):
            await channel.accept(api.delivery.waiting[-1])
        gate.set()
        await channel.idle()
        await channel.accept(api.delivery.waiting[-1])


async def test_commands_and_descriptions_are_set_in_every_language(telegram: TelegramStage) -> None:
    introduction = Introduction({"start": "Home", "help": "Help"}, "A description", "Short")
    assert await introduce(telegram.bot, introduction)
    presence = telegram.telegram.table.presence
    for language in ("", "zh", "en"):
        assert [c["command"] for c in presence.introduced("MyCommands", language)["commands"]] == ["start", "help"]
        assert presence.introduced("MyDescription", language)
        assert presence.introduced("MyShortDescription", language)
    await speak(telegram.bot, 7001, introduction, "zh_TW")
    assert presence.introduced("MyCommands", scope={"type": "chat", "chat_id": 7001})


async def test_a_refused_introduction_stops_nothing(telegram: TelegramStage) -> None:
    telegram.telegram.faults.fail("setMyCommands")
    assert not await introduce(telegram.bot, Introduction({"start": "Home"}, "a", "b"))


async def _silent(message: Message) -> None:
    """Says nothing."""


def test_the_api_base_is_where_calls_go() -> None:
    bot: Bot = telegram_bot(TOKEN, "http://127.0.0.1:8081/")
    assert bot.session.api.api_url(TOKEN, "getMe") == f"http://127.0.0.1:8081/bot{TOKEN}/getMe"
    assert telegram_bot(TOKEN).session.api.api_url(TOKEN, "getMe").startswith("https://api.telegram.org/")
