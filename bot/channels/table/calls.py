"""Which method does what. A method that isn't in the table is refused, never silently ignored."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from aiogram import Bot, methods
from aiogram.methods import TelegramMethod

from bot.channels.book import Body, ChatBook, OpenQueries
from bot.channels.errors import ApiError
from bot.channels.table.desk import BotCard, Desk
from bot.channels.table.media import Media
from bot.channels.table.presence import Presence
from bot.channels.table.texts import Texts
from core.ports import Clock

Handler = Callable[[Bot, Any], Awaitable[Any]]


class BotApiTable:
    """The Bot API's methods over one book of messages.

    :param threaded: what a message has in addition in a group with topics; a channel of private chats has none.
    """

    def __init__(
        self,
        book: ChatBook,
        clock: Clock,
        *,
        card: BotCard,
        chat_of: Callable[[int], Body],
        answers_early: bool = False,
        threaded: Callable[[Any], Body] | None = None,
        more: Mapping[type[TelegramMethod[Any]], Handler] | None = None,
    ) -> None:
        self.queries = OpenQueries(early=answers_early)
        desk = Desk(book, clock, card, chat_of, self.queries, threaded)
        self.presence = Presence(desk)
        self._handlers = _handlers(Texts(desk), Media(desk), self.presence) | dict(more or {})

    async def call(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        """Do what ``method`` asks; the Bot API's JSON for its result. Raises ``ApiError``."""
        handler = self._handlers.get(type(method))
        if handler is None:
            raise ApiError(f"Not Found: {method.__api_method__} isn't supported on this channel", HTTPStatus.NOT_FOUND)
        return await handler(bot, method)


def _handlers(texts: Texts, media: Media, presence: Presence) -> dict[type[TelegramMethod[Any]], Handler]:
    return {
        methods.SendMessage: texts.send,
        methods.EditMessageText: texts.edit,
        methods.EditMessageReplyMarkup: texts.edit_keyboard,
        methods.DeleteMessage: texts.delete,
        methods.DeleteMessages: texts.delete_several,
        methods.SendPhoto: media.send,
        methods.SendDocument: media.send,
        methods.SendVoice: media.send,
        methods.SendVideo: media.send,
        methods.SendAnimation: media.send,
        methods.SendAudio: media.send,
        methods.EditMessageMedia: media.edit,
        methods.EditMessageCaption: media.edit_caption,
        methods.GetFile: media.get_file,
        methods.AnswerCallbackQuery: presence.answer,
        methods.SendChatAction: presence.act,
        methods.GetMe: presence.get_me,
        methods.GetChat: presence.get_chat,
        methods.GetChatMember: presence.get_member,
        methods.SetMyCommands: presence.introduce,
        methods.SetMyName: presence.introduce,
        methods.SetMyDescription: presence.introduce,
        methods.SetMyShortDescription: presence.introduce,
        methods.SetWebhook: presence.introduce,
        methods.DeleteWebhook: presence.introduce,
    }
