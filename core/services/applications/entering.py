"""Choosing an exam and accepting its agreements (指南 三(二), 说明 二(三))."""

from dataclasses import dataclass
from datetime import datetime

from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.ports import Clock
from core.rules.journey import may_change
from core.services.applications.desk import Desk
from core.store.engine import Store, Tx
from core.store.queries import applications, chats
from core.store.queries.audit import record


@dataclass(frozen=True, slots=True)
class Agreed:
    """Every agreement is accepted in the version that was read; ``at`` is when."""

    at: datetime


class Entering:
    """The way into the form."""

    def __init__(self, store: Store, clock: Clock, desk: Desk) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk

    async def choose_exam(self, chat_id: int, exam_id: str) -> Exam | Refused:
        """Let the chat speak about that exam from now on."""

        def work(tx: Tx) -> Exam | Refused:
            chats.set_exam(tx, chat_id, exam_id)
            _, exam, _ = self._desk.look(tx, chat_id)
            return exam if exam is not None and exam.id == exam_id else Refused(Reason.EXAM_UNKNOWN)

        return await self._store.write(work)

    async def agree(self, chat_id: int, read: dict[str, str]) -> Agreed | Refused:
        """Accept the agreements that were read to the end.

        :param read: version read, by agreement id. Another version than the present one doesn't count (说明 二(三)).
        """
        now = self._clock.now()

        def work(tx: Tx) -> Agreed | Refused:
            chat, exam, application = self._desk.look(tx, chat_id)
            if exam is None:
                return Refused(Reason.EXAM_UNKNOWN)
            if chat.account_id is None:
                return Refused(Reason.NOT_LOGGED_IN, exam.clause_of(Reason.NOT_LOGGED_IN))
            allowed = may_change(application, exam, now)
            if isinstance(allowed, Refused):
                return allowed
            if any(read.get(text.id) != text.version for text in exam.agreements):
                return Refused(Reason.AGREEMENTS_NOT_READ, exam.clause_of(Reason.AGREEMENTS_NOT_READ))
            return _accept(tx, chat.id, chat.account_id, exam, now)

        return await self._store.write(work)


def _accept(tx: Tx, chat_id: int, account_id: int, exam: Exam, now: datetime) -> Agreed | Refused:
    application = applications.begin_application(tx, account_id, exam.id, now)
    allowed = may_change(application, exam, now)
    if isinstance(allowed, Refused):
        return allowed
    before, accepted = dict(application.accepted), {text.id: text.version for text in exam.agreements}
    if before == accepted and application.agreed_at is not None:
        return Agreed(application.agreed_at)
    applications.save(tx, application.id, accepted=accepted, agreed_at=now)
    record(tx, "application", application.id, now, f"chat:{chat_id}", "agreed", before, accepted)
    return Agreed(now)
