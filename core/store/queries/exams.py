"""Exam packs as they were loaded, version by version, and their positions; a withdrawn position stays readable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy.dialects import postgresql, sqlite

from core.model.exam import Cells, Position
from core.store.tables.exams import exam_version, position, position_sheet

_POSITION = (
    position.c.code,
    position.c.unit,
    position.c.title,
    position.c.headcount,
    position.c.district,
    position.c.education,
    position.c.degree,
    position.c.cells,
    position.c.withdrawn_at,
    position_sheet.c.names,
    position_sheet.c.above,
)
_POSITIONS = sa.select(*_POSITION).join_from(position, position_sheet)
_DIGITS_FOR_A_SLIP = 4
_BEGINNING = 4

Above = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A loaded version of an exam: its number, what it was made from, and the pack as JSON.

    ``table_file`` is the position table that was imported for it; ``None`` where the pack's own one stands.
    """

    exam: str
    number: int
    digest: str
    pack: Mapping[str, Any]
    changes: Mapping[str, Any]
    loaded_at: datetime
    table_file: str | None = None


_BY_CODE = _POSITIONS.where(position.c.exam == sa.bindparam("exam"), position.c.code == sa.bindparam("code"))


def exam_ids(tx: sa.Connection) -> list[str]:
    """Every exam that was ever loaded."""
    return list(tx.execute(sa.select(exam_version.c.exam).distinct().order_by(exam_version.c.exam)).scalars())


_NEWEST = sa.select(sa.func.coalesce(sa.func.max(exam_version.c.id), 0))


def newest_version(tx: sa.Connection) -> int:
    """The surrogate number of the version that was added last, of whichever exam; 0 where there is none."""
    return int(tx.execute(_NEWEST).scalar_one())


def version_number(tx: sa.Connection, exam_id: str) -> int:
    """The number of the newest version; 0 where the exam was never loaded."""
    newest = sa.select(sa.func.max(exam_version.c.version)).where(exam_version.c.exam == exam_id)
    return tx.execute(newest).scalar() or 0


def get_version(tx: sa.Connection, exam_id: str, number: int) -> Version | None:
    """One version of an exam."""
    columns = exam_version.c
    query = sa.select(
        columns.exam, columns.version, columns.digest, columns.pack, columns.changes, columns.loaded_at, columns.table_file
    )
    row = tx.execute(query.where(columns.exam == exam_id, columns.version == number)).first()
    return Version(*row) if row else None


def add_version(tx: sa.Connection, version: Version) -> bool:
    """Keep a new version; false when somebody else kept one of that number first."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(exam_version).values(
        exam=version.exam,
        version=version.number,
        digest=version.digest,
        pack=dict(version.pack),
        changes=dict(version.changes),
        loaded_at=version.loaded_at,
        table_file=version.table_file,
    )
    return tx.execute(statement.on_conflict_do_nothing(index_elements=["exam", "version"])).rowcount == 1


def get_position(tx: sa.Connection, exam_id: str, code: str) -> Position | None:
    """The position of that code, withdrawn ones too."""
    row = tx.execute(_BY_CODE, {"exam": exam_id, "code": code}).first()
    return _position(row) if row else None


def position_codes(tx: sa.Connection, exam_id: str) -> list[str]:
    """The codes that can be chosen now, in the order of the table."""
    query = sa.select(position.c.code).where(position.c.exam == exam_id, position.c.withdrawn_at.is_(None))
    return list(tx.execute(query.order_by(position.c.ordinal)).scalars())


def count_positions(tx: sa.Connection, exam_id: str) -> int:
    """How many positions can be chosen now."""
    query = sa.select(sa.func.count()).where(position.c.exam == exam_id, position.c.withdrawn_at.is_(None))
    return int(tx.execute(query).scalar_one())


def positions_page(tx: sa.Connection, exam_id: str, offset: int, limit: int) -> list[Position]:
    """Positions that can be chosen now, in the order of the table."""
    query = _POSITIONS.where(position.c.exam == exam_id, position.c.withdrawn_at.is_(None))
    return [_position(row) for row in tx.execute(query.order_by(position.c.ordinal).offset(offset).limit(limit))]


def all_positions(tx: sa.Connection, exam_id: str) -> list[Position]:
    """Every position there ever was, withdrawn ones too, in the order of the table."""
    query = _POSITIONS.where(position.c.exam == exam_id).order_by(position.c.ordinal, position.c.code)
    return [_position(row) for row in tx.execute(query)]


def nearest_codes(tx: sa.Connection, exam_id: str, code: str, limit: int = 3) -> list[str]:
    """The codes most like an unknown one, nearest first: slips, swapped, missing or doubled digits, or a beginning; or none."""
    codes = position_codes(tx, exam_id)
    found = process.extract(code, codes, scorer=OSA.distance, score_cutoff=max(1, len(code) // _DIGITS_FOR_A_SLIP), limit=limit)
    if found:
        return [near for near, _, _ in found]
    return [whole for whole in codes if len(code) >= _BEGINNING and whole.startswith(code)][:limit]


def save_positions(tx: sa.Connection, exam_id: str, version: int, rows: Iterable[tuple[int, Position]]) -> None:
    """Write positions with their place in the table; one that was withdrawn can be chosen again."""
    sheets = _Sheets(tx, exam_id)
    values = [_values(exam_id, version, ordinal, sheets.id_of(row), row) for ordinal, row in rows]
    if not values:
        return
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(position)
    renewed = {name: statement.excluded[name] for name in values[0] if name not in {"exam", "code"}}
    tx.execute(statement.on_conflict_do_update(index_elements=["exam", "code"], set_=renewed), values)


class _Sheets:
    """What rows share is kept once for all of them, in all versions."""

    def __init__(self, tx: sa.Connection, exam_id: str) -> None:
        self._tx, self._exam_id = tx, exam_id
        known = tx.execute(
            sa.select(position_sheet.c.id, position_sheet.c.names, position_sheet.c.above).where(position_sheet.c.exam == exam_id)
        )
        self._ids = {_shared(names, above): own for own, names, above in known}
        self._last: tuple[tuple[str, ...], Above, int] = ((), (), 0)

    def id_of(self, row: Position) -> int:
        """The number of the row's sheet; a new one is written down."""
        names, above = row.columns.names, row.above
        if self._last[0] is names and self._last[1] is above:
            return self._last[2]
        found = self._ids.get((names, above))
        if found is None:
            sheet = position_sheet.insert().values(exam=self._exam_id, names=names, above=above)
            found = self._ids[names, above] = int(self._tx.execute(sheet.returning(position_sheet.c.id)).scalar_one())
        self._last = (names, above, found)
        return found


def withdraw_positions(tx: sa.Connection, exam_id: str, codes: Iterable[str], now: datetime) -> None:
    """Mark positions that a newer table dropped."""
    statement = position.update().where(position.c.exam == exam_id, position.c.code == sa.bindparam("dropped"))
    if rows := [{"dropped": code} for code in codes]:
        tx.execute(statement.values(withdrawn_at=now), rows)


def _values(exam_id: str, version: int, ordinal: int, sheet_id: int, row: Position) -> dict[str, Any]:
    return {
        "exam": exam_id,
        "code": row.code,
        "ordinal": ordinal,
        "unit": row.unit,
        "title": row.title,
        "district": row.district,
        "education": row.education,
        "degree": row.degree,
        "headcount": row.headcount,
        "sheet_id": sheet_id,
        "cells": row.columns.values,
        "version": version,
        "withdrawn_at": None,
    }


def _position(row: Sequence[Any]) -> Position:
    code, unit, title, headcount, district, education, degree, cells, withdrawn_at, names, above = row
    names, above = _shared(names, above)
    return Position(code, unit, title, headcount, district, education, degree, Cells(names, tuple(cells)), withdrawn_at, above)


def _shared(names: Iterable[str], above: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], Above]:
    return tuple(names), tuple(map(tuple, above))
