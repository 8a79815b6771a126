"""Commands from everywhere, and what happens to texts that no window expects."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from bot.given import given
from bot.moves import go_home, open_from_home
from bot.refusals import say
from bot.states import HelpSG, HomeSG, PositionSG
from core.model.decisions import Refused
from core.rules.positions import normalised_code
from locales.words import T

_SHORTEST_CODE = 6


def commands() -> Router:
    """``/start`` and ``/next`` show home, ``/cancel`` leaves a step, ``/help`` and ``/language`` open theirs."""
    router = Router(name="commands")
    router.message.register(show_home, CommandStart())
    router.message.register(show_home, Command("next", "cancel"))
    router.message.register(go_help, Command("help"))
    router.message.register(go_language, Command("language"))
    return router


def anything_else() -> Router:
    """Stands behind all dialogs."""
    router = Router(name="anything else")
    router.message.register(unexpected)
    return router


async def show_home(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """Home, below what was said."""
    await go_home(dialog_manager, ShowMode.SEND)


async def go_help(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """Questions and desks."""
    await open_from_home(dialog_manager, HelpSG.questions, show_mode=ShowMode.SEND)


async def go_language(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """The languages."""
    await dialog_manager.start(HomeSG.language, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


async def unexpected(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """A position code opens its position from anywhere; anything else is answered with the window again."""
    services, chat, words, _zone = given(dialog_manager)
    code = normalised_code(message.text or "")
    if code.isdecimal() and len(code) >= _SHORTEST_CODE and not isinstance(await services.choosing.look(chat.id, code), Refused):
        await open_from_home(dialog_manager, PositionSG.look, {"code": code}, ShowMode.SEND)
        return
    await say(message, dialog_manager, words(T("I didn't understand that here. Please use the buttons below; /help shows answers and desks.")))
    if dialog_manager.has_context():
        await dialog_manager.show(ShowMode.SEND)
    else:
        await go_home(dialog_manager, ShowMode.SEND)
