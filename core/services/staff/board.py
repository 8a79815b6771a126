"""The queue as the console shows it: the matter at a glance, and how long somebody has been waiting in the desk's hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from core.model.application import Status
from core.model.exam import Exam
from core.model.tickets import LastRefusal, Ticket
from core.ports import Clock
from core.rules.desks import desk_named, working_time_between
from core.rules.identity.masking import masked_name
from core.rules.identity.spotting import without_secrets
from core.rules.status import status_of
from core.services.exams import Exams
from core.services.staff.kept import Kept
from core.services.tickets import Tickets, Waiting
from core.services.working_days import is_working_day
from core.store.engine import Store, Tx
from core.store.queries import applications, staff_board, tickets_trouble
from core.store.queries.staff_board import Stamp

_SHOWN = 100
_BEFORE = timedelta(hours=24)
_TRANSCRIPT = 40
_AS_OF = timedelta(seconds=20)
_AT_ONCE = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the queue.

    :ivar waited: how long an answer has been owed, in the desk's hours; ``None`` where nothing is owed or no hours are known.
    :ivar agreed: within what time an answer was agreed.
    """

    waiting: Waiting
    exam: Exam | None
    status: Status
    name: str | None
    refusal: LastRefusal | None
    waited: timedelta | None
    agreed: timedelta | None

    @property
    def case(self) -> Ticket:
        """The case itself."""
        return self.waiting.ticket


@dataclass(frozen=True, slots=True)
class Queue:
    """The most urgent cases, and how many there are in all."""

    rows: Sequence[Row]
    total: int


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in the chat before the hand-over."""

    at: datetime
    by_bot: bool
    text: str


class Board:
    """Reads for agents. A queue is worked out once for everybody who looks at it at the same moment."""

    def __init__(self, store: Store, clock: Clock, exams: Exams, tickets: Tickets) -> None:
        self._store, self._clock, self._exams, self._tickets = store, clock, exams, tickets
        self._queues: Kept[Queue] = Kept(clock, _AS_OF)
        self._stamps: Kept[Stamp] = Kept(clock, _AT_ONCE)

    async def queue(self, *, money: bool = False, staff_id: int | None = None, limit: int = _SHOWN) -> Queue:
        """Open cases of candidates (or about money), most urgent first; only those in one colleague's hands where asked."""
        key = (await self.stamp(), money, staff_id, limit)
        return await self._queues.get(key, lambda: self._work_out(money, staff_id, limit))

    async def _work_out(self, money: bool, staff_id: int | None, limit: int) -> Queue:
        waiting = await self._tickets.reading.queue(money=money, staff_id=staff_id)
        now = self._clock.now()
        rows = await self._store.read(lambda tx: [self._row(tx, one, now) for one in waiting[:limit]])
        return Queue(rows, len(waiting))

    async def stamp(self, ticket_id: int | None = None) -> Stamp:
        """A mark that changes with every change of any case, or of that one."""
        if ticket_id is None:
            return await self._stamps.get(None, lambda: self._store.read(staff_board.stamp))
        return await self._store.glance(lambda tx: staff_board.stamp_of(tx, ticket_id))

    async def before(self, case: Ticket) -> Sequence[Said]:
        """What was said in a web chat in the day before the hand-over; nothing of whoever used that chat for another account."""
        if case.chat_id is None:
            return ()
        chat_id, since = case.chat_id, case.opened_at - _BEFORE

        def work(tx: Tx) -> Sequence[Said]:
            bodies = staff_board.web_messages(tx, chat_id, case.account_id, _TRANSCRIPT)
            said = [Said(at, by_bot, without_secrets(text)) for at, by_bot, text in bodies if since <= at <= case.opened_at]
            return tuple(said)

        return await self._store.read(work)

    def _row(self, tx: Tx, one: Waiting, now: datetime) -> Row:
        case = one.ticket
        exam = next((exam for exam in self._exams.current(tx) if exam.id == case.exam), None)
        application = applications.find_application(tx, case.account_id, exam.id) if exam and case.account_id else None
        name = staff_board.name_of(tx, case.account_id) if case.account_id is not None else None
        waited, agreed = _times(case, exam, now)
        return Row(
            waiting=one,
            exam=exam,
            status=status_of(application, exam, now) if exam else Status.NONE,
            name=masked_name(name) if name else None,
            refusal=tickets_trouble.last_refusal(tx, case.chat_id) if case.chat_id is not None else None,
            waited=waited,
            agreed=agreed,
        )


def _times(case: Ticket, exam: Exam | None, now: datetime) -> tuple[timedelta | None, timedelta | None]:
    desk = desk_named(exam, case.desk) if exam else None
    if exam is None or desk is None:
        return None, None
    agreed = timedelta(minutes=desk.answer_minutes) if desk.answer_minutes is not None else None
    if case.asked_at is None:
        return None, agreed
    zone: tzinfo = exam.tz
    return working_time_between(desk, case.asked_at.astimezone(zone), now.astimezone(zone), is_working_day), agreed
