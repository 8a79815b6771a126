"""What colleagues see: the queue by urgency, one case with its card, what was said since, a case by its number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.errors import NotFound
from core.model.tickets import Card, CaseFile, CaseState, Line, Ticket, Urgency
from core.rules.tickets_card import CardFacts, card_of
from core.rules.urgency import queue_key, until_of, urgency_of
from core.services.tickets.setting import Setting
from core.store.engine import Tx
from core.store.queries import accounts, playbook, tickets, tickets_trouble
from core.store.queries import tickets_lines as lines
from core.store.queries.tickets import SIGNAL

_LONGEST_QUEUE = 2000
_FOUND_AT_MOST = 50
_DIGITS = re.compile(r"[0-9]+")
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case in the queue.

    :ivar until: the instant that matters for its candidate now.
    :ivar is_late: the agreed answer time has passed.
    """

    ticket: Ticket
    until: datetime | None
    urgency: Urgency
    is_late: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case, whole: how it stands, its card, and everything said in it."""

    ticket: Ticket
    card: Card
    lines: Sequence[Line]


class Reading:
    """Reads, and changes nothing. ``SIGNAL`` is sent with every change of any case."""

    SIGNAL = SIGNAL

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    async def queue(
        self, *, desks: Sequence[str] | None = None, money: bool | None = None, staff_id: int | None = None
    ) -> list[Waiting]:
        """Cases that aren't closed, most urgent first.

        :param desks: those of these desks only.
        :param money: ``True`` those about money only, ``False`` those of candidates only.
        :param staff_id: those that this colleague holds only.
        """
        now = self._setting.clock.now()

        def fits(case: Ticket) -> bool:
            at_desk = desks is None or case.desk in desks
            of_kind = money is None or money is not case.is_handover
            return at_desk and of_kind and (staff_id is None or case.claimed_by == staff_id)

        def work(tx: Tx) -> list[Waiting]:
            cases = [case for case in tickets.open_tickets(tx, limit=_LONGEST_QUEUE) if fits(case)]
            return sorted((self._waiting(tx, case, now) for case in cases), key=lambda one: _key(one, now))

        return await self._setting.store.read(work)

    async def closed(self, limit: int = _FOUND_AT_MOST) -> list[Ticket]:
        """The cases closed last, newest first."""
        return await self._setting.store.read(lambda tx: tickets.closed_tickets(tx, limit=limit))

    async def case(self, ticket_id: int) -> CaseView | None:
        """The case of that number, ``None`` where there is none."""
        now = self._setting.clock.now()

        def work(tx: Tx) -> CaseView | None:
            try:
                case = tickets.get_ticket(tx, ticket_id)
            except NotFound:
                return None
            return CaseView(case, self.card_in(tx, case, now), lines.lines_since(tx, ticket_id))

        return await self._setting.store.read(work)

    async def lines_since(self, ticket_id: int, since: int = 0) -> list[Line]:
        """What was said after line ``since``. Edits of earlier lines don't show here: read the case anew when it has changed."""
        return await self._setting.store.read(lambda tx: lines.lines_since(tx, ticket_id, since))

    async def of_person(self, ticket_id: int) -> list[Ticket]:
        """The other cases about the same person, newest first."""

        def work(tx: Tx) -> list[Ticket]:
            case = tickets.get_ticket(tx, ticket_id)
            found = tickets.tickets_of(tx, case.account_id) if case.account_id is not None else []
            return [one for one in found if one.id != ticket_id]

        return await self._setting.store.read(work)

    async def search(self, text: str) -> list[Ticket]:
        """Cases whose number stands in ``text``, however it is written (``#12``, ``№ 12``, ``12, 13``)."""
        numbers = [int(one) for one in _DIGITS.findall(text)[:_FOUND_AT_MOST] if one.isascii() and int(one) <= _LARGEST_ID]

        def work(tx: Tx) -> list[Ticket]:
            found = []
            for number in dict.fromkeys(numbers):
                try:
                    found.append(tickets.get_ticket(tx, number))
                except NotFound:
                    continue
            return found

        return await self._setting.store.read(work)

    async def file(self, ticket_id: int, file_id: int) -> tuple[CaseFile, bytes]:
        """A photo or document of that case. Raises ``NotFound``."""
        return await self._setting.store.read(lambda tx: lines.get_file(tx, ticket_id, file_id))

    def card_in(self, tx: Tx, case: Ticket, now: datetime) -> Card:
        """The card inside a transaction."""
        account_id = case.account_id
        account = accounts.get_account(tx, self._setting.vault, account_id) if account_id is not None else None
        person = accounts.document_index(tx, account_id) if account_id is not None else None
        facts = CardFacts(
            case=case,
            exam=self._setting.exam_of(tx, case),
            account=account,
            application=self._setting.application_of(tx, case),
            refusal=tickets_trouble.last_refusal(tx, case.chat_id) if case.chat_id is not None else None,
            trials=playbook.trials_of(tx, person) if person else (),
            words=lines.first_words(tx, case.id),
        )
        return card_of(facts, now)

    def _waiting(self, tx: Tx, case: Ticket, now: datetime) -> Waiting:
        until = until_of(case, self._setting.exam_of(tx, case), self._setting.application_of(tx, case), now)
        is_late = case.answer_due_at is not None and case.answer_due_at <= now
        return Waiting(case, until, urgency_of(until, now), is_late)


def _key(one: Waiting, now: datetime) -> tuple[object, ...]:
    is_waiting = one.ticket.state is CaseState.WAITING
    return is_waiting, *queue_key(one.until, one.ticket.answer_due_at, one.ticket.id, now)
