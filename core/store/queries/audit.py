"""The append-only audit: who changed what, when, from what to what. Personal data appears masked only; secrets never."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.store.tables.accounts import audit

Values = Mapping[str, object]
_RECORD = audit.insert()


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change as it was recorded."""

    at: datetime
    actor: str
    what: str
    before: Values | None
    after: Values | None


def record(
    tx: sa.Connection,
    subject: str,
    subject_id: int | str,
    at: datetime,
    actor: str,
    what: str,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write down one change in the transaction that makes it.

    :param subject: the kind of thing that changed: ``application``, ``account``, …
    :param actor: who did it: ``chat:<id>``, ``account:<id>``, ``staff:<id>``, ``provider:<name>`` or ``system``.
    :param what: the change in one word, such as ``stashed``.
    :param before: what it was, JSON values, personal data masked.
    :param after: what it is now, likewise.
    """
    tx.execute(
        _RECORD,
        {
            "subject": subject,
            "subject_id": str(subject_id),
            "at": at,
            "actor": actor,
            "what": what,
            "before": None if before is None else dict(before),
            "after": None if after is None else dict(after),
        },
    )


def history(tx: sa.Connection, subject: str, subject_id: int | str) -> list[AuditRow]:
    """Everything recorded about one thing, oldest first."""
    rows = tx.execute(
        sa.select(audit.c.at, audit.c.actor, audit.c.what, audit.c.before, audit.c.after)
        .where(audit.c.subject == subject, audit.c.subject_id == str(subject_id))
        .order_by(audit.c.id)
    )
    return [AuditRow(*row) for row in rows]


def count(tx: sa.Connection, subject: str, subject_id: int | str, what: str) -> int:
    """How often that change was recorded of one thing."""
    query = sa.select(sa.func.count()).where(
        audit.c.subject == subject, audit.c.subject_id == str(subject_id), audit.c.what == what
    )
    return tx.execute(query).scalar_one()
