"""The emulated server's chats, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.channels.book import Body
from bot.channels.errors import ApiError
from core.errors import NotFound
from core.store.queries.web import WebFile


@dataclass(slots=True)
class Person:
    """Somebody who talks with the bot in a private chat."""

    id: int
    first_name: str = "Li"
    language_code: str | None = "zh-hans"
    has_blocked: bool = False
    last_message_id: int = 0
    messages: dict[int, Body] = field(default_factory=dict)
    told: list[tuple[str, Body]] = field(default_factory=list)

    def user(self) -> Body:
        """As the sender of a message."""
        user: Body = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | ({"language_code": self.language_code} if self.language_code else {})

    def chat(self) -> Body:
        """As a private chat."""
        return {"id": self.id, "type": "private", "first_name": self.first_name}


class MemoryBook:
    """A ``ChatBook`` of people; a chat begins when its person says something first, as in Telegram."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.files: dict[str, WebFile] = {}

    def person(self, native_id: int) -> Person:
        """The person of that chat. Raises ``NotFound``, or ``ApiError`` when the bot was blocked."""
        if native_id not in self.people:
            raise NotFound(str(native_id))
        if self.people[native_id].has_blocked:
            raise ApiError("Forbidden: bot was blocked by the user", 403)
        return self.people[native_id]

    def chat_of(self, native_id: int) -> Body:
        """The chat as the Bot API writes it."""
        return self.people[native_id].chat()

    async def has(self, native_id: int) -> bool:
        return native_id in self.people

    async def message(self, native_id: int, message_id: int) -> Body | None:
        return self.person(native_id).messages.get(message_id)

    async def append(
        self,
        native_id: int,
        make: Callable[[int], Body],
        *,
        new_files: Sequence[WebFile] = (),
        file_ids: Sequence[str] = (),
        answers: Sequence[Body] = (),
    ) -> Body:
        person = self.person(native_id)
        body = make(person.last_message_id + 1)
        person.last_message_id += 1
        person.messages[person.last_message_id] = body
        self._keep(new_files)
        return body

    async def change(
        self,
        native_id: int,
        message_id: int,
        change: Callable[[Body], Body],
        *,
        new_files: Sequence[WebFile] = (),
        file_ids: Sequence[str] = (),
        answers: Sequence[Body] = (),
    ) -> Body:
        messages = self.person(native_id).messages
        if message_id not in messages:
            raise NotFound(str(message_id))
        messages[message_id] = change(messages[message_id])
        self._keep(new_files)
        return messages[message_id]

    async def remove(self, native_id: int, message_ids: Sequence[int]) -> list[int]:
        messages = self.person(native_id).messages
        return [message_id for message_id in message_ids if messages.pop(message_id, None) is not None]

    async def tell(self, native_id: int, kind: str, body: Body) -> None:
        self.person(native_id).told.append((kind, body))

    async def any_file(self, file_id: str) -> WebFile | None:
        return self.files.get(file_id)

    async def file_facts(self, file_id: str) -> WebFile | None:
        return self.files.get(file_id)

    def _keep(self, files: Sequence[WebFile]) -> None:
        self.files.update({file.file_id: file for file in files})
