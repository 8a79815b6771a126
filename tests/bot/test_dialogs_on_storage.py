"""Real dialogs on our storage: they live through a restart, fail as a whole, and lose no press."""

import asyncio
from contextlib import suppress

import pytest
from aiogram import Dispatcher
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.test_tools import BotClient, MockMessageManager
from aiogram_dialog.test_tools.keyboard import InlineButtonTextLocator
from aiogram_dialog.widgets.kbd import Button, Cancel, Start
from aiogram_dialog.widgets.text import Const, Format

from bot.intents import install_random_intent_ids
from bot.locks import LocalChatLocks
from bot.storage import StoreStorage
from core.store.engine import Store
from tests.support.counting_store import CountingStore


class Counting(StatesGroup):
    main = State()


class Aside(StatesGroup):
    main = State()


async def count(_: object, __: object, manager: DialogManager) -> None:
    manager.dialog_data["presses"] = manager.dialog_data.get("presses", 0) + 1
    await asyncio.sleep(0)


async def fail(_: object, __: object, manager: DialogManager) -> None:
    manager.dialog_data["presses"] = 1000
    raise LookupError


async def presses(dialog_manager: DialogManager, **_: object) -> dict[str, object]:
    return {"presses": dialog_manager.dialog_data.get("presses", 0)}


def dialogs() -> list[Dialog]:
    buttons = [Button(Const("Count"), "count", on_click=count), Button(Const("Fail"), "fail", on_click=fail)]
    counting = Window(
        Format("{presses}"), *buttons, Start(Const("Aside"), "aside", Aside.main), state=Counting.main, getter=presses
    )
    return [Dialog(counting), Dialog(Window(Const("aside"), Cancel(Const("Back")), state=Aside.main))]


async def start(_: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Counting.main, mode=StartMode.RESET_STACK)


class Process:
    """One process that serves one chat."""

    def __init__(self, store: Store, *, remembered_chats: int = 100) -> None:
        install_random_intent_ids()
        self.counted = CountingStore(store)
        self.storage = StoreStorage(self.counted, remembered_chats=remembered_chats)
        self.dispatcher = Dispatcher(storage=self.storage)
        self.dispatcher.include_routers(*dialogs())
        self.dispatcher.message.register(start, CommandStart())
        self.screen = MockMessageManager()
        self.backgrounds = setup_dialogs(self.dispatcher, message_manager=self.screen)
        self.client = BotClient(self.dispatcher)
        self.locks = LocalChatLocks()

    async def send(self, text: str) -> str:
        async with self.locks.hold(1, 1), self.storage.update(1, 1):
            await self.client.send(text)
        return self.screen.last_message().text or ""

    async def press(self, button: str, on: Message | None = None) -> str:
        message = on or self.screen.last_message()
        async with self.locks.hold(1, 1), self.storage.update(1, 1):
            await self.client.click(message, InlineButtonTextLocator(button))
        return self.screen.last_message().text or ""

    async def push(self) -> str:
        background = self.backgrounds.bg(self.client.bot, 1, 1)
        async with self.locks.hold(1, 1), self.storage.update(1, 1), background.fg() as manager:
            manager.dialog_data["presses"] += 100
            await manager.update({})
        return self.screen.last_message().text or ""


@pytest.fixture
def process(store: Store) -> Process:
    return Process(store)


async def test_a_dialog_goes_on_in_another_process(process: Process, store: Store) -> None:
    await process.send("/start")
    await process.press("Count")
    await process.press("Aside")
    after_restart = Process(store)
    assert await after_restart.press("Back", on=process.screen.last_message()) == "1"
    assert await after_restart.press("Count") == "2"


async def test_a_press_costs_one_write_and_no_read_once_the_chat_is_known(process: Process) -> None:
    await process.send("/start")
    assert process.counted.counted() == (1, 1)
    await process.press("Count")
    assert process.counted.counted() == (0, 1)


async def test_where_several_processes_share_the_store_a_press_costs_one_read_and_one_write(store: Store) -> None:
    process = Process(store, remembered_chats=0)
    await process.send("/start")
    process.counted.counted()
    await process.press("Count")
    assert process.counted.counted() == (1, 1)


async def test_a_handler_that_raises_changes_nothing(process: Process) -> None:
    await process.send("/start")
    await process.press("Count")
    with pytest.raises(LookupError):
        await process.press("Fail")
    assert await process.press("Count") == "2"


async def test_of_many_presses_at_once_none_is_lost_nor_is_a_push(process: Process) -> None:
    await process.send("/start")
    message = process.screen.last_message()
    pressed = [process.press("Count", on=message) for _ in range(10)]
    await asyncio.gather(*pressed[:5], process.push(), *pressed[5:])
    assert await process.press("Count") == "111"


async def test_a_process_that_dies_within_an_update_leaves_the_state_before_it(process: Process, store: Store) -> None:
    await process.send("/start")
    await process.press("Count")
    message = process.screen.last_message()

    async def dies() -> None:
        async with process.storage.update(1, 1):
            await process.client.click(message, InlineButtonTextLocator("Count"))
            await asyncio.Event().wait()

    with suppress(TimeoutError):
        await asyncio.wait_for(dies(), 0.05)
    assert await Process(store).press("Count", on=message) == "2"


async def test_dialogs_that_are_through_leave_no_rows(process: Process, store: Store) -> None:
    await process.send("/start")
    before = await _entries(store)
    for _ in range(3):
        await process.press("Aside")
        assert len(await _entries(store)) == len(before) + 1
        await process.press("Back")
    assert await _entries(store) == before


async def _entries(store: Store) -> set[str]:
    return set(await store.read(lambda tx: tx.exec_driver_sql("select entry from dialog_state").scalars().all()))
