"""Looking through the position table, with or without an account (说明 二(一))."""

from dataclasses import dataclass

from core.model.exam import Exam, Position
from core.services.applications.desk import Desk
from core.store.engine import Store, Tx
from core.store.queries import exams

PAGE = 8


@dataclass(frozen=True, slots=True)
class PositionPage:
    """Some positions in the table's order. ``number`` counts from 0; ``pages`` is how many there are."""

    exam: Exam | None
    positions: tuple[Position, ...]
    number: int
    pages: int


class Positions:
    """Reads the table of the exam a chat speaks about."""

    def __init__(self, store: Store, desk: Desk) -> None:
        self._store = store
        self._desk = desk

    async def page(self, chat_id: int, number: int) -> PositionPage:
        """One page of the table; a number beyond its end gives the last page."""

        def work(tx: Tx) -> PositionPage:
            _, exam, _ = self._desk.look(tx, chat_id)
            if exam is None:
                return PositionPage(None, (), 0, 0)
            pages = -(-len(exams.position_codes(tx, exam.id)) // PAGE)
            shown = min(max(number, 0), max(pages - 1, 0))
            return PositionPage(exam, tuple(exams.positions_page(tx, exam.id, shown * PAGE, PAGE)), shown, pages)

        return await self._store.read(work)
