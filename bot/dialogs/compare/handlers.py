"""Presses of the comparison."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.compare.getters import comparison
from bot.given import given
from bot.pictures import send_picture
from bot.states import PositionSG


async def look(callback: CallbackQuery, select: Select[str], manager: DialogManager, code: str) -> None:
    """One of the positions by itself."""
    await manager.start(PositionSG.look, data={"code": code, "from_list": True})


async def remove(callback: CallbackQuery, select: Select[str], manager: DialogManager, code: str) -> None:
    """Take a position away."""
    services, chat, _, _ = given(manager)
    await services.comparing.remove(chat.id, code)


async def show_picture(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The table as a picture that stays in the chat."""
    services, chat, words, zone = given(manager)
    found = await comparison(services, chat, words, zone)
    if found is not None:
        png = await services.painter.paint(found, locale=words.locale)
        await send_picture(callback, manager, png, f"{found.title}: {', '.join(found.heads)}\n{found.note}")
