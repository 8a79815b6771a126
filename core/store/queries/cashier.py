"""Terms of paying that differ from the exam pack for one application; the cashier's pages, of which only a token's hash is kept."""

from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.exam import Window
from core.model.money import Money
from core.rules.payments import Terms
from core.store.queries.once import replace_one
from core.store.tables.payments import cashier_page, payer_question, payment_terms


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
    """Take away pages whose time is over, and questions nobody answered; returns how many pages."""
    tx.execute(payer_question.delete().where(payer_question.c.expires_at <= now))
    return tx.execute(cashier_page.delete().where(cashier_page.c.expires_at <= now)).rowcount


def application_of_page(tx: sa.Connection, token_hash: str) -> int | None:
    """The application that a page belongs to."""
    found: int | None = tx.execute(sa.select(cashier_page.c.application_id).where(cashier_page.c.token_hash == token_hash)).scalar()
    return found


@dataclass(frozen=True, slots=True)
class PayerQuestion:
    """A question who pays, asked of a provider's app: for which page, in which browser, until when an answer counts. All hashed."""

    state_hash: str
    token_hash: str
    browser_hash: str
    provider: str
    expires_at: datetime


def ask_who_pays(tx: sa.Connection, question: PayerQuestion) -> None:
    """Keep the one question of a page; an earlier one isn't waited for any more."""
    tx.execute(replace_one(tx, payer_question, asdict(question), "token_hash"))


def answer_who_pays(tx: sa.Connection, state_hash: str) -> PayerQuestion | None:
    """The question that an answer belongs to, which is used up by it; ``None`` for one that was answered, or never asked."""
    found = tx.execute(payer_question.delete().where(payer_question.c.state_hash == state_hash).returning(payer_question)).first()
    return PayerQuestion(*found) if found else None
