"""What the console reads and does beside cases: the board, candidates, money, figures, the audit, ready replies."""

from dataclasses import dataclass

from core.ports import Clock
from core.services.exams import Exams
from core.services.payments import Payments
from core.services.staff.board import Board
from core.services.staff.money import MoneyDesk
from core.services.staff.operations import OperationsDesk
from core.services.staff.overview import Overviews
from core.services.staff.people import People
from core.services.staff.replies import Replies
from core.services.staff.trail import Trails
from core.services.tickets import Tickets
from core.store.engine import Store
from core.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Office:
    """One desk for each page."""

    board: Board
    people: People
    money: MoneyDesk
    overviews: Overviews
    operations: OperationsDesk
    trails: Trails
    replies: Replies


def office(store: Store, clock: Clock, vault: Vault, exams: Exams, tickets: Tickets, payments: Payments) -> Office:
    """The desks of one house."""
    return Office(
        board=Board(store, clock, exams, tickets),
        people=People(store, clock, vault, exams),
        money=MoneyDesk(store, clock, payments.ledger),
        overviews=Overviews(store, clock, exams),
        operations=OperationsDesk(store, clock, exams),
        trails=Trails(store),
        replies=Replies(store, clock),
    )
