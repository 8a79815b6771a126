"""What the Bot API's methods need to stand on: a place that keeps messages and files and numbers what happens in each chat."""

import itertools
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from core.store.queries.web import WebFile

Body = dict[str, Any]

_OPEN_QUERIES = 10_000


class ChatBook(Protocol):
    """The messages of many chats. The product's web chat and the emulated Bot API server are such books.

    ``make`` and ``change`` are plain functions run inside the book's own unit of work; what they raise leaves no trace.
    """

    async def has(self, native_id: int) -> bool:
        """Whether there is such a chat."""

    async def message(self, native_id: int, message_id: int) -> Body | None:
        """The message as it stands now."""

    async def append(
        self,
        native_id: int,
        make: Callable[[int], Body],
        *,
        new_files: Sequence[WebFile] = (),
        file_ids: Sequence[str] = (),
        answers: Sequence[Body] = (),
    ) -> Body:
        """A new message with the next number of the chat. Raises ``NotFound`` for an unknown chat."""

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
        """Put another body in the place of a message. Raises ``NotFound``."""

    async def remove(self, native_id: int, message_ids: Sequence[int]) -> list[int]:
        """Take messages away; the numbers of those that stood there."""

    async def tell(self, native_id: int, kind: str, body: Body) -> None:
        """Something passing: ``answer`` or ``typing``."""

    async def any_file(self, file_id: str) -> WebFile | None:
        """A file with its content."""

    async def file_facts(self, file_id: str) -> WebFile | None:
        """A file without its content."""


@dataclass(slots=True)
class Query:
    """A press that is being handled; ``is_freed`` once its button was let go."""

    id: str
    native_id: int
    message_id: int
    is_freed: bool = False

    def answer(self, **said: Any) -> Body:
        """The answer to it, as the client is told."""
        return {"callback_query_id": self.id, "message_id": self.message_id} | said


class OpenQueries:
    """Presses that wait for an answer; each is answered once, and only while its press is being handled.

    :param early: let the button go together with the first change the press makes in its chat, in one unit of work; the empty
        answer that the dialog library gives in the end then costs nothing any more.
    """

    def __init__(self, *, early: bool) -> None:
        self._early = early
        self._open: OrderedDict[str, Query] = OrderedDict()
        self._numbers = itertools.count(secrets.randbits(48))

    def open(self, native_id: int, message_id: int) -> str:
        """The id of a new callback query."""
        query_id = str(next(self._numbers))
        self._open[query_id] = Query(query_id, native_id, message_id)
        if len(self._open) > _OPEN_QUERIES:
            self._open.popitem(last=False)
        return query_id

    def close(self, query_id: str) -> Query | None:
        """The press that is being answered, ``None`` when it isn't open any more."""
        return self._open.pop(query_id, None)

    @contextmanager
    def freed(self, native_id: int) -> Iterator[list[Body]]:
        """Answers that go out with the change made meanwhile in this chat; if it isn't made, the presses go on waiting."""
        waiting = self._open.values() if self._early else ()
        held = [query for query in waiting if query.native_id == native_id and not query.is_freed]
        for query in held:
            query.is_freed = True
        try:
            yield [query.answer() for query in held]
        except BaseException:
            for query in held:
                query.is_freed = False
            raise


def as_the_bot_sees(body: Body) -> Body:
    """A message as the Bot API returns it: only inline keyboards are part of it, the others are the client's affair."""
    markup = body.get("reply_markup")
    if markup is None or "inline_keyboard" in markup:
        return body
    return {key: value for key, value in body.items() if key != "reply_markup"}


def offers(body: Body, data: str) -> bool:
    """Whether the message as it stands now has a button with exactly this callback data."""
    rows = (body.get("reply_markup") or {}).get("inline_keyboard", ())
    return any(button.get("callback_data") == data for row in rows for button in row)
