"""Which terms of paying hold for an application: its own where such were decided, else those of the exam pack as loaded now.

Nothing is copied when a position is confirmed, so a deadline the authority extends is right everywhere at once.
"""

from dataclasses import replace
from typing import Protocol

import sqlalchemy as sa

from core.errors import NotFound
from core.model.exam import Exam, Window, WindowName
from core.model.payment import Attempt
from core.rules.payments import Terms
from core.store.queries import cashier
from core.store.queries.payments import Payer


class ExamBook(Protocol):
    """Where loaded exams are looked up."""

    def get(self, tx: sa.Connection, exam_id: str) -> Exam:
        """The exam as its newest pack describes it. Raises ``NotFound``."""


def terms_of(tx: sa.Connection, exams: ExamBook, payer: Payer) -> Terms:
    """The terms for this application. Raises ``NotFound`` where the exam isn't loaded and nothing of its own was decided."""
    return cashier.own_terms(tx, payer.application_id) or terms_in(exams.get(tx, payer.exam))


def terms_in(exam: Exam) -> Terms:
    """The terms the exam's pack sets for everybody."""
    return Terms(exam.fee, exam.window(WindowName.PAYMENT), exam.roster_frozen_at, exam.refund_mode == "auto")


def terms_for_evidence(tx: sa.Connection, exams: ExamBook, payer: Payer, attempt: Attempt) -> Terms:
    """The terms to judge a charge of that order by; how money goes back is a matter of the order's provider.

    Where the exam isn't loaded any more, the order itself carries the deadline it was given.
    """
    own = cashier.own_terms(tx, payer.application_id)
    if own is not None:
        return own
    try:
        exam = exams.get(tx, payer.exam)
        return replace(terms_in(exam), automatic_refund=exam.refunds_by_itself(attempt.provider))
    except NotFound:
        window = Window(None, attempt.time_expire, clause=None, assumed=False)
        return Terms(attempt.amount, window, automatic_refund=False)
