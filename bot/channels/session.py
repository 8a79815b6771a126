"""The web chat as a Bot API session: the same dialogs, the same calls, carried out on our own journal."""

from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNotFound,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message

from bot.channels.book import ChatBook
from bot.channels.errors import FILE_UNAVAILABLE, ApiError
from bot.channels.table import BotApiTable

_NOWHERE = TelegramAPIServer(base="web:{token}/{method}", file="web:{token}/{path}")
_ERRORS: dict[int, type[TelegramAPIError]] = {
    HTTPStatus.BAD_REQUEST: TelegramBadRequest,
    HTTPStatus.FORBIDDEN: TelegramForbiddenError,
    HTTPStatus.NOT_FOUND: TelegramNotFound,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TelegramEntityTooLarge,
}


class WebSession(BaseSession):
    """Carries out Bot API methods on a book of messages; refuses with the exceptions aiogram raises for Telegram's answers."""

    def __init__(self, table: BotApiTable, book: ChatBook) -> None:
        super().__init__(api=_NOWHERE)
        self.table = table
        self._book = book

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """The result of ``method``, mounted on ``bot``. Raises what aiogram raises for Telegram."""
        try:
            result = await self.table.call(bot, method)
        except ApiError as error:
            kind = _ERRORS.get(error.code, TelegramAPIError)
            raise kind(method=method, message=error.description) from None
        return cast(TelegramType, _read(bot, method, result))

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """The content of a file of the web chat; ``url`` is what ``getFile`` and the session's server make of its id."""
        file = await self._book.any_file(url.rpartition("/")[2])
        if file is None:
            raise FileNotFoundError(FILE_UNAVAILABLE)
        for start in range(0, len(file.content), chunk_size):
            yield file.content[start : start + chunk_size]

    async def close(self) -> None:
        """Nothing is open."""


def _read(bot: Bot, method: TelegramMethod[TelegramType], result: Any) -> Any:
    if isinstance(result, bool):
        return result
    if "message_id" in result:
        return Message.model_validate(result, context={"bot": bot})
    response: Any = Response[method.__returning__]  # type: ignore[name-defined]
    return response.model_validate({"ok": True, "result": result}, context={"bot": bot}).result
