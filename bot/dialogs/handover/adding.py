"""A message of the candidate on its way to the case: its words, its file; acknowledged once, refused kindly."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from aiogram.types import Message
from markupsafe import escape

from bot.calling import back_button
from bot.dialogs.handover.uploads import upload_of
from bot.services import Services
from core.model.account import Chat
from core.model.decisions import Refused
from core.services.tickets import Standing, is_closed
from locales.reasons import sentence
from locales.words import T, Words

_NOTHING = T("Only words, photos and files can be passed on. Please write it in a few words.")


async def add_to_case(message: Message, data: Mapping[str, Any], *, acknowledges: bool = True) -> bool:
    """Put the message to the case under way; whether there is one. Whatever is said about it is said here."""
    services: Services = data["services"]
    chat: Chat = data["chat"]
    words: Words = data["words"]
    upload, text = await upload_of(message), _text(message)
    if isinstance(upload, Refused) or (upload is None and not text):
        said = sentence(upload, words, data["zone"]) if isinstance(upload, Refused) else words(_NOTHING)
        await message.answer(str(escape(said)))
        return True
    heard = await services.tickets.candidates.say(chat, text, source=source_of(message, chat), upload=upload)
    if heard is None:
        return False
    if isinstance(heard, Refused):
        await message.answer(str(escape(sentence(heard, words, data["zone"]))))
    elif heard.acknowledge and acknowledges:
        noted = _noted(heard.standing, words, data["zone"])
        await message.answer(str(escape(noted)), reply_markup=back_button(heard.standing.ticket.id, words))
    return True


def _noted(standing: Standing, words: Words, zone: tzinfo) -> str:
    number, state = standing.ticket.id, standing.desk_state
    if is_closed(standing) and state is not None and state.at is not None:
        at = words.moment(state.at, zone)
        return words(T("✓ Noted in case {number}. Nobody is there now; you get an answer here after {at}."), number=number, at=at)
    return words(T("✓ Noted in case {number}. A person reads it and answers here."), number=number)


def source_of(message: Message, chat: Chat) -> str:
    """A message's own mark, by which an edit finds its line."""
    return f"{chat.id}:{message.message_id}"


def _text(message: Message) -> str:
    if message.sticker is not None:
        return message.sticker.emoji or ""
    return (message.text or message.caption or "").strip()
