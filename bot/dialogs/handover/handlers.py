"""Presses and words of the windows."""

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import ChatEvent, DialogManager, ShowMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from bot.dialogs.handover.adding import add_to_case, source_of
from bot.dialogs.handover.data import CALLING, Calling
from bot.dialogs.handover.uploads import has_file
from bot.given import given
from bot.moves import go_home
from bot.refusals import refuse, say
from bot.states import HandoverSG
from core.model.decisions import Refused
from core.model.tickets import Cause, Scope
from locales.words import T


async def begin(data: Any, manager: DialogManager) -> None:
    """A case under way is shown; what led here is remembered. With words at hand only a yes is missing."""
    services, chat, _, _ = given(manager)
    if manager.current_context().state == HandoverSG.case:
        return
    if await services.tickets.candidates.standing(chat) is not None:
        await manager.switch_to(HandoverSG.case)
    elif isinstance(data, dict):
        CALLING.keep(manager, Calling(**data))
        if data.get("words"):
            await manager.switch_to(HandoverSG.words)


async def choose(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """What it is about."""
    calling = CALLING.of(manager)
    CALLING.keep(manager, Calling(button.widget_id.removeprefix("hand_"), calling.cause, calling.words))  # type: ignore[union-attr]
    await manager.switch_to(HandoverSG.words)


async def with_words(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """A case with the words that were typed, or with the photo or file that was sent."""
    text = message.text or message.caption or ""
    opened = await _open(message, manager, "" if has_file(message) else text, source_of(message, given(manager).chat))
    if opened and has_file(message):
        await add_to_case(message, manager.middleware_data, acknowledges=False)


async def without_words(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """A case with the words that led here, or with none."""
    await _open(callback, manager, CALLING.of(manager).words, None)


async def back(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The candidate ends it; home stands below."""
    services, chat, words, _ = given(manager)
    closed = await services.tickets.candidates.back_to_assistant(chat)
    if closed is not None:
        await say(callback, manager, words(T("Case {number} is closed. I am here for you again."), number=closed.id))
    await go_home(manager, ShowMode.DELETE_AND_SEND)


async def add(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Something more for the case; where it is closed meanwhile, the assistant is there again."""
    if await add_to_case(message, manager.middleware_data):
        manager.show_mode = ShowMode.NO_UPDATE
    else:
        await go_home(manager, ShowMode.SEND)


async def _open(event: ChatEvent, manager: DialogManager, text: str, source: str | None) -> bool:
    services, chat, _, _ = given(manager)
    calling = CALLING.of(manager)
    opened = await services.tickets.candidates.ask(chat.id, Scope(calling.scope), Cause(calling.cause), text, source=source)
    if isinstance(opened, Refused):
        await refuse(event, manager, opened)
        return False
    await manager.switch_to(HandoverSG.case)
    return True
