"""Candidates as staff see them: masked; in full only for a reason that is written down, and only to those who deal with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model.account import Account
from core.model.application import Application, Status
from core.model.decisions import Refused
from core.model.exam import DocumentFormat, Exam
from core.model.reasons import Reason
from core.model.staff import Right, Staff
from core.model.tickets import Ticket
from core.ports import Clock
from core.rules.identity.documents import read_document
from core.rules.identity.masking import masked_document, masked_name, masked_phone
from core.rules.identity.usernames import username_key
from core.rules.staffing import SHORTEST_REASON, may
from core.rules.status import status_of
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import accounts, applications, staff_people, tickets
from core.store.queries.accounts import DOCUMENT, PHONE
from core.store.queries.audit import AuditRow, history, record
from core.store.queries.staff_people import ChatRow, LetterRow
from core.store.vault import Vault

_SHOWN = 50
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a list, masked."""

    id: int
    username: str
    name: str
    document: str
    phone: str
    standing: Sequence[tuple[Exam, Status, str | None]]


@dataclass(frozen=True, slots=True)
class PersonView:
    """One candidate, masked, with everything an office needs to help."""

    person: Person
    applications: Sequence[tuple[Exam, Status, Application]]
    chats: Sequence[ChatRow]
    cases: Sequence[Ticket]
    letters: Sequence[LetterRow]
    history: Sequence[AuditRow]


class People:
    """Reads for whoever helps."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, exams: Exams) -> None:
        self._store, self._clock, self._vault, self._exams = store, clock, vault, exams

    async def find(self, text: str) -> Sequence[Person]:
        """Whoever has exactly this username, name, document number or phone; the newest accounts where nothing was asked."""
        wanted, now = text.strip(), self._clock.now()

        def work(tx: Tx) -> Sequence[Person]:
            found = staff_people.search(tx, self._marks(wanted), _SHOWN) if wanted else staff_people.newest(tx, _SHOWN)
            return [self._person(tx, account_id, now) for account_id in found]

        return await self._store.read(work)

    async def view(self, account_id: int) -> PersonView:
        """One candidate. Raises ``NotFound``."""
        now = self._clock.now()

        def work(tx: Tx) -> PersonView:
            person = self._person(tx, account_id, now)
            standing = [(exam, applications.find_application(tx, account_id, exam.id)) for exam in self._exams.current(tx)]
            return PersonView(
                person=person,
                applications=[(exam, status_of(one, exam, now), one) for exam, one in standing if one is not None],
                chats=staff_people.chats_of(tx, account_id),
                cases=tickets.tickets_of(tx, account_id),
                letters=staff_people.letters_of(tx, account_id, _SHOWN),
                history=history(tx, "account", account_id)[-_SHOWN:],
            )

        return await self._store.read(work)

    async def identity(self, account_id: int, staff: Staff, reason: str) -> Account | Refused:
        """The identity in full, for a reason; written down in the transaction that reads it. Raises ``NotFound``.

        An agent sees it of those whose case is in the agent's own hands, a supervisor of everybody.
        """
        now, why = self._clock.now(), " ".join(reason.split())[:_LONGEST_REASON]
        if not may(staff.roles, Right.FULL_IDENTITY):
            return Refused(Reason.STAFF_FORBIDDEN)
        if len(why) < SHORTEST_REASON:
            return Refused(Reason.STAFF_REASON_MISSING)

        def work(tx: Tx) -> Account | Refused:
            account = accounts.get_account(tx, self._vault, account_id)
            theirs = may(staff.roles, Right.CASES_OF_OTHERS) or staff_people.holds_case_of(tx, staff.id, account_id)
            what = "identity_shown" if theirs else "identity_refused"
            record(tx, "account", account_id, now, f"staff:{staff.id}", what, after={"reason": why})
            return account if theirs else Refused(Reason.STAFF_NOT_YOUR_CASE)

        return await self._store.write(work)

    def _marks(self, text: str) -> staff_people.Marks:
        today = self._clock.now().date()
        number = "".join(text.split())
        readings = [(form, read_document(form, number, today)) for form in DocumentFormat]
        persons = [f"{form.value}:{one.person}" for form, one in readings if not isinstance(one, Refused)]
        digits = "".join(letter for letter in number if letter.isascii() and letter.isdigit())
        return staff_people.Marks(
            username=username_key(text),
            name=text,
            documents=[self._vault.index(one, place=DOCUMENT) for one in persons],
            phones=[self._vault.index(one, place=PHONE) for one in {digits, f"+86{digits}", f"86{digits}"} if digits],
        )

    def _person(self, tx: Tx, account_id: int, now: datetime) -> Person:
        account = accounts.get_account(tx, self._vault, account_id)
        found = [(exam, applications.find_application(tx, account_id, exam.id)) for exam in self._exams.current(tx)]
        return Person(
            id=account.id,
            username=account.username,
            name=masked_name(account.identity.name),
            document=masked_document(account.identity.document_number),
            phone=masked_phone(account.phone),
            standing=[(exam, status_of(one, exam, now), one.position_code) for exam, one in found if one is not None],
        )
