"""How many people applied for a position: as the authority published it, and as the system's own applications say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.store.tables.applications import application
from core.store.tables.choosing import applicant_count
from core.store.tables.exams import position

_COLUMNS = applicant_count.c
_PUBLISHED = (
    sa.select(_COLUMNS.as_of, _COLUMNS.applied, _COLUMNS.passed, _COLUMNS.paid)
    .where(_COLUMNS.exam == sa.bindparam("exam"), _COLUMNS.code == sa.bindparam("code"))
    .order_by(_COLUMNS.as_of)
)
_OWN = sa.select(application.c.confirmed_at, application.c.paid_at).where(
    application.c.exam == sa.bindparam("exam"),
    application.c.position_code == sa.bindparam("code"),
    application.c.confirmed_at.is_not(None),
)


@dataclass(frozen=True, slots=True)
class Published:
    """What was published as of an instant; ``None`` is a figure that wasn't."""

    as_of: datetime
    applied: int | None
    passed: int | None
    paid: int | None


def codes_of(tx: sa.Connection, exam: str) -> frozenset[str]:
    """The codes of all positions the exam ever had."""
    return frozenset(tx.execute(sa.select(position.c.code).where(position.c.exam == exam)).scalars())


def published(tx: sa.Connection, exam: str, code: str) -> list[Published]:
    """Everything published of a position, oldest first."""
    return [Published(*row) for row in tx.execute(_PUBLISHED, {"exam": exam, "code": code})]


def own(tx: sa.Connection, exam: str, code: str) -> list[tuple[datetime, datetime | None]]:
    """When each of the system's own applications for a position was confirmed and paid."""
    return [(confirmed_at, paid_at) for confirmed_at, paid_at in tx.execute(_OWN, {"exam": exam, "code": code})]


def save_published(tx: sa.Connection, exam: str, rows: Sequence[tuple[str, Published]], source: str, now: datetime) -> None:
    """Keep what was published; the same position and instant again takes the newer figures."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(applicant_count)
    renewed = {name: statement.excluded[name] for name in ("applied", "passed", "paid", "source", "imported_at")}
    values = [
        {
            "exam": exam,
            "code": code,
            "as_of": one.as_of,
            "applied": one.applied,
            "passed": one.passed,
            "paid": one.paid,
            "source": source,
            "imported_at": now,
        }
        for code, one in rows
    ]
    if values:
        tx.execute(statement.on_conflict_do_update(index_elements=["exam", "code", "as_of"], set_=renewed), values)
