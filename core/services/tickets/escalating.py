"""No answer within the agreed time: the case goes to the next desk of the pack and the candidate hears so; at the end of the line
supervisors have it. A recurring job, each case in a transaction of its own."""

from datetime import datetime

from core.model.tickets import CaseState, Ticket
from core.rules.desks import next_desk
from core.services.tickets.setting import Setting
from core.services.tickets.telling import CASE_ESCALATED, tell
from core.store.engine import Tx
from core.store.queries import audit, tickets

_AT_ONCE = 200


class Escalating:
    """Looks for answers that are overdue."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    async def escalate_overdue(self) -> int:
        """Escalate every case whose answer is overdue; how many."""
        now = self._setting.clock.now()
        numbers = await self._setting.store.read(lambda tx: tickets.overdue(tx, now, _AT_ONCE))
        done = 0
        for number in numbers:
            done += await self._setting.store.write(lambda tx, number=number: self._escalate(tx, number, now))  # type: ignore[misc]
        return done

    def _escalate(self, tx: Tx, number: int, now: datetime) -> bool:
        case = tickets.get_ticket(tx, number, lock=True)
        if case.state is CaseState.CLOSED or case.answer_due_at is None or case.answer_due_at > now:
            return False  # answered or closed since it was looked for
        exam = self._setting.exam_of(tx, case)
        then = next_desk(exam, case.desk) if exam else None
        at_end = then is None
        moved = {"claimed_by": None, "claimed_name": None, "claimed_at": None, "state": CaseState.OPEN.value}
        due = None if at_end else self._setting.answer_due(exam, then.id if then else None, now)
        counted = {"escalated_at": now, "escalations": case.escalations + 1, "changed_at": now}
        tickets.change(tx, number, **moved, **counted, desk=then.id if then else case.desk, answer_due_at=due)
        self._tell(tx, case, at_end, now)
        audit.record(tx, "ticket", number, now, "system", "escalated", {"desk": case.desk}, {"desk": then.id if then else None})
        return True

    @staticmethod
    def _tell(tx: Tx, case: Ticket, at_end: bool, now: datetime) -> None:
        if case.is_handover:
            tell(tx, case, CASE_ESCALATED, case.escalations + 1, now, to="supervisors" if at_end else "desk")
