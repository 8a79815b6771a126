"""Inserting what may be there already: the same statement on both databases."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(
    tx: sa.Connection, table: sa.Table, values: Mapping[str, object], *unique: str
) -> postgresql.Insert | sqlite.Insert:
    """An insert that does nothing where a row with the same ``unique`` columns exists; ask ``rowcount`` or ``returning``."""
    if tx.dialect.name == "sqlite":
        return sqlite.insert(table).values(**values).on_conflict_do_nothing(index_elements=list(unique))
    return postgresql.insert(table).values(**values).on_conflict_do_nothing(index_elements=list(unique))


def replace_one(
    tx: sa.Connection, table: sa.Table, values: Mapping[str, object], *unique: str
) -> postgresql.Insert | sqlite.Insert:
    """An insert that takes the place of the row with the same ``unique`` columns, where there is one."""
    rest = {name: value for name, value in values.items() if name not in unique}
    if tx.dialect.name == "sqlite":
        return sqlite.insert(table).values(**values).on_conflict_do_update(index_elements=list(unique), set_=rest)
    return postgresql.insert(table).values(**values).on_conflict_do_update(index_elements=list(unique), set_=rest)
