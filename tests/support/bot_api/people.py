"""What people do in Telegram: they type, press, send photos and files, block the bot."""

import itertools
from typing import Any

from bot.channels.book import Body, as_the_bot_sees, offers
from bot.channels.formatting import formatted
from bot.channels.table import BotApiTable
from bot.channels.table.intake import described, kept_file
from core.ports import Clock
from tests.support.bot_api.book import MemoryBook, Person
from tests.support.bot_api.delivery import Delivery


class People:
    """Acts as any number of people, each in a private chat with the bot."""

    def __init__(self, book: MemoryBook, clock: Clock) -> None:
        self.book = book
        self.clock = clock
        self.delivery = Delivery()
        self.table: BotApiTable
        self._albums = itertools.count(1)

    def person(self, chat: int, **facts: Any) -> Person:
        """The person of that chat, made on first sight; ``facts`` such as ``language_code`` are set."""
        person = self.book.people.setdefault(chat, Person(chat))
        for name, value in facts.items():
            setattr(person, name, value)
        return person

    async def text(self, chat: int, text: str) -> Body:
        """Type a message; commands are marked as Telegram marks them."""
        entities = [entity for entity in formatted(text, None).entities if entity["type"] == "bot_command"]
        return await self._say(chat, {"text": text} | ({"entities": entities} if entities else {}))

    async def photo(self, chat: int, content: bytes, *, album: str | None = None, caption: str | None = None) -> Body:
        """Send a photo; Telegram offers it in several sizes, the largest last."""
        small, full = (kept_file("photo.jpg", "image/jpeg", content) for _ in range(2))
        self.book.files |= {small.file_id: small, full.file_id: full}
        sizes = described("photo", small)["photo"] + described("photo", full)["photo"]
        return await self._say(chat, {"photo": sizes} | _with(media_group_id=album, caption=caption))

    async def document(self, chat: int, content: bytes, name: str = "file.bin", mime: str = "application/octet-stream") -> Body:
        """Send a file."""
        file = kept_file(name, mime, content)
        self.book.files[file.file_id] = file
        return await self._say(chat, described("document", file))

    async def edit(self, chat: int, message_id: int, text: str) -> Body:
        """Edit one's own message."""
        body = await self.book.change(chat, message_id, lambda before: before | {"text": text, "edit_date": self._now()})
        self.delivery.put({"edited_message": body})
        return body

    async def in_group(self, group: int, user: int, text: str, thread: int | None = None, **content: Any) -> Body:
        """Somebody writes in a group, in one of its topics; ``content`` in place of words."""
        chat = self.book.people[group].chat()
        entities = [entity for entity in formatted(text, None).entities if entity["type"] == "bot_command"]
        said = {"text": text} | ({"entities": entities} if entities else {}) if text else {}
        where = {"message_thread_id": thread, "is_topic_message": True} if thread is not None else {}
        sender = {"id": user, "is_bot": False, "first_name": "Staff"}

        def make(message_id: int) -> Body:
            return {"message_id": message_id, "date": self._now(), "chat": chat, "from": sender} | where | said | content

        body = await self.book.append(group, make)
        self.delivery.put({"message": body})
        return body

    async def press(self, chat: int, message_id: int, data: str, *, as_seen_before: bool = False) -> str:
        """Press a button; the id of the query.

        :param as_seen_before: the button needn't be there any more: the press was on its way while the message changed.
        """
        person = self.person(chat)
        body = person.messages.get(message_id)
        if not as_seen_before and (body is None or not offers(body, data)):
            raise AssertionError(f"message {message_id} has no button {data!r}")
        gone = {"chat": person.chat(), "message_id": message_id, "date": 0}
        query_id = self.table.queries.open(chat, message_id)
        query = {"id": query_id, "from": person.user(), "chat_instance": f"instance of {chat}", "data": data}
        self.delivery.put({"callback_query": query | {"message": as_the_bot_sees(body) if body else gone}})
        return query_id

    async def block(self, chat: int) -> None:
        """Block the bot."""
        person = self.person(chat, has_blocked=True)
        bot = {"id": 42, "is_bot": True, "first_name": "Kaoban"}
        change = {"old_chat_member": {"status": "member", "user": bot}, "new_chat_member": _banned(bot)}
        self.delivery.put({"my_chat_member": {"chat": person.chat(), "from": person.user(), "date": self._now()} | change})

    def screen(self, chat: int) -> list[Body]:
        """The messages that stand in the chat, oldest first."""
        messages = self.person(chat).messages
        return [messages[message_id] for message_id in sorted(messages)]

    def answers(self, chat: int) -> list[Body]:
        """What pressed buttons were answered with."""
        return [body for kind, body in self.person(chat).told if kind == "answer"]

    async def _say(self, chat: int, content: Body) -> Body:
        person = self.person(chat)
        person.has_blocked = False

        def make(message_id: int) -> Body:
            return {"message_id": message_id, "date": self._now(), "chat": person.chat(), "from": person.user()} | content

        body = await self.book.append(chat, make)
        self.delivery.put({"message": body})
        return body

    def _now(self) -> int:
        return int(self.clock.now().timestamp())


def _with(**values: Any) -> Body:
    return {key: value for key, value in values.items() if value is not None}


def _banned(user: Body) -> Body:
    return {"status": "kicked", "user": user, "until_date": 0}
