"""Forgetting made-up payments: everything recorded about them, so that their numbers can be used afresh. Only for the sandbox."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from core.store.tables.accounts import account
from core.store.tables.applications import application
from core.store.tables.outbox import outbox
from core.store.tables.payments import (
    cashier_page,
    payment_attempt,
    payment_capture,
    payment_refund,
    payment_terms,
    webhook_event,
)
from core.store.tables.tickets import ticket

MADE_UP = "made_up"


def made_up_applications(tx: sa.Connection) -> list[int]:
    """Every application that was made up for its payment."""
    query = sa.select(payment_terms.c.application_id).where(payment_terms.c.decided_by == MADE_UP)
    return list(tx.execute(query.order_by(payment_terms.c.application_id)).scalars())


def is_made_up(tx: sa.Connection, application_id: int) -> bool:
    """Whether the application was made up for its payment."""
    query = sa.select(payment_terms.c.decided_by).where(payment_terms.c.application_id == application_id)
    return tx.execute(query).scalar() == MADE_UP


def forget_application(tx: sa.Connection, application_id: int) -> None:
    """Take a made-up application, its candidate and everything about its money out of the books."""
    account_id = tx.execute(
        sa.select(application.c.account_id).where(application.c.id == application_id).with_for_update()
    ).scalar_one()
    _forget_captures(tx, payment_capture.c.application_id == application_id)
    for table in (ticket, payment_attempt, cashier_page, payment_terms):
        tx.execute(table.delete().where(table.c.application_id == application_id))
    tx.execute(ticket.delete().where(ticket.c.account_id == account_id))
    tx.execute(outbox.delete().where(outbox.c.account_id == account_id))
    tx.execute(application.delete().where(application.c.id == application_id))
    tx.execute(account.delete().where(account.c.id == account_id))


def forget_number(tx: sa.Connection, out_trade_no: str) -> None:
    """Take charges that named the number without belonging to an application, and every event about it, out of the books."""
    named = sa.select(payment_capture.c.transaction_id).where(payment_capture.c.out_trade_no == out_trade_no)
    charges = set(tx.execute(named).scalars())
    _forget_captures(tx, sa.and_(payment_capture.c.out_trade_no == out_trade_no, payment_capture.c.application_id.is_(None)))
    columns: tuple[sa.ColumnElement[Any], ...] = (
        webhook_event.c.id,
        webhook_event.c.provider,
        webhook_event.c.event_id,
        webhook_event.c.notification,
    )
    unnamed = tx.execute(sa.select(*columns).where(webhook_event.c.out_trade_no.is_(None)))
    events = [row for row in unnamed if row.notification.get("transaction_id") in charges]
    events += tx.execute(sa.select(*columns).where(webhook_event.c.out_trade_no == out_trade_no)).all()
    for event in events:
        _forget_event(tx, event)


def _forget_event(tx: sa.Connection, event: sa.Row[Any]) -> None:
    """One event, with what it left behind: a refund that waits for its charge, a ticket about the event itself."""
    waiting = (
        payment_refund.c.provider == event.provider,
        payment_refund.c.out_refund_no == event.notification.get("out_refund_no"),
        payment_refund.c.capture_id.is_(None),
    )
    numbers = tx.execute(
        payment_refund.delete().where(*waiting).returning(payment_refund.c.provider, payment_refund.c.out_refund_no)
    )
    _forget_tickets(tx, "refund", numbers.all())
    _forget_tickets(tx, "event", [(event.provider, event.event_id)])
    tx.execute(webhook_event.delete().where(webhook_event.c.id == event.id))


def forget_strangers(tx: sa.Connection) -> None:
    """Take every event, and what belongs to no application, out of the books."""
    _forget_captures(tx, payment_capture.c.application_id.is_(None))
    parked = payment_refund.c.capture_id.is_(None)
    _forget_tickets(tx, "refund", tx.execute(sa.select(payment_refund.c.provider, payment_refund.c.out_refund_no).where(parked)))
    tx.execute(payment_refund.delete().where(parked))
    tx.execute(webhook_event.delete())
    tx.execute(ticket.delete().where(ticket.c.subject.startswith("event:")))


def _forget_captures(tx: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    columns = (payment_capture.c.id, payment_capture.c.provider, payment_capture.c.transaction_id)
    found = tx.execute(sa.select(*columns).where(which)).all()
    ids = [row.id for row in found]
    of_these = payment_refund.c.capture_id.in_(ids)
    _forget_tickets(tx, "capture", [(row.provider, row.transaction_id) for row in found])
    _forget_tickets(tx, "refund", tx.execute(sa.select(payment_refund.c.provider, payment_refund.c.out_refund_no).where(of_these)))
    tx.execute(payment_refund.delete().where(of_these))
    tx.execute(payment_capture.delete().where(payment_capture.c.id.in_(ids)))


def _forget_tickets(tx: sa.Connection, thing: str, numbers: Iterable[Any]) -> None:
    subjects = [f"{thing}:{provider}:{number}" for provider, number in numbers]
    tx.execute(ticket.delete().where(ticket.c.subject.in_(subjects)))
