"""Where nothing can be changed any more the dialog doesn't open: the clause is said, and home stands below (说明 二(五)4)."""

from aiogram_dialog import ChatEvent, DialogManager

from bot.given import given
from bot.refusals import refuse


async def leave_if_unchangeable(data: object, manager: DialogManager) -> None:
    """Start of a dialog that changes the application."""
    services, chat, _, _ = given(manager)
    refused = await services.choosing.may_change(chat.id)
    if refused is not None:
        event: ChatEvent = manager.event
        await refuse(event, manager, refused)
        await manager.done()
