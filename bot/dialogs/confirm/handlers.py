"""Presses of the confirm windows."""

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Select

from bot.given import given
from bot.moves import go_home
from bot.refusals import refuse
from bot.states import ConfirmSG
from core.model.decisions import Refused
from core.model.reasons import Reason


async def on_start(data: object, manager: DialogManager) -> None:
    """After confirming or closing: say so with the clause, there is nothing to read back."""
    services, chat, _, _ = given(manager)
    refused = await services.choosing.may_change(chat.id)
    if refused is not None:
        event: ChatEvent = manager.event
        await refuse(event, manager, refused)
        await manager.done()


async def confirm(callback: CallbackQuery, select: Select[str], manager: DialogManager, nonce: str) -> None:
    """Make it final. Only the nonce of the last read-back does; anything else reads back once more."""
    services, chat, _, _ = given(manager)
    answer = await services.choosing.confirm(chat.id, nonce)
    if not isinstance(answer, Refused):
        await go_home(manager)
        return
    await refuse(callback, manager, answer)
    if answer.reason is Reason.READ_BACK_STALE:
        await manager.switch_to(ConfirmSG.read_back)
    else:
        await go_home(manager)
