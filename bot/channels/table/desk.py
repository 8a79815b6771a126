"""What every method of the table works with: the book, the clock, and how a message is put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.types import LinkPreviewOptions, MessageEntity, ReplyParameters, TelegramObject

from bot.channels.book import Body, ChatBook, OpenQueries, as_the_bot_sees
from bot.channels.errors import CANNOT_EDIT, CHAT_NOT_FOUND, EDIT_NOT_FOUND, NOT_MODIFIED, REPLIED_NOT_FOUND, ApiError
from bot.channels.formatting import Formatted, formatted, given, units
from bot.channels.keyboards import written
from core.errors import NotFound
from core.ports import Clock
from core.store.queries.web import WebFile


@dataclass(frozen=True, slots=True)
class BotCard:
    """How the bot is called on this channel."""

    first_name: str
    username: str


class Desk:
    """Reads and writes messages for the methods of the table."""

    def __init__(
        self,
        book: ChatBook,
        clock: Clock,
        card: BotCard,
        chat_of: Callable[[int], Body],
        queries: OpenQueries,
        threaded: Callable[[Any], Body] | None = None,
    ) -> None:
        self.book = book
        self.queries = queries
        self.card = card
        self.chat_of = chat_of
        self._clock = clock
        self._threaded = threaded

    def seconds(self) -> int:
        """Now, as the Bot API writes an instant."""
        return int(self._clock.now().timestamp())

    def bot_user(self, bot: Bot) -> Body:
        """The bot as the sender of a message."""
        return {"id": bot.id, "is_bot": True, "first_name": self.card.first_name, "username": self.card.username}

    async def send(self, bot: Bot, method: Any, content: Body, files: Sequence[WebFile], known: Sequence[str] = ()) -> Body:
        """Write the bot's new message. Raises ``ApiError``.

        :param method: any of the send methods: chat, keyboard, protection and reply are read from it.
        :param files: files that come with it; ``known`` are ids of files kept before.
        """
        native_id = chat_number(method.chat_id)
        extra = _without_nothing(
            reply_markup=written(method.reply_markup),
            has_protected_content=resolved(bot, method.protect_content) or None,
            reply_to_message=await self._replied(native_id, method.reply_parameters),
        )
        extra |= self._threaded(method) if self._threaded else {}

        def make(message_id: int) -> Body:
            head = {"message_id": message_id, "date": self.seconds(), "chat": self.chat_of(native_id)}
            return head | {"from": self.bot_user(bot)} | content | extra

        try:
            with self.queries.freed(native_id) as answers:
                body = await self.book.append(native_id, make, new_files=files, file_ids=known, answers=answers)
        except NotFound:
            raise ApiError(CHAT_NOT_FOUND) from None
        return as_the_bot_sees(body)

    async def edit(
        self,
        bot: Bot,
        method: Any,
        change: Callable[[Body], Body],
        files: Sequence[WebFile] = (),
        known: Sequence[str] = (),
    ) -> Body:
        """Put ``change(body)`` and the method's keyboard in the place of one of the bot's messages. Raises ``ApiError``."""
        if method.chat_id is None or method.message_id is None:
            raise ApiError("Bad Request: message identifier is not specified")
        markup = written(method.reply_markup)

        def edited(before: Body) -> Body:
            if before["from"]["id"] != bot.id or as_the_bot_sees(before) is not before:
                raise ApiError(CANNOT_EDIT)
            after = {key: value for key, value in change(before).items() if key != "reply_markup"}
            after |= _without_nothing(reply_markup=markup)
            if _same(before, after):
                raise ApiError(NOT_MODIFIED)
            return after | {"edit_date": self.seconds()}

        native_id = chat_number(method.chat_id)
        try:
            with self.queries.freed(native_id) as answers:
                return await self.book.change(
                    native_id, method.message_id, edited, new_files=files, file_ids=known, answers=answers
                )
        except NotFound:
            raise ApiError(EDIT_NOT_FOUND) from None

    async def _replied(self, native_id: int, reply: ReplyParameters | None) -> Body | None:
        if reply is None or reply.message_id is None:
            return None
        body = await self.book.message(native_id, reply.message_id)
        if body is None:
            if reply.allow_sending_without_reply is True:
                return None
            raise ApiError(REPLIED_NOT_FOUND)
        return {key: value for key, value in as_the_bot_sees(body).items() if key != "reply_to_message"}


def resolved(bot: Bot, value: Any) -> Any:
    """``value``, or what the bot has set as the default in its place."""
    return bot.default[value.name] if isinstance(value, Default) else value


def words_of(
    bot: Bot, text: str | None, parse_mode: str | Default | None, entities: Sequence[MessageEntity] | None, limit: int
) -> Formatted:
    """A text or caption as it is shown. Entities that come with it stand in the place of a parse mode."""
    source = text or ""
    if entities:
        return given(source, [entity.model_dump(mode="json", exclude_none=True) for entity in entities])
    words = formatted(source, resolved(bot, parse_mode))
    if units(words.text) > limit:
        raise TooLong
    return words


class TooLong(Exception):
    """More characters than a message may have; the caller knows whether it is a text or a caption."""


def preview_of(bot: Bot, options: LinkPreviewOptions | Default | None) -> dict[str, Any] | None:
    """Link preview options as JSON."""
    value = resolved(bot, options)
    if not isinstance(value, TelegramObject):
        return None
    dumped = {key: resolved(bot, part) for key, part in value.model_dump(exclude_none=True, warnings=False).items()}
    return {key: part for key, part in dumped.items() if part is not None} or None


def put(body: Body, **values: Any) -> Body:
    """``body`` with these values; ``None`` takes a key away."""
    return {key: value for key, value in (body | values).items() if value is not None}


def chat_number(chat_id: int | str | None) -> int:
    """A chat's number. Raises ``ApiError`` for names, which no chat has here."""
    try:
        return int(chat_id or "")
    except ValueError:
        raise ApiError(CHAT_NOT_FOUND) from None


def _without_nothing(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _same(before: Body, after: Body) -> bool:
    return all(before.get(key) == after.get(key) for key in before.keys() | after.keys() if key not in _PASSING)


_PASSING = frozenset({"edit_date", "date", "message_id", "chat", "from"})
