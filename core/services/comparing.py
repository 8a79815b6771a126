"""Up to three positions side by side. What is compared is kept with the candidate; positions withdrawn meanwhile stay readable."""

from dataclasses import dataclass, replace

from core.model.comparison import MOST
from core.model.decisions import Refused
from core.model.eligibility import Judgement
from core.model.exam import Position
from core.model.reasons import Reason
from core.services.applications.desk import Desk
from core.services.eligibility import judge_table
from core.services.seeking import Seekers
from core.store.engine import Store, Tx
from core.store.queries import exams
from core.store.queries.shelves import Shelf, shelf_of


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the positions with what its conditions say to the candidate; ``None`` where nothing is known of them."""

    position: Position
    judgement: Judgement | None


class Comparing:
    """Puts positions side by side."""

    def __init__(self, store: Store, desk: Desk, seekers: Seekers) -> None:
        self._store = store
        self._desk = desk
        self._seekers = seekers

    async def codes(self, chat_id: int) -> tuple[str, ...]:
        """What is compared now, in the order it was put there."""

        def work(tx: Tx) -> tuple[str, ...]:
            chat, exam, _ = self._desk.look(tx, chat_id)
            return shelf_of(tx, chat, exam.id).compared if exam is not None else ()

        return await self._store.glance(work)

    async def add(self, chat_id: int, code: str) -> tuple[str, ...] | Refused:
        """Put a position beside the others; the same one again changes nothing, a fourth is refused."""

        def change(shelf: Shelf) -> Shelf:
            fits = code not in shelf.compared and len(shelf.compared) < MOST
            return replace(shelf, compared=(*shelf.compared, code)) if fits else shelf

        after = await self._store.write(lambda tx: self._seekers.change(tx, chat_id, change))
        if after is None:
            return Refused(Reason.EXAM_UNKNOWN)
        return after.compared if code in after.compared else Refused(Reason.COMPARISON_FULL, about=(str(MOST), *after.compared))

    async def remove(self, chat_id: int, code: str) -> None:
        """Take a position away; nothing happens where it isn't there."""

        def change(shelf: Shelf) -> Shelf:
            return replace(shelf, compared=tuple(one for one in shelf.compared if one != code))

        await self._store.write(lambda tx: self._seekers.change(tx, chat_id, change))

    async def compared(self, chat_id: int) -> tuple[Compared, ...]:
        """The positions side by side as the table has them now."""

        def work(tx: Tx) -> tuple[Compared, ...]:
            seeker = self._seekers.open(tx, chat_id)
            if seeker is None:
                return ()
            rows = [exams.get_position(tx, seeker.exam.id, code) for code in seeker.shelf.compared]
            codes = [row.code for row in rows if row is not None]
            table, facts = seeker.finder.table, seeker.facts
            judged = {one.code: one for one in judge_table(table, facts, codes)} if facts is not None and codes else {}
            return tuple(Compared(row, judged.get(row.code)) for row in rows if row is not None)

        return await self._store.read(work)
