"""The web chat as a channel: what a person does on the page becomes an update, heard by the same dialogs as Telegram's.

The page hands over text as it was typed, byte for byte: buttons of reply keyboards carry their meaning in invisible characters.
"""

import itertools
import logging
from typing import Any, Literal

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.methods import TelegramMethod
from aiogram.types import Update

from bot.channels.book import Body, as_the_bot_sees, offers
from bot.channels.formatting import formatted
from bot.channels.session import WebSession
from bot.channels.table import BotApiTable
from bot.channels.table.desk import BotCard
from bot.channels.table.intake import described, examined, is_photo
from bot.locks import ChatLocks
from core.ports import Clock
from core.rules.identity.spotting import without_secrets
from core.services.web_chats import ANSWER, WebChats
from locales.words import T, words_in

log = logging.getLogger(__name__)

WEB_TOKEN = "777:WEB"  # noqa: S105 - no secret: aiogram reads the bot's own number from its token
_NAME = "web"
_LANGUAGE_TAGS = {"zh_CN": "zh-hans", "zh_TW": "zh-hant", "en": "en"}
_CHANGED = T("This button has been used or has changed. Please go on with the newest message.")
_FAILED = T("That didn't work. Nothing was lost; please try again.")


def web_bot(chats: WebChats, clock: Clock) -> Bot:
    """The bot of the web chat. Its number differs from Telegram's, so the same person's dialogs on both never mix."""
    table = BotApiTable(chats, clock, card=BotCard("Kaoban", "kaoban"), chat_of=_chat, answers_early=True)
    return Bot(WEB_TOKEN, session=WebSession(table, chats), default=DefaultBotProperties(parse_mode=ParseMode.HTML))


class WebChannel:
    """Gives the Dispatcher what people do on the page; each call returns when it has been handled.

    :param bot: made by ``web_bot`` over the same ``chats``.
    """

    def __init__(self, bot: Bot, dispatcher: Dispatcher, locks: ChatLocks, chats: WebChats, clock: Clock) -> None:
        assert isinstance(bot.session, WebSession)
        self._bot = bot
        self._dispatcher = dispatcher
        self._locks = locks
        self._chats = chats
        self._clock = clock
        self._queries = bot.session.table.queries
        self._numbers = itertools.count(1)

    async def text(self, native_id: int, text: str, locale: str) -> None:
        """A message as it was typed; ``locale`` is the page's language. Raises ``NotFound`` for an unknown chat."""
        if not text.strip():
            return
        text = without_secrets(text)  # before anything is written down: no ID or card number stays in a chat
        entities = [entity for entity in formatted(text, None).entities if entity["type"] == "bot_command"]
        content: Body = {"text": text} | ({"entities": entities} if entities else {})
        body = await self._said(native_id, content, locale)
        async with self._locks.hold(self._bot.id, native_id):
            await self._hear(native_id, {"message": body})

    async def upload(self, native_id: int, kind: Literal["photo", "document"], name: str, mime: str, content: bytes) -> None:
        """A photo or a document. What claims to be a photo and isn't a picture arrives as a document, as it would in Telegram.

        Raises ``NotFound`` for an unknown chat.
        """
        file = await examined(name, mime, content)
        told = described("photo" if kind == "photo" and is_photo(file) else "document", file)
        body = await self._said(native_id, told, None, [file])
        async with self._locks.hold(self._bot.id, native_id):
            await self._hear(native_id, {"message": body})

    async def press(self, native_id: int, message_id: int, data: str) -> None:
        """A press on an inline button. Only a button the message has *now* counts; any other is answered and changes nothing."""
        async with self._locks.hold(self._bot.id, native_id):
            body = await self._chats.message(native_id, message_id)
            if body is None or not offers(body, data):
                if await self._chats.has(native_id):
                    await self._answer(native_id, message_id, _CHANGED)
                return
            query_id = self._queries.open(native_id, message_id)
            query = {"id": query_id, "from": _user(native_id, None), "chat_instance": str(native_id), "data": data}
            heard = await self._hear(native_id, {"callback_query": query | {"message": as_the_bot_sees(body)}})
            left_open = self._queries.close(query_id)
            if heard and left_open is not None and not left_open.is_freed:
                await self._chats.tell(native_id, ANSWER, left_open.answer())

    async def _said(self, native_id: int, content: Body, locale: str | None, new_files: Any = ()) -> Body:
        head = {"date": int(self._clock.now().timestamp()), "chat": _chat(native_id), "from": _user(native_id, locale)}
        return await self._chats.append(
            native_id, lambda message_id: {"message_id": message_id} | head | content, new_files=new_files
        )

    async def _hear(self, native_id: int, event: Body) -> bool:
        """Let the Dispatcher handle it. What nobody caught is said in general words: this is where errors end."""
        update = Update.model_validate({"update_id": next(self._numbers)} | event, context={"bot": self._bot})
        try:
            result = await self._dispatcher.feed_update(self._bot, update)
            if isinstance(result, TelegramMethod):
                await self._bot(result)
        except Exception:
            log.exception("an update of a web chat was not handled")
            pressed = event.get("callback_query", {}).get("message", event.get("message", {}))
            await self._answer(native_id, pressed.get("message_id", 0), _FAILED)
            return False
        return True

    async def _answer(self, native_id: int, message_id: int, sentence: str) -> None:
        words = words_in(await self._chats.locale(native_id) or "")
        await self._chats.tell(native_id, ANSWER, {"message_id": message_id, "text": words(sentence), "show_alert": False})


def _chat(native_id: int) -> Body:
    return {"id": native_id, "type": "private", "first_name": _NAME}


def _user(native_id: int, locale: str | None) -> Body:
    user: Body = {"id": native_id, "is_bot": False, "first_name": _NAME}
    return user | {"language_code": _LANGUAGE_TAGS[locale]} if locale in _LANGUAGE_TAGS else user
