"""Tickets: what a person has to look at. One for each kind and subject, however often it is found."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from core.store.queries.once import insert_once
from core.store.tables.payments import ticket


def open_ticket(
    tx: sa.Connection, kind: str, subject: str, now: datetime, *, application_id: int | None = None, about: Mapping[str, str]
) -> bool:
    """Open a ticket; returns whether it is new. ``about`` names numbers and amounts, never personal data."""
    values = {"kind": kind, "subject": subject, "application_id": application_id, "about": dict(about), "opened_at": now}
    return tx.execute(insert_once(tx, ticket, values, "kind", "subject")).rowcount == 1


def number_of(tx: sa.Connection, kind: str, subject: str) -> int | None:
    """The number of the ticket about that subject, ``None`` where there is none."""
    found: int | None = tx.execute(sa.select(ticket.c.id).where(ticket.c.kind == kind, ticket.c.subject == subject)).scalar()
    return found


def numbers_of(tx: sa.Connection, kind: str, application_id: int) -> list[int]:
    """The numbers of the application's tickets of one kind, oldest first."""
    query = sa.select(ticket.c.id).where(ticket.c.kind == kind, ticket.c.application_id == application_id)
    return list(tx.execute(query.order_by(ticket.c.id)).scalars())


def ticket_kinds(tx: sa.Connection, application_id: int | None, subjects: Sequence[str]) -> list[str]:
    """Kinds of the tickets about the application or any of the subjects, in the order they were opened."""
    about = sa.or_(ticket.c.application_id == application_id, ticket.c.subject.in_(subjects))
    return list(tx.execute(sa.select(ticket.c.kind).where(about).order_by(ticket.c.id)).scalars())
