"""Commands from everywhere, and what happens to messages before any window stands."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode

from bot.language import speak
from bot.moves import go_home, open_from_home
from bot.states import HelpSG, HomeSG, RemindersSG
from bot.unexpected import answer_unexpected
from locales.words import LOCALES


def commands() -> Router:
    """``/start`` and ``/next`` show home, ``/cancel`` leaves a step, ``/help``, ``/faq`` and ``/language`` open theirs."""
    router = Router(name="commands")
    router.message.register(show_home, CommandStart())
    router.message.register(show_home, Command("next", "cancel"))
    router.message.register(show_help, Command("help", "faq"))
    router.message.register(show_languages, Command("language"))
    router.message.register(show_reminders, Command("reminders"))
    return router


def anything_else() -> Router:
    """Stands behind all dialogs."""
    router = Router(name="anything else")
    router.message.register(unexpected)
    return router


async def show_home(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """Home, below what was said."""
    await go_home(dialog_manager, ShowMode.SEND)


async def show_help(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """Questions and desks."""
    await open_from_home(dialog_manager, HelpSG.topics, show_mode=ShowMode.SEND)


async def show_languages(message: Message, dialog_manager: DialogManager, command: CommandObject, **_: Any) -> None:
    """The languages; named behind the command, one is spoken at once and the window under way shown in it."""
    wanted = (command.args or "").strip()
    if wanted not in LOCALES:
        await open_from_home(dialog_manager, HomeSG.language, show_mode=ShowMode.SEND)
        return
    await speak(dialog_manager, wanted)
    if dialog_manager.has_context():
        await dialog_manager.show(ShowMode.SEND)
    else:
        await go_home(dialog_manager, ShowMode.SEND)


async def show_reminders(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """Whether, when and where one wants to be reminded."""
    await open_from_home(dialog_manager, RemindersSG.main, show_mode=ShowMode.SEND)


async def unexpected(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """A message before any window stands here."""
    await answer_unexpected(message, dialog_manager)
    if not dialog_manager.has_context():
        await go_home(dialog_manager, ShowMode.SEND)
