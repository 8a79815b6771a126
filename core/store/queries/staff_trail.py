"""The audit, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.store.tables.accounts import audit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: of one thing, by one actor, of one kind of change, older than row ``before``. Empty text is no condition."""

    subject: str = ""
    subject_id: str = ""
    actor: str = ""
    what: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One row of the audit."""

    id: int
    at: datetime
    subject: str
    subject_id: str
    actor: str
    what: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


def rows(tx: sa.Connection, wanted: Wanted, limit: int) -> list[TrailRow]:
    """At most ``limit`` rows that fit."""
    columns = tuple(audit.c[name] for name in TrailRow.__dataclass_fields__)
    asked = {"subject": wanted.subject, "subject_id": wanted.subject_id, "actor": wanted.actor, "what": wanted.what}
    query = sa.select(*columns).where(*(audit.c[name] == value for name, value in asked.items() if value))
    if wanted.before is not None:
        query = query.where(audit.c.id < wanted.before)
    return [TrailRow(*row) for row in tx.execute(query.order_by(audit.c.id.desc()).limit(limit))]
