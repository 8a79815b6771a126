"""What every use case of a case works with, and what each begins with: the person behind a case, its exam, its agreed times."""

from dataclasses import dataclass
from datetime import datetime

from core.model.account import Chat
from core.model.application import Application
from core.model.exam import Desk, Exam
from core.model.tickets import Ticket
from core.ports import Clock
from core.rules.desks import desk_named, working_time_after
from core.services.applications.desk import Desk as Desks
from core.services.exams import Exams
from core.services.working_days import is_working_day
from core.store.engine import Store, Tx
from core.store.queries import applications, tickets
from core.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Setting:
    """Handed to each side of the counter."""

    store: Store
    clock: Clock
    vault: Vault
    exams: Exams
    desks: Desks

    def exam_of(self, tx: Tx, case: Ticket) -> Exam | None:
        """The exam a case is about, as it stands now."""
        return next((exam for exam in self.exams.current(tx) if exam.id == case.exam), None)

    def application_of(self, tx: Tx, case: Ticket) -> Application | None:
        """The application a case is about; one begun after the case was opened too."""
        if case.application_id is not None:
            return applications.get_application(tx, case.application_id)
        if case.account_id is None or case.exam is None:
            return None
        return applications.find_application(tx, case.account_id, case.exam)

    def answer_due(self, exam: Exam | None, desk_id: str | None, now: datetime) -> datetime | None:
        """Until when the desk owes an answer to something said now; ``None`` where none was agreed or its hours aren't known."""
        desk = desk_named(exam, desk_id) if exam else None
        if exam is None or desk is None or desk.answer_minutes is None:
            return None
        return working_time_after(desk, now.astimezone(exam.tz), desk.answer_minutes, is_working_day)

    def case_of_chat(self, tx: Tx, chat: Chat) -> Ticket | None:
        """The case that this chat's person has under way."""
        return tickets.open_case_of(tx, chat.id, chat.account_id)

    def desk_of(self, tx: Tx, case: Ticket) -> Desk | None:
        """The desk a case lies at."""
        exam = self.exam_of(tx, case)
        return desk_named(exam, case.desk) if exam else None
