"""Replies kept ready: written once by a supervisor in one language, with places that the case fills in."""

import re
from collections.abc import Mapping, Sequence

from core.errors import NotFound
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.staff import Staff
from core.ports import Clock
from core.rules.tickets import LONGEST_LINE
from core.store.engine import Store, Tx
from core.store.queries import staff_replies
from core.store.queries.audit import record
from core.store.queries.staff_replies import ReadyReply

_PLACE = re.compile(r"\{([a-z_]+)\}")
_LONGEST_TITLE = 80
_MOST = 300


class Replies:
    """The shelf of ready replies."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def all(self) -> Sequence[ReadyReply]:
        """Every ready reply, by title."""
        return await self._store.read(lambda tx: staff_replies.all_replies(tx, _MOST))

    async def keep(self, title: str, text: str, locale: str, by: Staff) -> Refused | None:
        """Keep a reply under its title; the one that was there in this language gives way. ``None`` when it is kept."""
        now, name = self._clock.now(), " ".join(title.split())[:_LONGEST_TITLE]
        if not name or not text.strip():
            return Refused(Reason.CASE_MESSAGE_EMPTY)
        if len(text) > LONGEST_LINE:
            return Refused(Reason.CASE_MESSAGE_TOO_LONG, about=(str(LONGEST_LINE),))

        def work(tx: Tx) -> None:
            number = staff_replies.keep(tx, name, text.strip(), locale, by.id, now)
            record(tx, "reply", number, now, f"staff:{by.id}", "kept", after={"title": name, "locale": locale})

        await self._store.write(work)
        return None

    async def drop(self, number: int, by: Staff) -> None:
        """Take a reply off the shelf. Raises ``NotFound``."""
        now = self._clock.now()

        def work(tx: Tx) -> None:
            title = staff_replies.drop(tx, number)
            if title is None:
                raise NotFound(f"reply {number}")
            record(tx, "reply", number, now, f"staff:{by.id}", "dropped", before={"title": title})

        await self._store.write(work)


def filled(text: str, places: Mapping[str, str]) -> str:
    """``text`` with its ``{places}`` filled in; what nothing is known of stays as it stands, for the agent to see."""
    return _PLACE.sub(lambda found: places.get(found[1], "") or found[0], text)
