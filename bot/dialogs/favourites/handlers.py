"""Presses in the list of marked positions."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.favourites.data import Shown
from bot.dialogs.favourites.getters import SHOWN
from bot.states import PositionSG


async def look(callback: CallbackQuery, select: Select[str], manager: DialogManager, code: str) -> None:
    """One of them."""
    await manager.start(PositionSG.look, data={"code": code, "from_list": True})


async def page_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The next page."""
    SHOWN.keep(manager, Shown(SHOWN.of(manager).page + 1))


async def page_back(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The page before."""
    SHOWN.keep(manager, Shown(max(SHOWN.of(manager).page - 1, 0)))
