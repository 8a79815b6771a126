"""Catalogues of majors as they were imported, by the name an exam gives them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.store.tables.exams import major_catalogue

_ONE = sa.select(major_catalogue.c.content).where(major_catalogue.c.name == sa.bindparam("name"))
_DIGEST = sa.select(major_catalogue.c.digest).where(major_catalogue.c.name == sa.bindparam("name"))


def catalogue_digest(tx: sa.Connection, name: str) -> str | None:
    """A hash of the catalogue's content; ``None`` where there is none of that name."""
    return tx.execute(_DIGEST, {"name": name}).scalar()


def get_catalogue(tx: sa.Connection, name: str) -> Mapping[str, Any] | None:
    """The content, as it was kept."""
    return tx.execute(_ONE, {"name": name}).scalar()


def save_catalogue(tx: sa.Connection, name: str, digest: str, content: Mapping[str, Any], now: datetime) -> None:
    """Keep a catalogue in place of the one that had its name."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    values = {"name": name, "digest": digest, "content": dict(content), "imported_at": now}
    statement = dialect.insert(major_catalogue).values(**values)
    renewed = {key: statement.excluded[key] for key in values if key != "name"}
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=renewed))
