"""What a candidate does: ask for a person, say and send things to the case, change what was said, go back to the assistant.

A person has one case at a time, whichever chat it was opened in: two chats of one account speak into the same one.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model.account import Chat
from core.model.decisions import Refused
from core.model.exam import Desk, Exam
from core.model.reasons import Reason
from core.model.tickets import Author, CaseState, Cause, CloseReason, Line, Scope, Ticket
from core.rules.desks import DeskPhase, DeskState, desk_for, desk_state
from core.rules.identity.spotting import without_secrets
from core.rules.identity.throttling import Allowance
from core.rules.tickets import LONGEST_WORDS, may_say
from core.rules.tickets_card import DOCUMENT, NAME, PHONE, TRIED
from core.services.accounts.drafts import view_of
from core.services.tickets.setting import Setting
from core.services.tickets.staff_side import Upload
from core.services.working_days import is_working_day
from core.store.engine import Tx
from core.store.queries import accounts, applications, asked_questions, audit, playbook, registrations, tickets, tickets_trouble
from core.store.queries import tickets_lines as lines
from core.store.queries.counters import take_one

MESSAGES_A_MINUTE = Allowance(20, timedelta(minutes=1))
FILES_A_DAY = Allowance(30, timedelta(days=1))
CASES_A_DAY = Allowance(10, timedelta(days=1))
_AGAIN = timedelta(hours=4)
_ASKED_BEFORE = 5
_ASKED_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as its candidate sees it.

    :ivar desk: where it lies, with how that desk stands now; ``None`` where the pack names none.
    :ivar is_quiet: a person has it, so the assistant keeps quiet: somebody took it, or the desk is open and about to.
    """

    ticket: Ticket
    exam: Exam | None
    desk: Desk | None
    desk_state: DeskState | None
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A case for a person; ``is_new`` is false where one was under way already and the words were added to it."""

    standing: Standing
    is_new: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """Something was added to the case.

    :ivar acknowledge: say that it goes to the case: once since the hand-over, and once more whenever nobody is there.
    """

    standing: Standing
    line: int | None
    acknowledge: bool


class CandidateSide:
    """Use cases of a chat; the case is found by the chat's person."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    async def standing(self, chat: Chat) -> Standing | None:
        """The case under way, ``None`` where there is none. An indexed look: every message asks it."""
        now = self._setting.clock.now()

        def work(tx: Tx) -> Standing | None:
            case = self._setting.case_of_chat(tx, chat)
            return self._standing(tx, case, now) if case else None

        return await self._setting.store.glance(work)

    async def outlook(self, chat: Chat, scope: Scope) -> tuple[Exam, Desk, DeskState] | None:
        """Which desk it would be, and how it stands; ``None`` where the pack has no desks."""
        now = self._setting.clock.now()

        def work(tx: Tx) -> tuple[Exam, Desk, DeskState] | None:
            exam = self._setting.desks.exam_of(tx, chat)
            desk = desk_for(exam, scope.value) if exam else None
            return (exam, desk, _state(exam, desk, now)) if exam and desk else None

        return await self._setting.store.glance(work)

    async def ask(self, chat_id: int, scope: Scope, cause: Cause, text: str, *, source: str | None = None) -> Opened | Refused:
        """Put a case before a person, with everything known about it; policy is refused: no desk takes it (Instructions III(5)).

        :param text: the candidate's words, empty where there are none: then the card speaks for itself.
        """
        now = self._setting.clock.now()
        if scope is Scope.POLICY:
            return Refused(Reason.CASE_POLICY)
        said = may_say(text or "-", longest=LONGEST_WORDS)
        if isinstance(said, Refused):
            return said

        def work(tx: Tx) -> Opened | Refused:
            chat = accounts.lock_chat(tx, chat_id)
            if chat.account_id is not None:
                accounts.lock_account(tx, chat.account_id)
            known = self._setting.case_of_chat(tx, chat) or self._adopted(tx, chat)
            if known is not None:
                self._add(tx, known, text, now, source)
                return Opened(self._standing(tx, tickets.get_ticket(tx, known.id), now), is_new=False)
            return self._open(tx, chat, scope, cause, text, now, source)

        return await self._setting.store.write(work)

    async def say(self, chat: Chat, text: str, *, source: str, upload: Upload | None = None) -> Heard | Refused | None:
        """Add words or a file to the case under way; ``None`` where there is none.

        :param source: the message's own mark, by which an edit finds it and a repeat isn't kept twice.
        """
        now = self._setting.clock.now()
        size = len(upload.content) if upload else 0
        said = may_say(text, has_file=upload is not None, file_size=size, longest=LONGEST_WORDS)

        def work(tx: Tx) -> Heard | Refused | None:
            case = self._setting.case_of_chat(tx, chat) or self._adopted(tx, chat)
            if case is None:
                return None
            case = tickets.get_ticket(tx, case.id, lock=True)
            if isinstance(said, Refused) or case.state is CaseState.CLOSED:
                return said if isinstance(said, Refused) else None
            if (flooded := _flooded(tx, case, now, upload)) is not None:
                return flooded
            line = self._add(tx, case, text, now, source, upload)
            standing = self._standing(tx, tickets.get_ticket(tx, case.id), now)
            again = now - _AGAIN if is_closed(standing) else None
            is_first = line is not None and tickets.acknowledge(tx, case.id, now, again_before=again)
            return Heard(standing, line, acknowledge=is_first)

        return await self._setting.store.write(work)

    async def edit(self, source: str, text: str) -> bool:
        """Follow an edit of a message that is part of a case; whether it was."""
        now = self._setting.clock.now()

        def work(tx: Tx) -> bool:
            line = lines.line_of_source(tx, source)
            if line is None or isinstance(may_say(text, longest=LONGEST_WORDS), Refused):
                return False
            if line.text != without_secrets(text.strip()):
                lines.edit_line(tx, line.id, without_secrets(text.strip()), now)
                tickets.change(tx, line.ticket_id, changed_at=now)
            return True

        return await self._setting.store.write(work)

    async def back_to_assistant(self, chat: Chat) -> Ticket | None:
        """The candidate ends it; the case that was ended, ``None`` where there was none. One about money stays open."""
        now = self._setting.clock.now()

        def work(tx: Tx) -> Ticket | None:
            case = self._setting.case_of_chat(tx, chat)
            if case is None:
                return None
            if not case.is_handover:
                tickets.change(tx, case.id, is_talking=False, changed_at=now)
                return case
            closed = {"state": CaseState.CLOSED.value, "closed_at": now, "closed_by": f"chat:{chat.id}", "changed_at": now}
            done = {"close_reason": CloseReason.BACK_TO_BOT.value, "asked_at": None, "answer_due_at": None}
            tickets.change(tx, case.id, **closed, **done)
            audit.record(tx, "ticket", case.id, now, f"chat:{chat.id}", "closed", after={"reason": CloseReason.BACK_TO_BOT.value})
            return tickets.get_ticket(tx, case.id)

        return await self._setting.store.write(work)

    async def rate(self, chat: Chat, ticket_id: int, *, satisfied: bool) -> bool:
        """The answer to "did that help?", taken once, from the person of the case only; whether it was taken."""

        def work(tx: Tx) -> bool:
            case = tickets.get_ticket(tx, ticket_id, lock=True)
            is_theirs = case.account_id == chat.account_id if case.account_id is not None else case.chat_id == chat.id
            if not is_theirs or case.satisfied is not None or case.state is not CaseState.CLOSED:
                return False
            tickets.change(tx, ticket_id, satisfied=satisfied)
            return True

        return await self._setting.store.write(work)

    async def lines(self, ticket_id: int, limit: int = 5) -> Sequence[Line]:
        """The last lines that a candidate may read: no notes, nothing of the assistant."""
        both = (Author.CANDIDATE, Author.STAFF)
        found = await self._setting.store.read(lambda tx: lines.lines_since(tx, ticket_id))
        return [line for line in found if line.author in both][-limit:]

    def _adopted(self, tx: Tx, chat: Chat) -> Ticket | None:
        """A case opened here before the log-in belongs to the account from now on."""
        if chat.account_id is None:
            return None
        exam = self._setting.desks.exam_of(tx, chat)
        application = applications.find_application(tx, chat.account_id, exam.id) if exam else None
        return tickets.adopt(tx, chat.id, chat.account_id, application.id if application else None)

    def _open(
        self, tx: Tx, chat: Chat, scope: Scope, cause: Cause, text: str, now: datetime, source: str | None
    ) -> Opened | Refused:
        free_at = take_one(tx, f"cases:{chat.id}", CASES_A_DAY, now)
        if free_at is not None:
            return Refused(Reason.CASE_TOO_MANY_MESSAGES, at=free_at)
        exam = self._setting.desks.exam_of(tx, chat)
        desk = desk_for(exam, scope.value) if exam else None
        application = applications.find_application(tx, chat.account_id, exam.id) if exam and chat.account_id else None
        person = {"chat_id": chat.id, "account_id": chat.account_id, "application_id": application.id if application else None}
        place = {"exam": exam.id if exam else None, "desk": desk.id if desk else None, "locale": chat.locale}
        why = {"scope": scope.value, "cause": cause.value, "about": self._typed(tx, chat, now)}
        case = tickets.add_case(tx, f"chat:{chat.id}:{secrets.token_hex(8)}", now, **person, **place, **why)
        _tell_before(tx, case, chat, exam, now)
        self._add(tx, case, text, now, source)
        tickets_trouble.understood(tx, chat.id)
        audit.record(tx, "ticket", case.id, now, f"chat:{chat.id}", "opened", after={"scope": scope.value, "cause": cause.value})
        return Opened(self._standing(tx, tickets.get_ticket(tx, case.id), now), is_new=True)

    def _typed(self, tx: Tx, chat: Chat, now: datetime) -> dict[str, str]:
        """What is known of somebody who has no account yet: masked, and the steps tried with the bank."""
        row = registrations.get_registration(tx, chat.id, now) if chat.account_id is None else None
        if row is None:
            return {}
        seen = view_of(self._setting.vault, row)
        masked = {NAME: seen.masked_name, DOCUMENT: seen.masked_document, PHONE: seen.masked_phone}
        trials = playbook.trials_of(tx, row.document_index) if row.document_index else []
        masked[TRIED] = " ".join(trial.tried.value for trial in trials)
        return {name: value for name, value in masked.items() if value}

    def _add(self, tx: Tx, case: Ticket, text: str, now: datetime, source: str | None, upload: Upload | None = None) -> int | None:
        """One more line of the candidate; an answer is owed from now on, unless one was owed already."""
        kept = lines.add_file(tx, case.id, upload.name, upload.mime, upload.content, now) if upload else None
        line = None
        if text.strip() or upload:
            words = without_secrets(text.strip())
            line = lines.add_line(tx, case.id, Author.CANDIDATE, words, now, file_id=kept, source=source)
            if line is None:
                return None  # kept already
        changed: dict[str, object] = {"changed_at": now}
        if case.asked_at is None:
            exam = self._setting.exam_of(tx, case)
            changed |= {"asked_at": now, "answer_due_at": self._setting.answer_due(exam, case.desk, now)}
        if case.state is CaseState.WAITING:
            changed["state"] = (CaseState.CLAIMED if case.claimed_by is not None else CaseState.OPEN).value
        tickets.change(tx, case.id, **changed)
        return line

    def _standing(self, tx: Tx, case: Ticket, now: datetime) -> Standing:
        exam, desk = self._setting.exam_of(tx, case), self._setting.desk_of(tx, case)
        state = _state(exam, desk, now) if exam and desk else None
        is_answering = state is not None and state.phase is DeskPhase.OPEN
        return Standing(case, exam, desk, state, is_quiet=case.state is not CaseState.OPEN or is_answering)


def is_closed(standing: Standing) -> bool:
    """Whether nobody is at the desk now, but somebody will be."""
    return standing.desk_state is not None and standing.desk_state.phase is DeskPhase.CLOSED


def _state(exam: Exam, desk: Desk, now: datetime) -> DeskState:
    return desk_state(desk, now.astimezone(exam.tz), is_working_day)


def _flooded(tx: Tx, case: Ticket, now: datetime, upload: Upload | None) -> Refused | None:
    free_at = take_one(tx, f"case_lines:{case.id}", MESSAGES_A_MINUTE, now)
    if free_at is None and upload is not None:
        free_at = take_one(tx, f"case_files:{case.id}", FILES_A_DAY, now)
    return Refused(Reason.CASE_TOO_MANY_MESSAGES, at=free_at) if free_at is not None else None


def _tell_before(tx: Tx, case: Ticket, chat: Chat, exam: Exam | None, now: datetime) -> None:
    """What was asked in free words before, and what the assistant said to it."""
    titles = {entry.id: entry.question.in_(chat.locale) for entry in exam.answers} if exam else {}
    for asked in asked_questions.last_questions(tx, chat.id, since=now - _ASKED_WITHIN, limit=_ASKED_BEFORE):
        answered = titles.get(asked.label, asked.tier)
        lines.add_line(tx, case.id, Author.BOT, f"{asked.question}\n→ {answered}", asked.asked_at)
