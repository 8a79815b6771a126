"""Presses on home."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.home.data import DOORS
from bot.given import given
from bot.language import speak
from bot.moves import go_home
from bot.states import ApplySG


async def go(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Open the window of the step that is next now, which may not be the one that was shown."""
    services, chat, _, _ = given(manager)
    seen = await services.journey.home(chat.id)
    if seen.exam is None:
        await manager.start(ApplySG.exams)
        return
    door = DOORS[seen.step.step] if seen.step else None
    if door is not None and door.state is not None:
        await manager.start(door.state)


async def choose_language(callback: CallbackQuery, select: Select[str], manager: DialogManager, locale: str) -> None:
    """Change the language; the window after it speaks it already."""
    await speak(manager, locale)
    await go_home(manager)
