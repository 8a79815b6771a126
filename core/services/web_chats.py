"""The journal of the web chat: what stands in each chat, what happened there in order, and who holds a token to it.

Bodies are the Bot API's own JSON; this service doesn't look into them. Messages of both sides share one increasing number in each
chat, kept across restarts, because dialogs remember the number of their last message. Each call is one unit of work.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.errors import NotFound
from core.ports import Clock
from core.store.engine import Store
from core.store.queries import chats, web
from core.store.queries.web import Body, WebEvent, WebFile
from core.store.vault import new_token, token_hash

CHANNEL = "web"
MESSAGE, EDIT, DELETE, ANSWER, TYPING = "message", "edit", "delete", "answer", "typing"

_BIGGEST_ID = 2**48
_SWEEP_EVERY = 64
_SEEN_EVERY = timedelta(minutes=10)
_SEEN_KEPT = 100_000
_KEEP_PASSING = timedelta(hours=1)
_KEEP_EDITS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OpenedChat:
    """A chat and the token that opens it. The token is shown once and kept only as a hash."""

    token: str
    native_id: int


class WebChats:
    """Web chats: opened by token, written by the channel, read by the browser.

    After each change the store signal ``web:{native_id}`` is announced.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[int, datetime] = {}

    async def open(self, token: str | None, locale: str) -> OpenedChat:
        """Resume the chat of a known token; otherwise begin a new one that reads ``locale``, with a token of its own."""
        if token and (native_id := await self.who(token)) is not None:
            return OpenedChat(token, native_id)
        fresh = new_token()
        return OpenedChat(fresh, await self._store.write(lambda tx: self._begin(tx, token_hash(fresh), locale)))

    def _begin(self, tx: sa.Connection, hashed: str, locale: str) -> int:
        now = self._clock.now()
        native_id = 1 + secrets.randbelow(_BIGGEST_ID)
        while not web.add_journal(tx, native_id):
            native_id = 1 + secrets.randbelow(_BIGGEST_ID)
        web.add_session(tx, hashed, native_id, now)
        chats.add_chat(tx, CHANNEL, native_id, locale, now)
        chats.set_seen(tx, CHANNEL, native_id, now, unless_since=now)
        return native_id

    async def who(self, token: str) -> int | None:
        """The chat that this token opens, if any."""
        hashed = token_hash(token)
        return await self._store.glance(lambda tx: web.session_chat(tx, hashed))

    async def has(self, native_id: int) -> bool:
        """Whether there is such a chat."""
        return await self._store.glance(lambda tx: web.has_journal(tx, native_id))

    async def locale(self, native_id: int) -> str | None:
        """The language this chat reads."""
        found = await self._store.glance(lambda tx: chats.find_chat(tx, CHANNEL, native_id))
        return found.locale if found else None

    async def seen(self, native_id: int) -> None:
        """Somebody has the page of this chat open now; written down once in a few minutes. See ``Reach.seen_at``."""
        now = self._clock.now()
        if now - self._seen.get(native_id, now - 2 * _SEEN_EVERY) < _SEEN_EVERY:
            return
        if len(self._seen) >= _SEEN_KEPT:
            self._seen.clear()
        self._seen[native_id] = now
        await self._store.write(lambda tx: chats.set_seen(tx, CHANNEL, native_id, now, unless_since=now - _SEEN_EVERY))

    async def messages(self, native_id: int, limit: int = 500) -> list[Body]:
        """The last messages as they stand now, oldest first. A reply keyboard stands in the ``reply_markup`` it came with."""
        return await self._store.read(lambda tx: web.latest_messages(tx, native_id, limit))

    async def message(self, native_id: int, message_id: int) -> Body | None:
        """One message as it stands now."""
        return await self._store.glance(lambda tx: web.get_message(tx, native_id, message_id))

    async def events_after(self, native_id: int, last_id: int, limit: int = 200) -> list[WebEvent]:
        """What happened after event ``last_id``, oldest first.

        Answers and typing are forgotten after an hour, edits that a later edit replaced after a week; so numbers may have gaps.
        Whoever applies the events (``message`` and ``edit`` put the body in the place of what has that id) sees the chat as it is.
        """
        return await self._store.read(lambda tx: web.events_after(tx, native_id, last_id, limit))

    async def last_event_id(self, native_id: int) -> int:
        """The number of the latest event, 0 before the first."""
        return await self._store.glance(lambda tx: web.last_event_id(tx, native_id))

    async def file(self, native_id: int, file_id: str) -> WebFile | None:
        """A file that was sent in this chat, by either side."""
        return await self._store.read(lambda tx: web.get_file(tx, file_id, native_id))

    async def any_file(self, file_id: str) -> WebFile | None:
        """A file of any chat: for the bot, never for a candidate."""
        return await self._store.read(lambda tx: web.get_file(tx, file_id))

    async def file_facts(self, file_id: str) -> WebFile | None:
        """A file of any chat without its content: for the bot, when it sends the file again."""
        return await self._store.read(lambda tx: web.get_file_facts(tx, file_id))

    async def append(
        self,
        native_id: int,
        make: Callable[[int], Body],
        *,
        new_files: Sequence[WebFile] = (),
        file_ids: Sequence[str] = (),
        answers: Sequence[Body] = (),
    ) -> Body:
        """Write a new message into the chat: ``make`` is given its number and returns its body.

        :param new_files: files to keep together with it.
        :param file_ids: files kept already that the message shows.
        :param answers: answers to presses that go out with it. Raises ``NotFound`` for an unknown chat.
        """

        def work(tx: sa.Connection) -> Body:
            message_id, last = web.next_numbers(tx, native_id, messages=1, events=1 + len(answers))
            body = make(message_id)
            web.add_message(tx, native_id, message_id, body)
            self._keep(tx, native_id, new_files, file_ids)
            self._happened(tx, native_id, WebEvent(last - len(answers), MESSAGE, body), message_id)
            self._answered(tx, native_id, last, answers)
            return body

        return await self._store.write(work)

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
        """Put ``change(body)`` in the place of a message. What ``change`` raises leaves all as it was. Raises ``NotFound``."""

        def work(tx: sa.Connection) -> Body:
            _, last = web.next_numbers(tx, native_id, messages=0, events=1 + len(answers))
            before = web.get_message(tx, native_id, message_id)
            if before is None:
                raise NotFound(f"message {message_id} in web chat {native_id}")
            body = change(before)
            web.set_message(tx, native_id, message_id, body)
            self._keep(tx, native_id, new_files, file_ids)
            self._happened(tx, native_id, WebEvent(last - len(answers), EDIT, body), message_id)
            self._answered(tx, native_id, last, answers)
            return body

        return await self._store.write(work)

    async def remove(self, native_id: int, message_ids: Sequence[int]) -> list[int]:
        """Take messages out of the chat; the numbers of those that stood there. Raises ``NotFound`` for an unknown chat."""

        def work(tx: sa.Connection) -> list[int]:
            found = {message_id: web.get_message(tx, native_id, message_id) for message_id in message_ids}
            standing = [message_id for message_id, body in found.items() if body is not None]
            _, last = web.next_numbers(tx, native_id, messages=0, events=len(standing))
            for event_id, message_id in enumerate(standing, last - len(standing) + 1):
                web.delete_message(tx, native_id, message_id)
                if (found[message_id] or {}).get("from", {}).get("is_bot") is False:  # what a person typed may be a secret
                    web.forget_said(tx, native_id, message_id)
                body = {"chat_id": native_id, "message_id": message_id}
                self._happened(tx, native_id, WebEvent(event_id, DELETE, body), message_id)
            return standing

        return await self._store.write(work)

    async def tell(self, native_id: int, kind: str, body: Body) -> None:
        """A passing event (``answer`` or ``typing``) that leaves no message. Raises ``NotFound`` for an unknown chat."""

        def work(tx: sa.Connection) -> None:
            _, event_id = web.next_numbers(tx, native_id, messages=0)
            self._happened(tx, native_id, WebEvent(event_id, kind, body), None)

        await self._store.write(work)

    def _keep(self, tx: sa.Connection, native_id: int, new_files: Sequence[WebFile], file_ids: Sequence[str]) -> None:
        for file in new_files:
            web.add_file(tx, file, self._clock.now())
        web.let_read(tx, native_id, [*(file.file_id for file in new_files), *file_ids])

    def _answered(self, tx: sa.Connection, native_id: int, last: int, answers: Sequence[Body]) -> None:
        for event_id, answer in enumerate(answers, last - len(answers) + 1):
            self._happened(tx, native_id, WebEvent(event_id, ANSWER, answer), None)

    def _happened(self, tx: sa.Connection, native_id: int, event: WebEvent, message_id: int | None) -> None:
        now = self._clock.now()
        web.add_event(tx, native_id, event, message_id, now)
        if event.id % _SWEEP_EVERY == 0:
            web.forget_events(tx, native_id, passing_before=now - _KEEP_PASSING, edits_before=now - _KEEP_EDITS)
