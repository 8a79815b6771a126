"""Chats: who speaks, in which language, about which exam."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from core.model.account import Chat
from core.ports import Clock
from core.services.applications.desk import Desk
from core.store.engine import Store, Tx
from core.store.queries import chats
from core.store.queries.audit import record


@dataclass(frozen=True, slots=True)
class Speaker:
    """A chat, and the zone in which instants are told there: that of the exam it speaks about."""

    chat: Chat
    zone: tzinfo


_HEARD_EVERY = timedelta(minutes=10)


def _is_news(chat: Chat, now: datetime) -> bool:
    """Whether it must be written down that somebody speaks here: not at every word."""
    heard = chat.heard_at
    return chat.unreachable_at is not None or heard is None or not now - _HEARD_EVERY <= heard <= now


class Chats:
    """Use cases of a chat as such; binding to an account belongs to ``Accounts``."""

    def __init__(self, store: Store, clock: Clock, desk: Desk) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk

    async def meet(self, channel: str, native_id: int, locale: str, *, speaks: bool = True) -> Speaker:
        """The chat with that id on its channel; made in ``locale`` when it is met for the first time.

        :param speaks: somebody speaks there just now, so that whatever refused the bot before doesn't any more.
        """
        known = await self._store.glance(lambda tx: self._speaker(tx, chats.find_chat(tx, channel, native_id)))
        now = self._clock.now()
        if known is not None and not (speaks and _is_news(known.chat, now)):
            return known

        def work(tx: Tx) -> Speaker:
            found = chats.find_chat(tx, channel, native_id) or chats.add_chat(tx, channel, native_id, locale, now)
            if speaks:
                chats.set_heard(tx, found.id, now)
            speaker = self._speaker(tx, found)
            assert speaker is not None
            return speaker

        return await self._store.write(work)

    def _speaker(self, tx: Tx, chat: Chat | None) -> Speaker | None:
        if chat is None:
            return None
        exam = self._desk.exam_of(tx, chat)
        return Speaker(chat, exam.tz if exam is not None else UTC)

    async def get(self, chat_id: int) -> Speaker | None:
        """The chat with that id."""
        return await self._store.read(lambda tx: self._speaker(tx, chats.get_chat(tx, chat_id)))

    async def set_reachable(self, chat_id: int, is_reachable: bool) -> None:
        """The chat lets the bot speak, or refuses it."""
        at = None if is_reachable else self._clock.now()
        await self._store.write(lambda tx: chats.set_unreachable(tx, chat_id, at))

    async def of_account(self, account_id: int) -> list[Chat]:
        """Every chat bound to the account."""
        return await self._store.read(lambda tx: chats.chats_of(tx, account_id))

    async def speak(self, chat_id: int, locale: str) -> None:
        """Answer this chat in ``locale`` from now on."""
        now = self._clock.now()

        def work(tx: Tx) -> None:
            chats.set_locale(tx, chat_id, locale)
            record(tx, "chat", chat_id, now, f"chat:{chat_id}", "language", after={"locale": locale})

        await self._store.write(work)
