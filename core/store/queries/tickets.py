"""Cases: opened once for each kind and subject, found by the person they are about, changed under a lock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from core.model.tickets import HANDOVER, CaseState, Cause, CloseReason, Scope, Ticket
from core.store.engine import locked
from core.store.queries.once import insert_once
from core.store.signals import announce
from core.store.tables.applications import application
from core.store.tables.tickets import ticket

SIGNAL = "tickets"
"""Sent with every change of any case."""

_COLUMNS = tuple(ticket.c[name] for name in Ticket.__dataclass_fields__)
_TICKETS = sa.select(*_COLUMNS)
_BY_ID = _TICKETS.where(ticket.c.id == sa.bindparam("ticket_id"))
_BY_ID_LOCKED = locked(_BY_ID)
_NOT_CLOSED = ticket.c.state != CaseState.CLOSED.value
# A case belongs to the person once the chat is bound to one: whoever logs in there next sees nothing of it.
# Money that a colleague has written about is talked about too; a case that was asked for goes before it.
_OPEN_OF_ACCOUNT = _TICKETS.where(
    ticket.c.is_talking.is_(sa.true()),
    sa.literal_column("state <> 'closed'"),
    ticket.c.account_id == sa.bindparam("account_id"),
).order_by(sa.case((ticket.c.kind == HANDOVER, 0), else_=1), ticket.c.id.desc())
_OPEN_OF_CHAT = _TICKETS.where(
    ticket.c.kind == HANDOVER,
    sa.literal_column("state <> 'closed'"),
    ticket.c.chat_id == sa.bindparam("chat_id"),
    ticket.c.account_id.is_(None),
).order_by(ticket.c.id.desc())


def open_ticket(
    tx: sa.Connection, kind: str, subject: str, now: datetime, *, application_id: int | None = None, about: Mapping[str, str]
) -> bool:
    """Open a case about money; returns whether it is new. ``about`` names numbers and amounts, never personal data."""
    of = application.c.id == application_id
    values: dict[str, object] = {"kind": kind, "subject": subject, "application_id": application_id}
    values |= {"about": dict(about), "opened_at": now, "changed_at": now}
    if application_id is not None:
        values["account_id"] = sa.select(application.c.account_id).where(of).scalar_subquery()
        values["exam"] = sa.select(application.c.exam).where(of).scalar_subquery()
    is_new = tx.execute(insert_once(tx, ticket, values, "kind", "subject")).rowcount == 1
    if is_new:
        announce(tx, SIGNAL)
    return is_new


def add_case(tx: sa.Connection, subject: str, now: datetime, **values: object) -> Ticket:
    """A new case of a candidate; ``values`` are columns."""
    row: dict[str, object] = {"kind": HANDOVER, "subject": subject, "about": {}, "opened_at": now, "changed_at": now}
    row |= {"is_talking": True, **values}
    announce(tx, SIGNAL)
    return _read(tx.execute(ticket.insert().values(**row).returning(*_COLUMNS)).one())


def get_ticket(tx: sa.Connection, ticket_id: int, *, lock: bool = False) -> Ticket:
    """The case of that number; ``lock`` holds it until the end of the transaction. Raises ``NotFound``."""
    row = tx.execute(_BY_ID_LOCKED if lock else _BY_ID, {"ticket_id": ticket_id}).first()
    if row is None:
        raise NotFound(f"case {ticket_id}")
    return _read(row)


def open_case_of(tx: sa.Connection, chat_id: int, account_id: int | None) -> Ticket | None:
    """The case that this chat's person has under way."""
    if account_id is not None:
        row = tx.execute(_OPEN_OF_ACCOUNT, {"account_id": account_id}).first()
        return _read(row) if row else None
    row = tx.execute(_OPEN_OF_CHAT, {"chat_id": chat_id}).first()
    return _read(row) if row else None


def adopt(tx: sa.Connection, chat_id: int, account_id: int, application_id: int | None) -> Ticket | None:
    """Give a case opened by a chat before it was bound to its account now."""
    row = tx.execute(_OPEN_OF_CHAT, {"chat_id": chat_id}).first()
    if row is None:
        return None
    change(tx, row.id, account_id=account_id, application_id=application_id)
    return get_ticket(tx, row.id)


def open_tickets(tx: sa.Connection, *, limit: int) -> list[Ticket]:
    """Every case that isn't closed, oldest first."""
    return [_read(row) for row in tx.execute(_TICKETS.where(_NOT_CLOSED).order_by(ticket.c.id).limit(limit))]


def closed_tickets(tx: sa.Connection, *, limit: int) -> list[Ticket]:
    """The cases closed last, newest first."""
    query = _TICKETS.where(ticket.c.state == CaseState.CLOSED.value)
    return [_read(row) for row in tx.execute(query.order_by(ticket.c.closed_at.desc(), ticket.c.id.desc()).limit(limit))]


def tickets_of(tx: sa.Connection, account_id: int) -> list[Ticket]:
    """Every case about one person, newest first."""
    query = _TICKETS.where(ticket.c.account_id == account_id).order_by(ticket.c.id.desc())
    return [_read(row) for row in tx.execute(query)]


def overdue(tx: sa.Connection, now: datetime, limit: int) -> list[int]:
    """Numbers of cases whose answer was owed before ``now``, the longest owed first."""
    due = ticket.c.answer_due_at
    query = sa.select(ticket.c.id).where(due.is_not(None), due <= now, _NOT_CLOSED).order_by(due, ticket.c.id).limit(limit)
    return list(tx.execute(query).scalars())


def held_by(tx: sa.Connection, staff_id: int) -> list[int]:
    """Numbers of the open cases that one colleague holds."""
    return list(tx.execute(sa.select(ticket.c.id).where(ticket.c.claimed_by == staff_id, _NOT_CLOSED)).scalars())


def change(tx: sa.Connection, ticket_id: int, **values: Any) -> None:
    """Set columns of a case and count the change; whoever waits for changes is told. Without values only that."""
    counted = ticket.update().where(ticket.c.id == ticket_id).values(revision=ticket.c.revision + 1)
    tx.execute(counted.values(**values) if values else counted)
    announce(tx, SIGNAL)


def revision_of(tx: sa.Connection, ticket_id: int) -> int:
    """How often the case was changed."""
    return int(tx.execute(sa.select(ticket.c.revision).where(ticket.c.id == ticket_id)).scalar_one())


def acknowledge(tx: sa.Connection, ticket_id: int, now: datetime, *, again_before: datetime | None = None) -> bool:
    """Note that the candidate was told where the words go; whether this is the first time.

    :param again_before: it counts as the first time again where the last was before this.
    """
    never = ticket.c.acknowledged_at.is_(None)
    is_due = never if again_before is None else sa.or_(never, ticket.c.acknowledged_at < again_before)
    return tx.execute(ticket.update().where(ticket.c.id == ticket_id, is_due).values(acknowledged_at=now)).rowcount == 1


def number_of(tx: sa.Connection, kind: str, subject: str) -> int | None:
    """The number of the ticket about that subject, ``None`` where there is none."""
    found: int | None = tx.execute(sa.select(ticket.c.id).where(ticket.c.kind == kind, ticket.c.subject == subject)).scalar()
    return found


def numbers_of(tx: sa.Connection, kind: str, application_id: int) -> list[int]:
    """The numbers of the application's tickets of one kind, oldest first."""
    query = sa.select(ticket.c.id).where(ticket.c.kind == kind, ticket.c.application_id == application_id)
    return list(tx.execute(query.order_by(ticket.c.id)).scalars())


def ticket_kinds(tx: sa.Connection, application_id: int | None, subjects: Sequence[str]) -> list[str]:
    """Kinds of the tickets about money, of the application or any of the subjects, in the order they were opened."""
    of_application = sa.false() if application_id is None else ticket.c.application_id == application_id
    about = sa.or_(of_application, ticket.c.subject.in_(subjects))
    query = sa.select(ticket.c.kind).where(about, ticket.c.kind != HANDOVER)
    return list(tx.execute(query.order_by(ticket.c.id)).scalars())


def _read(row: sa.Row[Any]) -> Ticket:
    facts = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    facts["state"] = CaseState(facts["state"])
    for name, kind in (("scope", Scope), ("cause", Cause), ("close_reason", CloseReason)):
        facts[name] = kind(facts[name]) if facts[name] else None
    return Ticket(**facts)
