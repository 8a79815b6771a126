"""One position as its row stands, with or without an account (说明 二(一)); a withdrawn one stays readable."""

from core.model.exam import Position
from core.packs.tables.columns import meaning_of
from core.services.applications.desk import Desk
from core.store.engine import Store, Tx
from core.store.queries import exams

_PHONE = "phone"


class Positions:
    """Reads rows of the exam a chat speaks about."""

    def __init__(self, store: Store, desk: Desk) -> None:
        self._store = store
        self._desk = desk

    async def get(self, chat_id: int, code: str) -> Position | None:
        """The row with exactly that code; ``None`` where there never was one."""

        def work(tx: Tx) -> Position | None:
            _, exam, _ = self._desk.look(tx, chat_id)
            return exams.get_position(tx, exam.id, code) if exam is not None else None

        return await self._store.glance(work)


def phone_of(position: Position) -> str:
    """The recruiting unit's phones as the table prints them; empty where it prints none."""
    phones = (value for name, value in position.columns if value and meaning_of(name) == _PHONE)
    return " / ".join(dict.fromkeys(phones))
