"""Whole tables as JSON lines, and back: every table there is, in an order in which references find what they point to."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from core.store.tables.types import Id, Instant, metadata

_BATCH = 500
_LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS
Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]


def table_names() -> list[str]:
    """The names of all tables, those referred to first."""
    return [table.name for table in metadata.sorted_tables]


def lacking_tables(tx: sa.Connection) -> list[str]:
    """Tables that this version knows and the database doesn't have."""
    return sorted(set(table_names()) - set(sa.inspect(tx).get_table_names()))


def count(tx: sa.Connection, name: str) -> int:
    """How many rows a table has."""
    return int(tx.execute(sa.select(sa.func.count()).select_from(metadata.tables[name])).scalar_one())


def lines(tx: sa.Connection, name: str) -> Iterator[bytes]:
    """The rows of a table as lines of JSON, by its key; a few hundred are in memory at a time."""
    table = metadata.tables[name]
    write = [_codec(column)[0] for column in table.columns]
    query = sa.select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    for row in tx.execute(query):
        yield orjson.dumps([None if value is None else to(value) for to, value in zip(write, row, strict=True)], option=_LINE)


def columns_of(name: str) -> list[str]:
    """The names of a table's columns, in the order of its lines."""
    return [column.name for column in metadata.tables[name].columns]


def put(tx: sa.Connection, name: str, columns: Sequence[str], rows: Iterable[bytes]) -> int:
    """Write lines back into a table; returns how many. ``columns`` are those the lines were written with."""
    table, batch, written = metadata.tables[name], list[Mapping[str, Any]](), 0
    read = [(column, _codec(table.columns[column])[1]) for column in columns]
    for line in rows:
        values = orjson.loads(line)
        batch.append({column: None if value is None else of(value) for (column, of), value in zip(read, values, strict=True)})
        if len(batch) == _BATCH:
            tx.execute(table.insert(), batch)
            written, batch = written + len(batch), []
    if batch:
        tx.execute(table.insert(), batch)
    return written + len(batch)


def continue_numbering(tx: sa.Connection, name: str) -> None:
    """Let the next row get the number after the highest: PostgreSQL counts apart from the rows."""
    table = metadata.tables[name]
    key = _numbered(table)
    if tx.dialect.name == "sqlite" or key is None:
        return
    highest = sa.select(sa.func.coalesce(sa.func.max(key), 0) + 1).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(table.name, key.name)
    tx.execute(sa.select(sa.func.setval(sequence, highest, False)).where(sequence.is_not(None)))


def _numbered(table: sa.Table) -> sa.Column[Any] | None:
    return next((column for column in table.primary_key if column.type is Id and column.autoincrement is True), None)


def _codec(column: sa.Column[Any]) -> Codec:
    """How a value is written as JSON, and read again."""
    if isinstance(column.type, Instant):
        return lambda value: value.astimezone(UTC).isoformat(), datetime.fromisoformat
    if isinstance(column.type, sa.LargeBinary):
        return lambda value: b64encode(value).decode(), b64decode
    if isinstance(column.type, sa.Date):
        return lambda value: value.isoformat(), date.fromisoformat
    return _as_it_is, _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
