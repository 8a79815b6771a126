"""A supergroup with topics, as the Bot API shows it: made, closed, opened again, deleted by people; messages stand in them.

Error texts and shapes as Telegram's: ``message thread not found`` for a message into a topic that was deleted, ``TOPIC_ID_INVALID``
for closing it, ``TOPIC_NOT_MODIFIED`` for closing what is closed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot, methods

from bot.channels.book import Body
from bot.channels.errors import ApiError
from tests.support.bot_api.book import MemoryBook, Person

THREAD_NOT_FOUND = "Bad Request: message thread not found"
TOPIC_INVALID = "Bad Request: TOPIC_ID_INVALID"
NOT_MODIFIED = "Bad Request: TOPIC_NOT_MODIFIED"
NOT_A_FORUM = "Bad Request: the chat is not a forum"
_COLOUR = 7322096


@dataclass(slots=True)
class Topic:
    """A topic; ``id`` is the number of the message that made it."""

    id: int
    name: str
    is_open: bool = True


@dataclass(slots=True)
class Group(Person):
    """A forum: a chat of many people; its messages are numbered like any chat's."""

    title: str = "考务人工"
    topics: dict[int, Topic] = field(default_factory=dict)

    def chat(self) -> Body:
        """As a supergroup."""
        return {"id": self.id, "type": "supergroup", "title": self.title, "is_forum": True}


class Forums:
    """The methods of topics, and what every send method does in a forum."""

    def __init__(self, book: MemoryBook) -> None:
        self._book = book

    def table(self) -> dict[Any, Callable[[Bot, Any], Awaitable[Any]]]:
        """For the table of methods."""
        return {
            methods.CreateForumTopic: self.create,
            methods.CloseForumTopic: self.close,
            methods.ReopenForumTopic: self.reopen,
        }

    async def create(self, bot: Bot, method: methods.CreateForumTopic) -> Body:
        """``createForumTopic``: a service message begins the topic, and gives it its number."""
        group = self._group(method.chat_id)
        head = {"date": 0, "chat": group.chat(), "from": {"id": bot.id, "is_bot": True, "first_name": "Kaoban"}}
        made = {"name": method.name, "icon_color": _COLOUR}

        def make(message_id: int) -> Body:
            return (
                {"message_id": message_id}
                | head
                | {"message_thread_id": message_id, "is_topic_message": True, "forum_topic_created": made}
            )

        body = await self._book.append(group.id, make)
        group.topics[body["message_id"]] = Topic(body["message_id"], method.name)
        return {"message_thread_id": body["message_id"]} | made

    async def close(self, _bot: Bot, method: methods.CloseForumTopic) -> bool:
        """``closeForumTopic``"""
        return self._turn(method, is_open=False)

    async def reopen(self, _bot: Bot, method: methods.ReopenForumTopic) -> bool:
        """``reopenForumTopic``"""
        return self._turn(method, is_open=True)

    def threaded(self, method: Any) -> Body:
        """What a message of this send method has in addition. Raises ``ApiError`` for a topic that isn't there."""
        group, thread = self._book.people.get(_number(method.chat_id)), getattr(method, "message_thread_id", None)
        if not isinstance(group, Group):
            return {}
        replied = getattr(method, "reply_parameters", None)
        if thread is None and replied is not None:
            thread = group.messages.get(replied.message_id, {}).get("message_thread_id")
        if thread is None:
            return {}
        if thread not in group.topics:
            raise ApiError(THREAD_NOT_FOUND)
        return {"message_thread_id": thread, "is_topic_message": True}

    def _turn(self, method: Any, *, is_open: bool) -> bool:
        topic = self._group(method.chat_id).topics.get(method.message_thread_id)
        if topic is None:
            raise ApiError(TOPIC_INVALID)
        if topic.is_open is is_open:
            raise ApiError(NOT_MODIFIED)
        topic.is_open = is_open
        return True

    def _group(self, chat_id: int | str) -> Group:
        group = self._book.person(_number(chat_id))
        if not isinstance(group, Group):
            raise ApiError(NOT_A_FORUM)
        return group


def _number(chat_id: int | str) -> int:
    return int(chat_id)
