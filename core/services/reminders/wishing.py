"""What a candidate wishes of reminders, and what they were told when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.texts import Text
from core.ports import Clock
from core.rules.reminders.due import reminder_of
from core.rules.reminders.wishes import CHANNELS, QUIET, Wish
from core.services.applications.desk import Desk
from core.store.engine import Store, Tx
from core.store.queries import reminder_facts as facts
from core.store.queries import reminder_proof as proof
from core.store.queries.audit import record
from core.store.queries.chats import get_chat


@dataclass(frozen=True, slots=True)
class Told:
    """One reminder as the candidate sees it: what about, when, on which channel, and what came of it.

    :ivar button: the step it was about, in the words of its button; ``None`` for the notice of a moved date.
    """

    button: Text | None
    at: datetime
    channel: str
    outcome: str


class Wishing:
    """The candidate's own side of reminders."""

    def __init__(self, store: Store, clock: Clock, desk: Desk) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk

    async def wish(self, chat_id: int) -> Wish | None:
        """What this chat's candidate wishes; ``None`` where nobody is logged in."""

        def work(tx: Tx) -> Wish | None:
            chat = get_chat(tx, chat_id)
            return facts.wish_of(tx, chat.account_id) if chat and chat.account_id is not None else None

        return await self._store.glance(work)

    async def mute(self, chat_id: int, *, muted: bool) -> Wish | Refused:
        """Switch all but the essential reminders off, or on again."""
        return await self._change(chat_id, lambda wish: Wish(muted, wish.quiet, wish.channels))

    async def keep_quiet(self, chat_id: int, quiet: str | None) -> Wish | Refused:
        """Choose quiet hours by name; ``None`` or a name that isn't known: those of the exam."""
        chosen = quiet if quiet in QUIET else None
        return await self._change(chat_id, lambda wish: Wish(wish.muted, chosen, wish.channels))

    async def use_channel(self, chat_id: int, channel: str, *, wanted: bool) -> Wish | Refused:
        """Be reminded on this channel, or not; the last one that is left stays."""

        def changed(wish: Wish) -> Wish:
            chosen = (wish.channels or frozenset(CHANNELS)) - {channel} | ({channel} if wanted else frozenset())
            return Wish(wish.muted, wish.quiet, chosen & frozenset(CHANNELS) or wish.channels)

        return await self._change(chat_id, changed)

    async def told(self, chat_id: int, limit: int = 10) -> list[Told]:
        """What this chat's candidate was reminded of, the newest first."""

        def work(tx: Tx) -> list[Told]:
            chat, exam, _ = self._desk.look(tx, chat_id)
            if chat.account_id is None or exam is None:
                return []
            rows = proof.told_to(tx, chat.account_id, exam.id, limit)
            rules = [(reminder_of(exam, row.rule.partition("#")[0]) if row.rule else None, row) for row in rows]
            return [Told(rule.button if rule else None, row.at, row.channel, row.outcome) for rule, row in rules]

        return await self._store.read(work)

    async def _change(self, chat_id: int, change: Callable[[Wish], Wish]) -> Wish | Refused:
        now = self._clock.now()

        def work(tx: Tx) -> Wish | Refused:
            chat = get_chat(tx, chat_id)
            if chat is None or chat.account_id is None:
                return Refused(Reason.NOT_LOGGED_IN)
            before = facts.wish_of(tx, chat.account_id)
            wish = change(before)
            if wish != before:
                facts.save_wish(tx, chat.account_id, wish, now)
                record(tx, "account", chat.account_id, now, f"chat:{chat_id}", "reminders", _plain(before), _plain(wish))
            return wish

        return await self._store.write(work)


def _plain(wish: Wish) -> dict[str, object]:
    return {"muted": wish.muted, "quiet": wish.quiet, "channels": sorted(wish.channels)}
