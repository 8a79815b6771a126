"""Presses of the confirm windows."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Select

from bot.given import given
from bot.moves import go_home
from bot.refusals import refuse
from bot.states import ConfirmSG
from core.model.decisions import Refused
from core.model.reasons import Reason


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
