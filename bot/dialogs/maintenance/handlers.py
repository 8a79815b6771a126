"""Presses of the maintenance windows."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from bot.dialogs.maintenance.data import Changing
from bot.dialogs.maintenance.getters import CHANGING
from bot.states import OwnerSG

PREFIX = "owner_"


async def choose(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Say what to know before a change, and offer its page."""
    CHANGING.keep(manager, Changing(str(button.widget_id).removeprefix(PREFIX)))
    await manager.switch_to(OwnerSG.change)
