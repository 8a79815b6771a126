"""Presses of the help windows."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Select

from bot.dialogs.help.data import Asking
from bot.dialogs.help.getters import ASKING
from bot.states import HelpSG


async def choose(callback: CallbackQuery, select: Select[str], manager: DialogManager, answer_id: str) -> None:
    """Read one answer."""
    ASKING.keep(manager, Asking(answer_id))
    await manager.switch_to(HelpSG.answer)
