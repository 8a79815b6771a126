"""Presses and texts of the form's windows; each is one command and is kept at once."""

from collections.abc import Awaitable, Callable

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select

from bot.given import given
from bot.moves import open_instead
from bot.refusals import refuse
from bot.states import ConfirmSG, EducationSG, FormSG, PositionSG
from core.model.decisions import Refused

OnText = Callable[[Message, MessageInput, DialogManager], Awaitable[None]]


async def edit_education(callback: CallbackQuery, select: Select[str], manager: DialogManager, place: str) -> None:
    """Open one education."""
    await manager.start(EducationSG.entry, data={"index": int(place)})


async def add_education(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Begin a new education."""
    await manager.start(EducationSG.level, data={"index": None})


async def confirm_breaks(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """No study is missing between the ones listed."""
    services, chat, _, _ = given(manager)
    answer = await services.filling.confirm_breaks(chat.id)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)


async def save(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Save the complete form and go on to the position."""
    services, chat, _, _ = given(manager)
    answer = await services.filling.save(chat.id)
    if isinstance(answer, Refused):
        await refuse(callback, manager, answer)
        return
    if answer.complete:
        seen = await services.journey.home(chat.id)
        await open_instead(manager, PositionSG.ask if seen.position is None else ConfirmSG.read_back)


async def choose_political_status(callback: CallbackQuery, select: Select[str], manager: DialogManager, status: str) -> None:
    """One of the listed political statuses."""
    await _put(callback, manager, "political_status", status)


async def type_household(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The registered residence."""
    await _put(message, manager, "household", message.text or "")


async def type_address(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The postal address."""
    await _put(message, manager, "address", message.text or "")


async def type_email(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The e-mail address."""
    await _put(message, manager, "email", message.text or "")


async def _put(event: ChatEvent, manager: DialogManager, name: str, value: str) -> None:
    services, chat, _, _ = given(manager)
    answer = await services.filling.put_field(chat.id, name, value)
    if isinstance(answer, Refused):
        await refuse(event, manager, answer)
        return
    await manager.switch_to(FormSG.summary)
