"""Calling a person from anywhere: the dialog is opened with why, or offered by a button under a message.

Such buttons belong to no window and work as long as their message stands; ``bot.dialogs.handover.presses`` hears them. Callback
data: ``person:``, what, about.
"""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram_dialog import DialogManager, ShowMode
from markupsafe import escape

from bot.given import given
from bot.moves import open_from_home
from bot.states import HandoverSG
from core.model.tickets import Cause, Scope
from core.rules.identity.spotting import without_secrets
from locales.words import T, Words

PREFIX = "person"
_LONGEST_QUOTE = 500

_SAID = {
    Cause.NOT_UNDERSTOOD: T("I didn't understand that twice now, and I won't guess. A person can help:"),
    Cause.ANGER: T("I'm sorry this is such a nuisance. A person can look at it right away:"),
}


def person_button(label: str, what: str, about: object) -> InlineKeyboardButton:
    """One such button."""
    return InlineKeyboardButton(text=label, callback_data=f"{PREFIX}:{what}:{about}")


def call_button(words: Words, cause: Cause) -> InlineKeyboardMarkup:
    """Under a sentence that says no: the way to a person."""
    return InlineKeyboardMarkup(inline_keyboard=[[person_button(words(T("Talk to a person")), "ask", cause.value)]])


def back_button(ticket_id: int, words: Words) -> InlineKeyboardMarkup:
    """Under what is said about a case: the way back."""
    return InlineKeyboardMarkup(inline_keyboard=[[person_button(words(T("Back to the assistant")), "back", ticket_id)]])


async def offer(message: Message, manager: DialogManager, cause: Cause, words: str = "") -> None:
    """Open the way to a person below ``message``; with ``words`` one press is enough. A case under way is shown instead."""
    if cause in _SAID:
        await message.answer(str(escape(given(manager).words(_SAID[cause]))))
    asked = {"cause": cause.value, "words": without_secrets(words)[:_LONGEST_QUOTE], "scope": Scope.USE.value}
    await open_from_home(manager, HandoverSG.scope, asked, ShowMode.SEND)


async def offer_after_misunderstanding(message: Message, manager: DialogManager, text: str) -> bool:
    """One more message that wasn't understood; after two in a row a person is offered. Whether that was done."""
    services, chat, _, _ = given(manager)
    if not await services.tickets.troubles.not_understood(chat.id):
        return False
    await services.tickets.troubles.understood(chat.id)
    await offer(message, manager, Cause.NOT_UNDERSTOOD, text)
    return True
