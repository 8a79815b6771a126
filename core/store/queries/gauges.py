"""What an operator watches: open and overdue cases, events that wait, applications by status."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from core.store.tables.payments import webhook_event
from core.store.tables.tickets import ticket


def cases(tx: sa.Connection, now: datetime) -> Mapping[str, tuple[int, int]]:
    """Open cases of each desk, and how many of them should have been answered by now."""
    overdue = sa.func.sum(sa.case((ticket.c.answer_due_at < now, 1), else_=0))
    desk = sa.func.coalesce(ticket.c.desk, "")
    query = sa.select(desk, sa.func.count(), overdue).where(ticket.c.state != "closed").group_by(desk)
    return {str(name): (int(count), int(late or 0)) for name, count, late in tx.execute(query)}


def events_waiting(tx: sa.Connection) -> int:
    """Notifications of providers that were taken in and not handled yet."""
    query = sa.select(sa.func.count()).select_from(webhook_event).where(webhook_event.c.processed_at.is_(None))
    return int(tx.execute(query).scalar_one())
