"""What is told of a case while the candidate isn't speaking: replies with their files, edits, and how the case stands."""

from collections.abc import Awaitable, Callable, Mapping

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup
from markupsafe import escape

from bot.calling import back_button, person_button
from bot.push.teller import Courier, Said, Speaker
from core.errors import NotFound
from core.model.account import Chat
from core.rules.tickets import units
from core.services.tickets import Parcel, Tickets
from core.services.tickets.telling import (
    CASE_CLAIMED,
    CASE_CLOSED,
    CASE_ESCALATED,
    CASE_REOPENED,
    STAFF_EDIT,
    STAFF_REPLY,
)
from core.store.queries.outbox import Letter
from locales.words import T, Words, words_in

LONGEST_CAPTION = 1024


async def told_of_case(letter: Letter, chat: Chat) -> Said:
    """A line about how the case stands, as Bot API HTML, with its buttons."""
    words, number = words_in(chat.locale), int(letter.about["ticket"])
    back = back_button(number, words)
    match letter.kind:
        case "case_claimed":
            said = T("{name} has your case {number} now. I keep quiet until you press the button; write to {name} here.")
            return _said(words(said, name=letter.about["name"], number=number), back)
        case "case_reopened":
            said = T("{name} has opened your case {number} again. Write here what is left.")
            return _said(words(said, name=letter.about["name"], number=number), back)
        case "case_escalated" if letter.about["to"] == "supervisors":
            said = T("You have waited too long with case {number}. The supervisors have it now and answer here.")
            return _said(words(said, number=number), back)
        case "case_escalated":
            said = T("Nobody has answered case {number} in time. I have passed it on to the next desk; the answer comes here.")
            return _said(words(said, number=number), back)
    return _closed(letter, words, number)


def _closed(letter: Letter, words: Words, number: int) -> Said:
    said = words(T("Case {number} is closed. I am here for you again."), number=number)
    if not letter.about.get("ask"):
        return _said(said, None)
    choice = [person_button(words(T("Yes, it helped")), "yes", number), person_button(words(T("No")), "no", number)]
    question = words(T("Did it help?"))
    return _said(f"{said} {question}", InlineKeyboardMarkup(inline_keyboard=[choice]))


SPEAKERS: Mapping[str, Speaker] = dict.fromkeys((CASE_CLAIMED, CASE_ESCALATED, CASE_CLOSED, CASE_REOPENED), told_of_case)
Stands = Callable[[str], Awaitable[bool]]


class Replies:
    """Couriers for replies and edits: they speak themselves, and note where a reply has arrived."""

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets

    def couriers(self) -> Mapping[str, Courier]:
        """By the kind of the letter."""
        return {STAFF_REPLY: self.reply, STAFF_EDIT: self.edit}

    async def reply(self, letter: Letter, chat: Chat, bot: Bot, stands: Stands) -> None:
        """Bring a reply, as its words are now. Raises what the channel answers, once it is noted for the staff."""
        line_id = int(letter.about["message"])
        parcel = await self._parcel(line_id, chat)
        if parcel is None or parcel.stands_as is not None:
            return
        text = _html_of(parcel, words_in(chat.locale))
        if letter.tries > 1 and await stands(text):
            await self._tickets.delivering.delivered(line_id, chat, "sent")
            return
        try:
            number = await _bring(bot, chat.native_id, parcel, text)
        except TelegramRetryAfter:
            raise
        except TelegramForbiddenError:
            await self._tickets.delivering.delivered(line_id, chat, "blocked")
            raise
        except TelegramAPIError:
            await self._tickets.delivering.delivered(line_id, chat, "failed")
            raise
        await self._tickets.delivering.delivered(line_id, chat, "sent", number)

    async def edit(self, letter: Letter, chat: Chat, bot: Bot, stands: Stands) -> None:
        """Change a reply where it has arrived; where it hasn't, it comes with its new words anyway."""
        parcel = await self._parcel(int(letter.about["message"]), chat)
        if parcel is None or parcel.stands_as is None:
            return
        text = _html_of(parcel, words_in(chat.locale))
        is_caption = parcel.content is not None and units(text) <= LONGEST_CAPTION
        place = parcel.stands_as
        try:
            if is_caption:
                await bot.edit_message_caption(chat_id=chat.native_id, message_id=place, caption=text)
            else:
                await bot.edit_message_text(text, chat_id=chat.native_id, message_id=place)
        except TelegramBadRequest as error:
            if "not modified" not in error.message:
                raise

    async def _parcel(self, line_id: int, chat: Chat) -> Parcel | None:
        try:
            return await self._tickets.delivering.parcel(line_id, chat)
        except NotFound:
            return None  # erased meanwhile


async def _bring(bot: Bot, native_id: int, parcel: Parcel, text: str) -> int:
    """Send it; the number of the message that an edit would change."""
    if parcel.content is None or parcel.line.file is None:
        return (await bot.send_message(native_id, text)).message_id
    fits = units(text) <= LONGEST_CAPTION
    file, caption = BufferedInputFile(parcel.content, parcel.line.file.name), text if fits else None
    is_photo = parcel.line.file.mime in {"image/jpeg", "image/png"}
    send = bot.send_photo if is_photo else bot.send_document
    try:
        sent = await send(native_id, file, caption=caption)
    except TelegramBadRequest as error:
        if not is_photo or "IMAGE" not in error.message:
            raise
        sent = await bot.send_document(native_id, file, caption=caption)  # a picture that isn't one
    return sent.message_id if fits else (await bot.send_message(native_id, text)).message_id


def _html_of(parcel: Parcel, words: Words) -> str:
    line = parcel.line
    mark = words(T("(edited)"))
    edited = f"\n<i>{escape(mark)}</i>" if line.edited_at is not None else ""
    head = words(T("{name} · case {number}"), name=line.name or words(T("Staff")), number=parcel.ticket.id)
    return f"<b>{escape(head)}</b>\n{escape(line.text)}{edited}".strip()


def _said(text: str, markup: InlineKeyboardMarkup | None) -> Said:
    return Said(str(escape(text)), markup)
