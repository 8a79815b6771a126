"""Registration form and admission ticket (说明 二(七), 二(八)): who may print, and the facts that go on paper."""

from dataclasses import dataclass
from datetime import datetime

from core.model.account import Account
from core.model.application import Application
from core.model.decisions import Decision, Refused
from core.model.exam import Exam, Position
from core.model.reasons import Reason
from core.model.sheets import strings_of
from core.ports import Clock, Printer, Sheet
from core.rules.journey import may_print_form, may_print_ticket, refuse
from core.services.applications.desk import Desk
from core.services.seating import Seating
from core.store.engine import Store, Tx
from core.store.queries import accounts, applications, exams
from core.store.queries.audit import record
from core.store.queries.seats import Seat
from core.store.vault import Vault


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What stands on a sheet. ``seat`` is there on a ticket only; ``code`` lets staff verify the paper and names nobody."""

    exam: Exam
    account: Account
    application: Application
    position: Position
    photo_jpeg: bytes | None
    seat: Seat | None
    code: str
    at: datetime


class Printing:
    """Prints for those who have paid, inside the windows."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, desk: Desk, seating: Seating, printer: Printer) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._desk = desk
        self._seating = seating
        self._printer = printer

    async def form(self, chat_id: int) -> SheetFacts | Refused:
        """The facts of the registration form, or why it can't be printed now."""

        def work(tx: Tx) -> SheetFacts | Refused:
            _, exam, application = self._desk.look(tx, chat_id)
            return self._facts(tx, chat_id, "form", may_print_form(application, exam, self._clock.now()) if exam else None)

        return await self._store.write(work)

    async def ticket(self, chat_id: int) -> SheetFacts | Refused:
        """The facts of the admission ticket with its seat, or why it can't be printed now."""

        def work(tx: Tx) -> SheetFacts | Refused:
            _, exam, application = self._desk.look(tx, chat_id)
            if exam is None or application is None:
                return self._facts(tx, chat_id, "ticket", None)
            now = self._clock.now()
            early = may_print_ticket(application, exam, now, issued=True)
            if isinstance(early, Refused):
                return early
            seat = self._seating.seat_in(tx, exam, application)
            return self._facts(tx, chat_id, "ticket", may_print_ticket(application, exam, now, issued=seat is not None), seat)

        return await self._store.write(work)

    def _facts(self, tx: Tx, chat_id: int, kind: str, decision: Decision | None, seat: Seat | None = None) -> SheetFacts | Refused:
        chat, exam, application = self._desk.look(tx, chat_id)
        if isinstance(decision, Refused):
            return decision
        if exam is None or application is None or chat.account_id is None:
            return Refused(Reason.NOT_PAID) if exam is None else refuse(exam, Reason.NOT_PAID)
        position = exams.get_position(tx, exam.id, application.position_code or "")
        if position is None:
            return refuse(exam, Reason.POSITION_UNKNOWN, about=(application.position_code or "",))
        photo = applications.get_photo(tx, application.photo_id, chat.account_id) if application.photo_id else None
        now = self._clock.now()
        record(tx, "application", application.id, now, f"chat:{chat_id}", f"printed_{kind}")
        account = accounts.get_account(tx, self._vault, chat.account_id)
        code = self._code(exam.id, kind, seat.ticket_number if seat else str(application.id))
        return SheetFacts(exam, account, application, position, photo, seat, code, now)

    def _code(self, exam_id: str, kind: str, number: str) -> str:
        plain = f"{exam_id}/{kind}/{number}"
        return f"{plain}/{self._vault.index(plain, place='sheet.code')[:20]}"

    async def put_on_paper(self, sheet: Sheet) -> bytes | Refused:
        """The PDF; refused, with the characters, where a name can't be drawn: a wrong box never goes on paper."""
        missing = "".join(dict.fromkeys("".join(self._printer.uncovered(text) for text in strings_of(sheet.values))))
        if missing:
            return Refused(Reason.NAME_NOT_PRINTABLE, about=(missing,))
        return await self._printer.print(sheet)
