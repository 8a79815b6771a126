"""Presses that change what one wishes of reminders."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select

from bot.dialogs.reminders.data import OF_EXAM
from bot.given import given
from bot.states import RemindersSG
from core.rules.reminders.wishes import CHANNELS, Wish


async def switch(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """All but the essential reminders off, or on again."""
    services, chat, _, _ = given(manager)
    wish = await services.reminders.wishing.wish(chat.id) or Wish()
    await services.reminders.wishing.mute(chat.id, muted=not wish.muted)


async def choose_hours(callback: CallbackQuery, select: Select[str], manager: DialogManager, name: str) -> None:
    """Keep these hours quiet."""
    services, chat, _, _ = given(manager)
    await services.reminders.wishing.keep_quiet(chat.id, None if name == OF_EXAM else name)
    await manager.switch_to(RemindersSG.main)


async def toggle_channel(callback: CallbackQuery, select: Select[str], manager: DialogManager, name: str) -> None:
    """Be reminded on this channel, or not; the last one stays."""
    services, chat, _, _ = given(manager)
    wish = await services.reminders.wishing.wish(chat.id) or Wish()
    wanted = name not in (wish.channels or frozenset(CHANNELS))
    await services.reminders.wishing.use_channel(chat.id, name, wanted=wanted)
