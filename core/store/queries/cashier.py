"""Terms of paying that differ from the exam pack for one application; the cashier's pages, of which only a token's hash is kept."""

from datetime import datetime

import sqlalchemy as sa

from core.model.exam import Window
from core.model.money import Money
from core.rules.payments import Terms
from core.store.tables.payments import cashier_page, payment_terms


def own_terms(tx: sa.Connection, application_id: int) -> Terms | None:
    """The terms that were decided for this application alone, if any."""
    row = tx.execute(sa.select(payment_terms).where(payment_terms.c.application_id == application_id)).first()
    if row is None:
        return None
    window = Window(row.opens_at, row.deadline, clause=None, assumed=False)
    return Terms(Money(row.amount_minor, row.currency), window, row.roster_frozen_at, row.automatic_refund)


def set_own_terms(
    tx: sa.Connection,
    application_id: int,
    *,
    fee: Money,
    opens_at: datetime,
    deadline: datetime,
    roster_frozen_at: datetime | None,
    automatic_refund: bool,
    decided_by: str,
) -> None:
    """Give one application terms of its own; ``deadline`` is the last second that is in time."""
    tx.execute(
        payment_terms.insert().values(
            application_id=application_id,
            amount_minor=fee.minor,
            currency=fee.currency,
            opens_at=opens_at,
            deadline=deadline,
            roster_frozen_at=roster_frozen_at,
            automatic_refund=automatic_refund,
            decided_by=decided_by,
        )
    )


def add_page(tx: sa.Connection, token_hash: str, application_id: int, now: datetime, expires_at: datetime) -> None:
    """A page on which this application may be paid, and on which it is told how that ended."""
    page = {"token_hash": token_hash, "application_id": application_id, "created_at": now, "expires_at": expires_at}
    tx.execute(cashier_page.insert().values(**page))


def forget_pages(tx: sa.Connection, now: datetime) -> int:
    """Take away pages whose time is over; returns how many."""
    return tx.execute(cashier_page.delete().where(cashier_page.c.expires_at <= now)).rowcount


def application_of_page(tx: sa.Connection, token_hash: str) -> int | None:
    """The application that a page belongs to."""
    found: int | None = tx.execute(sa.select(cashier_page.c.application_id).where(cashier_page.c.token_hash == token_hash)).scalar()
    return found
