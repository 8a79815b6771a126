"""Small dialogs that use everything the product's dialogs may use."""

from pathlib import Path
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.enums import ContentType
from aiogram.filters import Command, CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import BgManagerFactory, Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.input import MessageInput, TextInput
from aiogram_dialog.widgets.kbd import Back, Button, Calendar, Cancel, Next, ScrollingGroup, Select, Start, SwitchTo
from aiogram_dialog.widgets.markup.reply_keyboard import ReplyKeyboardFactory
from aiogram_dialog.widgets.media import DynamicMedia
from aiogram_dialog.widgets.text import Const, Format

from bot.protection import set_up_dialogs
from bot.stale import StaleButtons

STALE = "That button is from an earlier step."


class Steps(StatesGroup):
    a = State()
    b = State()
    c = State()


class Things(StatesGroup):
    menu = State()
    count = State()
    age = State()
    picture = State()
    reply = State()
    days = State()
    list = State()
    send = State()


class Sub(StatesGroup):
    ask = State()


async def _count(query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    manager.dialog_data["n"] = manager.dialog_data.get("n", 0) + 1


async def _fail(query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    manager.dialog_data["n"] = 1000
    raise RuntimeError("a handler broke")


async def _age(message: Message, widget: Any, manager: DialogManager, age: int) -> None:
    manager.dialog_data["age"] = age


async def _not_an_age(message: Message, widget: Any, manager: DialogManager, error: ValueError) -> None:
    manager.dialog_data["age"] = "not a number"


async def _file(message: Message, widget: Any, manager: DialogManager) -> None:
    file = message.photo[-1] if message.photo else message.document
    assert file
    assert message.bot
    content = await message.bot.download(file)
    assert content
    kind = "photo" if message.photo else "document"
    manager.dialog_data["file"] = f"{kind} {len(content.read())} bytes"
    manager.dialog_data["album"] = message.media_group_id


async def _chosen(query: CallbackQuery, widget: Any, manager: DialogManager, item: Any) -> None:
    manager.dialog_data["chosen"] = str(item)


async def _sub_result(start: Any, result: Any, manager: DialogManager) -> None:
    manager.dialog_data["chosen"] = str(result)


async def _seen(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    facts = {"n": 0, "age": "?", "file": "none", "chosen": "none", "items": [(f"item {n}", n) for n in range(12)]}
    picture = dialog_manager.middleware_data.get("picture")
    if picture:
        facts["picture"] = MediaAttachment(ContentType.PHOTO, path=str(picture))
    return facts | dialog_manager.dialog_data


def _steps() -> Dialog:
    """Every step has the library's default ids, as a careless author would leave them."""
    return Dialog(
        Window(Const("step <b>A</b>"), Next(), Cancel(), state=Steps.a),
        Window(Const("step <b>B</b>"), Next(), Back(), state=Steps.b),
        Window(Format("step <b>C</b> {n}"), Back(), Button(Const("count"), "count", on_click=_count), state=Steps.c),
        getter=_seen,
    )


def _things() -> Dialog:
    to = [SwitchTo(Const(state.state.split(":")[1]), f"to_{state.state.split(':')[1]}", state) for state in _ROOMS]
    menu = SwitchTo(Const("menu"), "menu", Things.menu)
    return Dialog(
        Window(Format("menu, chosen {chosen}"), *to, Start(Const("sub"), "sub", Sub.ask), state=Things.menu),
        Window(
            Format("n={n}"),
            Button(Const("count"), "count", on_click=_count),
            Button(Const("fail"), "fail", on_click=_fail),
            menu,
            state=Things.count,
        ),
        Window(
            Format("age {age}"),
            TextInput("age", type_factory=int, on_success=_age, on_error=_not_an_age),
            menu,
            state=Things.age,
        ),
        Window(
            DynamicMedia("picture"),
            Format("picture {n}"),
            Button(Const("count"), "count", on_click=_count),
            menu,
            state=Things.picture,
        ),
        Window(
            Format("reply {n}"),
            Button(Const(" count "), "count", on_click=_count),
            menu,
            markup_factory=ReplyKeyboardFactory(resize_keyboard=True),
            state=Things.reply,
        ),
        Window(Format("day {chosen}"), Calendar("day", on_click=_chosen), menu, state=Things.days),
        Window(
            Format("chosen {chosen}"),
            ScrollingGroup(
                Select(Format("{item[0]}"), "item", item_id_getter=lambda item: item[1], items="items", on_click=_chosen),
                id="pages",
                width=1,
                height=5,
            ),
            menu,
            state=Things.list,
        ),
        Window(
            Format("file {file}"),
            MessageInput(_file, content_types=[ContentType.PHOTO, ContentType.DOCUMENT]),
            menu,
            state=Things.send,
        ),
        getter=_seen,
        on_process_result=_sub_result,
    )


_ROOMS = (Things.count, Things.age, Things.picture, Things.reply, Things.days, Things.list, Things.send)


def _sub() -> Dialog:
    async def done(query: CallbackQuery, button: Button, manager: DialogManager) -> None:
        await manager.done(result="from below")

    return Dialog(Window(Const("sub"), Button(Const("done"), "done", on_click=done), Cancel(), state=Sub.ask))


def _commands() -> Router:
    router = Router()

    async def begin(message: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(Steps.a, mode=StartMode.RESET_STACK)

    async def things(message: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(Things.menu, mode=StartMode.RESET_STACK)

    async def returned(message: Message) -> SendMessage:
        return SendMessage(chat_id=message.chat.id, text="returned")

    async def language(message: Message) -> None:
        assert message.from_user
        await message.answer(str(message.from_user.language_code))

    router.message.register(begin, CommandStart())
    router.message.register(things, Command("things"))
    router.message.register(returned, Command("returned"))
    router.message.register(language, Command("language"))
    return router


async def _home(manager: DialogManager) -> None:
    await manager.start(Steps.a, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


def build(storage: BaseStorage, picture: Path | None = None) -> tuple[Dispatcher, BgManagerFactory]:
    """A Dispatcher as the product builds it."""
    dispatcher = Dispatcher(storage=storage, picture=picture)
    dispatcher.include_routers(_commands(), _steps(), _things(), _sub())
    return dispatcher, set_up_dialogs(dispatcher, StaleButtons(_home, lambda manager: STALE))
