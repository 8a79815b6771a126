"""What happens to words that no step waits for; each says something kind, and the window under way stands below it again."""

from contextlib import suppress

from aiogram.enums import ContentType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardMarkup, Message
from aiogram_dialog import DialogManager, ShowMode
from markupsafe import escape

from bot import calling
from bot.answers import wording
from bot.given import given
from bot.moves import open_from_home
from bot.states import MatchSG, PaySG, PositionSG
from core.model.answers import Tier
from core.model.decisions import Refused
from core.model.exam import Answer
from core.model.tickets import Cause
from core.rules.identity.spotting import has_secret, without_secrets
from core.rules.payment_numbers import order_number_in
from core.rules.positions import normalised_code
from core.services.answers import Asked
from core.services.understanding import asks_what_fits
from locales.words import T

_SHORTEST_CODE = 6
_LONGEST_CODE = 40
_STATUS = "status"
_WANTS_PERSON = {"upset": Cause.ANGER, "person": Cause.ASKED}


async def hear(message: Message, manager: DialogManager) -> None:
    """Answer a message that no step waits for."""
    text = message.text
    if not text:
        await _say_without_words(message, manager)
    elif has_secret(text):
        await _warn(message, manager, text)
    elif await _is_position(manager, text):
        await open_from_home(manager, PositionSG.look, {"code": normalised_code(text)}, ShowMode.SEND)
    elif asks_what_fits(text):
        await open_from_home(manager, MatchSG.main, show_mode=ShowMode.SEND)
    elif order_number_in(text) == text.strip().upper():
        await _say_order(message, manager)
    else:
        await _answer(message, manager, text)


async def reply(message: Message, manager: DialogManager, text: str, keys: InlineKeyboardMarkup | None = None) -> None:
    """Say ``text``, formatted already, with buttons that stay there; the window follows it."""
    manager.show_mode = ShowMode.SEND
    await message.answer(text, reply_markup=keys)


async def _say_without_words(message: Message, manager: DialogManager) -> None:
    words = given(manager).words
    kinds = {ContentType.AUDIO: "voice", ContentType.VIDEO_NOTE: "video", ContentType.ANIMATION: "sticker"}
    kind = kinds.get(ContentType(message.content_type), message.content_type)
    await reply(message, manager, str(escape(words(wording.WITHOUT_WORDS.get(kind, wording.SOMETHING_ELSE)))))


async def _warn(message: Message, manager: DialogManager, text: str) -> None:
    """A personal number was typed: it is taken out of the chat where the channel hasn't masked it already."""
    if without_secrets(text) != text:
        with suppress(TelegramAPIError):
            await message.delete()
    await reply(message, manager, str(escape(given(manager).words(wording.SECRET))))


async def _is_position(manager: DialogManager, text: str) -> bool:
    services, chat, _, _ = given(manager)
    code = normalised_code(text[: _LONGEST_CODE * 2])
    if not (code.isdecimal() and _SHORTEST_CODE <= len(code) <= _LONGEST_CODE):
        return False
    return not isinstance(await services.choosing.look(chat.id, code), Refused)


async def _say_order(message: Message, manager: DialogManager) -> None:
    """An order number: how the payment stands is seen in the payment's window."""
    services, chat, words, zone = given(manager)
    seen = await services.journey.home(chat.id)
    said = words(T("That is an order number. You don't need it here: I look at your payment myself."))
    if seen.account is None or seen.position is None:
        await reply(message, manager, str(escape(said)))
        return
    await reply(message, manager, f"{escape(said)}\n{wording.own_status(seen, words, zone)}")
    await open_from_home(manager, PaySG.main, show_mode=ShowMode.SEND)


async def _answer(message: Message, manager: DialogManager, text: str) -> None:
    services, chat, _, _ = given(manager)
    asked = await services.answers.ask(chat.id, text)
    if asked.small_talk is not None:
        await _small_talk(message, manager, asked, text)
        return
    entry = asked.entry(asked.routed.id)
    match asked.routed.tier:
        case Tier.ANSWER if entry is not None and asked.id is not None:
            await services.tickets.troubles.understood(chat.id)
            await show_entry(message, manager, entry, asked.id)
        case Tier.CLARIFY if asked.id is not None:
            await offer(message, manager, asked)
        case Tier.POLICY:
            await _policy(message, manager, asked)
        case _:
            if not await calling.offer_after_misunderstanding(message, manager, text):
                await _person(message, manager, asked)


async def show_entry(message: Message, manager: DialogManager, entry: Answer, question_id: int) -> None:
    """An answer with its clause and its buttons; with the candidate's own status where that belongs to it."""
    services, chat, words, zone = given(manager)
    said = wording.told_answer(entry, words)
    if entry.personal and chat.account_id is not None:
        seen = await services.journey.home(chat.id)
        said += f"\n\n{wording.own_status(seen, words, zone)}"
    await reply(message, manager, said, wording.under_answer(entry, question_id, words))


async def offer(message: Message, manager: DialogManager, asked: Asked) -> None:
    """Three entries to choose from."""
    words = given(manager).words
    entries = [entry for one in asked.routed.candidates if (entry := asked.entry(one))]
    said = words(T("I'm not quite sure what you mean. Is it one of these?"))
    await reply(message, manager, str(escape(said)), wording.to_choose(entries, asked.id or 0, words))


async def _policy(message: Message, manager: DialogManager, asked: Asked) -> None:
    services, chat, words, _ = given(manager)
    seen = await services.journey.home(chat.id)
    if asked.exam is not None:
        await reply(message, manager, wording.told_policy(asked.exam, seen.position, words), wording.to_browse(words))


async def _person(message: Message, manager: DialogManager, asked: Asked) -> None:
    words = given(manager).words
    said = words(T("I can't answer that from the notice, and I won't guess. These people can help:"))
    desks = wording.told_desks(asked.exam.desks if asked.exam else (), words)
    await reply(message, manager, f"{escape(said)}\n{desks}", wording.to_browse(words))


async def _small_talk(message: Message, manager: DialogManager, asked: Asked, text: str) -> None:
    services, chat, words, zone = given(manager)
    kind = asked.small_talk or ""
    if kind == _STATUS:
        await reply(message, manager, wording.own_status(await services.journey.home(chat.id), words, zone))
        return
    if kind in _WANTS_PERSON:
        await calling.offer(message, manager, _WANTS_PERSON[kind], text if kind == "upset" else "")
        return
    await reply(message, manager, str(escape(words(wording.SMALL_TALK.get(kind, wording.SOMETHING_ELSE)))))
