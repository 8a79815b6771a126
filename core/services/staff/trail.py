"""The audit as an auditor reads it: newest first, page by page; it can't be changed, and reading it is written down too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.store.engine import Store, Tx
from core.store.queries import staff as staff_queries
from core.store.queries import staff_trail
from core.store.queries.staff_trail import TrailRow, Wanted

_SHOWN = 100
_STAFF = "staff:"


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of the audit. ``older`` is where the next page begins, ``None`` at the end; ``names`` are those of staff."""

    rows: Sequence[TrailRow]
    older: int | None
    names: Mapping[str, str]


class Trails:
    """Reads the audit."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, wanted: Wanted) -> Trail:
        """The newest rows that fit."""

        def work(tx: Tx) -> Trail:
            rows = staff_trail.rows(tx, wanted, _SHOWN + 1)
            shown = rows[:_SHOWN]
            numbers = {row.actor.removeprefix(_STAFF) for row in shown if row.actor.startswith(_STAFF)}
            names = staff_queries.names_of(tx, [int(one) for one in numbers if one.isdigit()])
            older = shown[-1].id if len(rows) > _SHOWN else None
            return Trail(shown, older, {f"{_STAFF}{number}": name for number, name in names.items()})

        return await self._store.read(work)
