"""What a colleague does to a case: take, answer, note, pass on, close, open again. One transaction each, the case locked first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.errors import NotFound
from core.model.decisions import Decision, Refused
from core.model.reasons import Reason
from core.model.tickets import Agent, Author, CaseState, CloseReason, Ticket
from core.rules.desks import desk_named
from core.rules.tickets import may_claim, may_close, may_reopen, may_reply, may_say, may_transfer
from core.services.tickets.setting import Setting
from core.services.tickets.telling import (
    CASE_CLAIMED,
    CASE_CLOSED,
    CASE_REOPENED,
    STAFF_EDIT,
    STAFF_REPLY,
    tell,
)
from core.store.engine import Tx
from core.store.queries import audit, tickets
from core.store.queries import tickets_lines as lines


@dataclass(frozen=True, slots=True)
class Upload:
    """A photo or document on its way to the candidate."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """It is done. ``line`` is the number of the message or note written, where one was."""

    line: int | None = None


class StaffSide:
    """Every method answers ``Done``, or ``Refused`` with a reason that has its sentence; an unknown case is refused too."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    async def claim(self, ticket_id: int, by: Agent) -> Done | Refused:
        """Take a case. Of two who press at once one gets it, the other hears who has it."""

        def work(tx: Tx, case: Ticket, now: datetime) -> Done:
            self._take(tx, case, by, now)
            return Done()

        return await self._on(ticket_id, by, may_claim, work)

    async def reply(
        self, ticket_id: int, by: Agent, text: str, *, upload: Upload | None = None, once: str | None = None
    ) -> Done | Refused:
        """Answer the candidate on every chat that reaches him; an open case is taken with it.

        :param once: the form's or update's own mark: the same one answers once, however often it comes.
        """
        size = len(upload.content) if upload else 0

        def allowed(case: Ticket, agent: Agent) -> Decision:
            if case.account_id is None and case.chat_id is None:
                return Refused(Reason.CASE_NO_CHAT)
            return may_reply(case, agent, text, has_file=upload is not None, file_size=size)

        def work(tx: Tx, case: Ticket, now: datetime) -> Done:
            file_id = lines.add_file(tx, case.id, upload.name, upload.mime, upload.content, now) if upload else None
            said = (tx, case.id, Author.STAFF, text.strip(), now)
            line = lines.add_line(*said, staff_id=by.id, name=by.name, file_id=file_id, source=once)
            if line is None:
                return Done()
            self._take(tx, case, by, now, says_so=False)
            answered: dict[str, object] = {"state": CaseState.WAITING.value, "asked_at": None, "answer_due_at": None}
            answered |= {"changed_at": now, "is_talking": True}
            tickets.change(tx, case.id, **answered, first_answer_at=case.first_answer_at or now)
            tell(tx, case, STAFF_REPLY, line, now, message=str(line))
            audit.record(tx, "ticket", case.id, now, f"staff:{by.id}", "replied", after={"line": line})
            return Done(line)

        return await self._on(ticket_id, by, allowed, work)

    async def edit(self, ticket_id: int, line_id: int, by: Agent, text: str) -> Done | Refused:
        """Put other words in place of one's own reply or note; where it has arrived it is changed too."""

        def work(tx: Tx, case: Ticket, now: datetime) -> Done | Refused:
            line = lines.get_line(tx, line_id)
            if line.ticket_id != case.id or line.staff_id != by.id or case.state is CaseState.CLOSED:
                return Refused(Reason.CASE_NOT_EDITABLE)
            if line.text == text.strip():
                return Done(line_id)
            lines.edit_line(tx, line_id, text.strip(), now)
            tickets.change(tx, case.id, changed_at=now)
            if line.author is Author.STAFF:
                tell(tx, case, STAFF_EDIT, f"{line_id}:{len(line.earlier)}", now, message=str(line_id))
            audit.record(tx, "ticket", case.id, now, f"staff:{by.id}", "edited", after={"line": line_id})
            return Done(line_id)

        return await self._on(ticket_id, by, lambda _case, _by: may_say(text), work)

    async def note(self, ticket_id: int, by: Agent, text: str, *, once: str | None = None) -> Done | Refused:
        """Leave a note for colleagues; whoever holds the case, closed ones too."""

        def work(tx: Tx, case: Ticket, now: datetime) -> Done:
            line = lines.add_line(tx, case.id, Author.NOTE, text.strip(), now, staff_id=by.id, name=by.name, source=once)
            tickets.change(tx, case.id, changed_at=now)
            return Done(line)

        return await self._on(ticket_id, by, lambda _case, _by: may_say(text), work)

    async def transfer(self, ticket_id: int, by: Agent, *, desk: str | None = None, to: Agent | None = None) -> Done | Refused:
        """Pass a case on: to a desk, where it is open again, or to a colleague, who has it at once. What was owed stays owed."""

        def work(tx: Tx, case: Ticket, now: datetime) -> Done | Refused:
            exam = self._setting.exam_of(tx, case)
            if desk is not None and (exam is None or desk_named(exam, desk) is None):
                return Refused(Reason.CASE_DESK_UNKNOWN)
            owed = case.asked_at is not None
            held = (to.id, to.name, now) if to else (None, None, None)
            state = CaseState.OPEN if to is None else CaseState.CLAIMED if owed else CaseState.WAITING
            values = dict(zip(("claimed_by", "claimed_name", "claimed_at"), held, strict=True))
            due = self._setting.answer_due(exam, desk or case.desk, now) if owed else None
            moved = {"desk": desk or case.desk, "state": state.value, "answer_due_at": due, "changed_at": now}
            tickets.change(tx, case.id, **values, **moved)
            after = {"desk": desk or case.desk, "to": to.id if to else None}
            audit.record(tx, "ticket", case.id, now, f"staff:{by.id}", "transferred", {"desk": case.desk}, after)
            return Done()

        return await self._on(ticket_id, by, may_transfer, work)

    async def close(self, ticket_id: int, by: Agent, why: CloseReason) -> Done | Refused:
        """Close a case; a candidate who was talked to is told, and asked once whether it helped."""

        def work(tx: Tx, case: Ticket, now: datetime) -> Done:
            closed = {"state": CaseState.CLOSED.value, "closed_at": now, "closed_by": f"staff:{by.id}", "changed_at": now}
            owed_nothing = {"asked_at": None, "answer_due_at": None, "close_reason": why.value}
            tickets.change(tx, case.id, **closed, **owed_nothing)
            if case.is_handover:
                tell(tx, case, CASE_CLOSED, now.timestamp(), now, reason=why.value, ask="1" if _asks(case, why) else "")
            audit.record(tx, "ticket", case.id, now, f"staff:{by.id}", "closed", after={"reason": why.value})
            return Done()

        return await self._on(ticket_id, by, may_close, work)

    async def reopen(self, ticket_id: int, by: Agent) -> Done | Refused:
        """Open a closed case again, in one's own hands. A person has one case at a time: not while another one is under way."""

        def work(tx: Tx, case: Ticket, now: datetime) -> Done | Refused:
            if case.is_handover and case.chat_id is not None and tickets.open_case_of(tx, case.chat_id, case.account_id):
                return Refused(Reason.CASE_NOT_CLOSED)
            opened = {"state": CaseState.WAITING.value, "closed_at": None, "closed_by": None, "close_reason": None}
            mine = {"claimed_by": by.id, "claimed_name": by.name, "claimed_at": now, "changed_at": now}
            tickets.change(tx, case.id, **opened, **mine)
            if case.is_handover:
                tell(tx, case, CASE_REOPENED, now.timestamp(), now, name=by.name)
            audit.record(tx, "ticket", case.id, now, f"staff:{by.id}", "reopened")
            return Done()

        return await self._on(ticket_id, by, lambda case, _by: may_reopen(case), work)

    async def release(self, staff_id: int, *, actor: str = "system") -> int:
        """Give back every case of a colleague who leaves; they are open again, and what was owed stays owed. How many."""
        now = self._setting.clock.now()
        return await self._setting.store.write(lambda tx: self.release_in(tx, staff_id, now, actor=actor))

    def release_in(self, tx: Tx, staff_id: int, now: datetime, *, actor: str = "system") -> int:
        """The same inside the transaction that closes the colleague's account."""
        numbers = tickets.held_by(tx, staff_id)
        for number in numbers:
            free = {"claimed_by": None, "claimed_name": None, "claimed_at": None, "changed_at": now}
            tickets.change(tx, number, state=CaseState.OPEN.value, **free)
            audit.record(tx, "ticket", number, now, actor, "released", {"claimed_by": staff_id})
        return len(numbers)

    def _take(self, tx: Tx, case: Ticket, by: Agent, now: datetime, *, says_so: bool = True) -> None:
        if case.claimed_by == by.id:
            return
        mine = {"claimed_by": by.id, "claimed_name": by.name, "claimed_at": now, "changed_at": now}
        tickets.change(tx, case.id, state=CaseState.CLAIMED.value, **mine)
        if case.is_handover and says_so:
            tell(tx, case, CASE_CLAIMED, by.id, now, name=by.name)
        audit.record(tx, "ticket", case.id, now, f"staff:{by.id}", "claimed", {"claimed_by": case.claimed_by})

    async def _on(
        self,
        ticket_id: int,
        by: Agent,
        allowed: Callable[[Ticket, Agent], Decision],
        work: Callable[[Tx, Ticket, datetime], Done | Refused],
    ) -> Done | Refused:
        now = self._setting.clock.now()

        def unit(tx: Tx) -> Done | Refused:
            try:
                case = tickets.get_ticket(tx, ticket_id, lock=True)
                decision = allowed(case, by)
                return decision if isinstance(decision, Refused) else work(tx, case, now)
            except NotFound:
                return Refused(Reason.CASE_UNKNOWN)

        return await self._setting.store.write(unit)


def _asks(case: Ticket, why: CloseReason) -> bool:
    """Satisfaction is asked once, and only of somebody who was answered."""
    return case.satisfied is None and case.first_answer_at is not None and why in (CloseReason.SOLVED, CloseReason.NO_REPLY)
