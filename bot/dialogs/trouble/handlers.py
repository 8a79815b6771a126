"""Presses of the window: a step is done, or the bank is to be asked again."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from bot.dialogs.trouble.data import STEPS, WHERE
from bot.given import given
from bot.moves import open_from_home
from core.model.tickets import Cause, Scope
from core.rules.identity.playbook import Advice
from core.services.accounts.troubles import Whence


async def hand_over(data: object, manager: DialogManager) -> None:
    """Where all was tried that somebody can do alone, technical support has the case by itself; once, while it is open."""
    services, chat, _, _ = given(manager)
    seen = await services.accounts.troubles.view(chat.id)
    if seen is None or seen.advice is not Advice.DESK or await services.tickets.candidates.standing(chat) is not None:
        return
    await services.tickets.candidates.ask(chat.id, Scope.TECHNICAL, Cause.PLAYBOOK, "")


async def done(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Remember that the step is done; the window shows the next one."""
    services, chat, _, _ = given(manager)
    seen = await services.accounts.troubles.view(chat.id)
    tells = STEPS[seen.advice].tells if seen else None
    if tells is not None:
        await services.accounts.troubles.tried(chat.id, tells)


async def again(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Go back to where the bank is asked."""
    services, chat, _, _ = given(manager)
    seen = await services.accounts.troubles.view(chat.id)
    await open_from_home(manager, WHERE[seen.whence if seen else Whence.REGISTERING])
