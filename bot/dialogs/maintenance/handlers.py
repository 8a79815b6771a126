"""Presses of the maintenance windows."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from bot.dialogs.maintenance.data import Changing
from bot.dialogs.maintenance.getters import CHANGING
from bot.given import given
from bot.refusals import refuse
from bot.states import OwnerSG
from core.model.account import Change
from locales.words import T

PREFIX = "owner_"


async def choose(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Say what to know before a change, and offer its page."""
    services, chat, _, _ = given(manager)
    change = Change(str(button.widget_id).removeprefix(PREFIX))
    refused = await services.accounts.may_change(chat.id, change)
    if refused is not None:
        await refuse(callback, manager, refused)
        return
    CHANGING.keep(manager, Changing(change.value))
    await manager.switch_to(OwnerSG.change)


async def withdraw(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Forget the change that waits for the bank; nothing was changed."""
    services, chat, words, _ = given(manager)
    await services.accounts.maintaining.withdraw(chat.id)
    await callback.answer(words(T("Forgotten. Nothing was changed.")))
