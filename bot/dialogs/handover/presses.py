"""Buttons under messages about people: call one, back to the assistant, did it help. They belong to no window."""

from contextlib import suppress
from typing import Any

from aiogram import Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from markupsafe import escape

from bot.calling import PREFIX, offer
from bot.dialogs.handover.quiet import is_wish_to_go_back
from bot.given import given
from bot.moves import go_home, open_from_home
from bot.prefixes import begins_with
from bot.states import HandoverSG
from core.errors import NotFound
from core.model.tickets import Cause
from locales.words import T

_WISHES = frozenset(
    {"人工", "人工服务", "人工服務", "人工客服", "转人工", "轉人工", "真人", "human", "agent", "operator", "person"}
)
_PARTS = 3
_DIGITS = 15


def presses() -> Router:
    """The router of these presses, of ``/human``, and of the words that end it."""
    router = Router(name="people")
    router.message.register(call, Command("human"))
    router.message.register(call, wants_person)
    router.message.register(go_back, wants_back)
    router.callback_query.register(on_press, begins_with(f"{PREFIX}:"))
    return router


async def wants_person(message: Message) -> bool:
    """Whether somebody types the word for it."""
    return (message.text or "").strip().casefold() in _WISHES


async def wants_back(message: Message) -> bool:
    """Whether somebody types what stands on the button."""
    return is_wish_to_go_back(message.text or "")


async def call(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """``/human``, or the word for it."""
    await offer(message, dialog_manager, Cause.ASKED)


async def go_back(message: Message, dialog_manager: DialogManager, **_: Any) -> None:
    """The case is closed by its candidate; home stands below."""
    await _close(message, dialog_manager)


async def on_press(query: CallbackQuery, dialog_manager: DialogManager, **_: Any) -> None:
    """Do what the button says."""
    await query.answer()
    _prefix, what, about = [*(query.data or "").split(":", _PARTS - 1), "", ""][:_PARTS]
    message = query.message
    if not isinstance(message, Message):
        await go_home(dialog_manager, ShowMode.SEND)
    elif what == "ask":
        cause = Cause(about) if about in set(Cause) else Cause.ASKED
        asked: dict[str, str] = {"cause": cause.value}
        await open_from_home(dialog_manager, HandoverSG.scope, asked, ShowMode.DELETE_AND_SEND)
    elif what == "back":
        await _close(message, dialog_manager)
    elif what in {"yes", "no"}:
        await _rate(message, dialog_manager, about, satisfied=what == "yes")


async def _close(message: Message, manager: DialogManager) -> None:
    services, chat, words, _ = given(manager)
    closed = await services.tickets.candidates.back_to_assistant(chat)
    if closed is not None:
        said = words(T("Case {number} is closed. I am here for you again."), number=closed.id)
        await message.answer(str(escape(said)))
    await go_home(manager, ShowMode.SEND)


async def _rate(message: Message, manager: DialogManager, about: str, *, satisfied: bool) -> None:
    services, chat, words, _ = given(manager)
    number = int(about) if about.isascii() and about.isdecimal() and len(about) <= _DIGITS else 0
    try:
        await services.tickets.candidates.rate(chat, number, satisfied=satisfied)
    except NotFound:
        return
    thanks = T("Thank you, that's good to hear.") if satisfied else T("Thank you for saying so. Call a person again at any time.")
    with suppress(TelegramAPIError):
        await message.edit_text(str(escape(f"{message.text}\n{words(thanks)}")))
