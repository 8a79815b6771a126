"""Everything that leaves no message: answers to presses, typing, who is who, and how the bot introduces itself."""

import json
from typing import Any

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, GetChat, GetChatMember, SendChatAction, TelegramMethod

from bot.channels.book import Body
from bot.channels.errors import CHAT_NOT_FOUND, QUERY_TOO_OLD, ApiError
from bot.channels.table.desk import Desk, chat_number
from core.errors import NotFound
from core.services.web_chats import ANSWER, TYPING

_SAID = ("text", "show_alert", "url")


class Presence:
    """The methods that leave no message."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._queries = desk.queries
        self._introduced: dict[str, Any] = {}

    async def answer(self, _bot: Bot, method: AnswerCallbackQuery) -> bool:
        """``answerCallbackQuery``: once, and only while the press is being handled."""
        query = self._queries.close(method.callback_query_id)
        if query is None:
            raise ApiError(QUERY_TOO_OLD)
        said = {name: getattr(method, name) for name in _SAID if getattr(method, name)}
        if said or not query.is_freed:
            await self._tell(query.native_id, ANSWER, query.answer(**said))
        return True

    async def act(self, _bot: Bot, method: SendChatAction) -> bool:
        """``sendChatAction``: typing, uploading a document, …"""
        await self._tell(chat_number(method.chat_id), TYPING, {"action": str(method.action)})
        return True

    async def get_me(self, bot: Bot, _method: TelegramMethod[Any]) -> Body:
        """``getMe``"""
        return self._desk.bot_user(bot) | {"can_join_groups": False, "supports_inline_queries": False}

    async def get_chat(self, _bot: Bot, method: GetChat) -> Body:
        """``getChat``"""
        native_id = chat_number(method.chat_id)
        if not await self._desk.book.has(native_id):
            raise ApiError(CHAT_NOT_FOUND)
        gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False)
        gifts["gifts_from_channels"] = False
        full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
        return self._desk.chat_of(native_id) | full

    async def get_member(self, _bot: Bot, method: GetChatMember) -> Body:
        """``getChatMember``: in a private chat the one person whose chat it is."""
        native_id = chat_number(method.chat_id)
        if not await self._desk.book.has(native_id):
            raise ApiError(CHAT_NOT_FOUND)
        chat = self._desk.chat_of(method.user_id)
        user = {"id": method.user_id, "is_bot": False, "first_name": chat.get("first_name", "?")}
        return {"status": "member", "user": user}

    async def introduce(self, _bot: Bot, method: TelegramMethod[Any]) -> bool:
        """``setMyCommands``, ``setMyDescription`` and their like: kept for whoever asks."""
        said = json.loads(method.model_dump_json(exclude_none=True, warnings=False))
        language, scope = said.pop("language_code", ""), json.dumps(said.pop("scope", None), sort_keys=True)
        self._introduced[f"{method.__api_method__.removeprefix('set')}:{language}:{scope}"] = said
        return True

    def introduced(self, what: str, language: str = "", scope: Any = None) -> Body | None:
        """What was said last about ``what`` (``MyCommands``, ``MyDescription``, …) in that language and scope."""
        return self._introduced.get(f"{what}:{language}:{json.dumps(scope, sort_keys=True)}")

    async def _tell(self, native_id: int, kind: str, body: Body) -> None:
        try:
            await self._desk.book.tell(native_id, kind, body)
        except NotFound:
            raise ApiError(CHAT_NOT_FOUND) from None
