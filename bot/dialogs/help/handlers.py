"""Presses of the help windows."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select

from bot.answers.doors import open_door
from bot.dialogs.help.data import Asking
from bot.dialogs.help.getters import ASKING
from bot.given import given
from bot.states import HelpSG
from core.services.answers import entry_of


async def choose_topic(callback: CallbackQuery, select: Select[str], manager: DialogManager, topic: str) -> None:
    """Open a branch."""
    ASKING.keep(manager, Asking(topic=topic))
    await manager.switch_to(HelpSG.questions)


async def choose(callback: CallbackQuery, select: Select[str], manager: DialogManager, answer_id: str) -> None:
    """Read one answer."""
    ASKING.keep(manager, Asking(ASKING.of(manager).topic, answer_id))
    await manager.switch_to(HelpSG.answer)


async def go(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Open the window that does what the answer is about."""
    services, chat, _, _ = given(manager)
    found = entry_of(await services.answers.exam_of(chat.id), ASKING.of(manager).answer)
    if found is not None and found.target is not None:
        await open_door(manager, found.target)
