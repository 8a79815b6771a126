"""Paying (说明 二(六)): the cashier, the ledger of what providers say, what is due, and money going back."""

from core.services.payments.account import MoneyAccount
from core.services.payments.claims import Case, Claim
from core.services.payments.histories import Histories, MadeUpCharge, MadeUpOrder, MadeUpRefund
from core.services.payments.inside import Answer, Asked
from core.services.payments.reconciling import BillReport
from core.services.payments.reporting import Report, report
from core.services.payments.service import Payments, TickReport
from core.services.payments.terms import ExamBook
from core.services.payments.till import Cashier, CashierView
from core.store.queries.balances import Scope

__all__ = [
    "Answer",
    "Asked",
    "BillReport",
    "Case",
    "Cashier",
    "CashierView",
    "Claim",
    "ExamBook",
    "Histories",
    "MadeUpCharge",
    "MadeUpOrder",
    "MadeUpRefund",
    "MoneyAccount",
    "Payments",
    "Report",
    "Scope",
    "TickReport",
    "report",
]
