"""Rooms and seats (说明 二(八)): from an import of the office, else in order from the venues of the pack."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.model.application import Application
from core.model.exam import DEFAULT_LOCALE, Exam
from core.ports import Clock
from core.rules.seating import places
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries.applications import get_application
from core.store.queries.audit import record
from core.store.queries.seats import Seat, find_seat, put_seat, queue_up, taken_numbers


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One line of an import: ``serial`` is the number on the registration form."""

    serial: int
    seat: Seat


@dataclass(frozen=True, slots=True)
class SeatingReport:
    """How many seats were given, and the serials of no paid application of the exam; with any of those nothing is kept."""

    given: int
    unknown: tuple[int, ...]


class Seating:
    """Gives seats; each application has at most one, each seat at most one application."""

    def __init__(self, store: Store, clock: Clock, exams: Exams) -> None:
        self._store = store
        self._clock = clock
        self._exams = exams

    def seat_in(self, tx: Tx, exam: Exam, application: Application) -> Seat | None:
        """The seat of a paid application, given now if the pack has venues with a free place; ``None`` while there is none."""
        known = find_seat(tx, application.id)
        if known is not None or not exam.venues:
            return known
        queue_up(tx, exam.id)
        known, taken = find_seat(tx, application.id), taken_numbers(tx, exam.id)
        free = next((place for place in places(exam.venues) if place.ticket_number not in taken), None)
        if known is not None or free is None:
            return known
        names = free.venue.name.in_(DEFAULT_LOCALE), free.venue.address.in_(DEFAULT_LOCALE)
        given = Seat(free.ticket_number, *names, f"{free.room:03d}", f"{free.seat:02d}")
        self._put(tx, exam.id, application.id, given)
        return given

    async def take_over(self, exam_id: str, rows: Iterable[SeatRow]) -> SeatingReport:
        """Take over the office's arrangement, all of it or nothing. Raises ``NotFound`` for an unknown exam."""
        listed = list(rows)

        def work(tx: Tx) -> SeatingReport:
            self._exams.get(tx, exam_id)
            unknown = tuple(row.serial for row in listed if not _is_paid(get_application(tx, row.serial), exam_id))
            if unknown:
                return SeatingReport(0, unknown)
            for row in listed:
                self._put(tx, exam_id, row.serial, row.seat)
            return SeatingReport(len(listed), ())

        return await self._store.write(work)

    def _put(self, tx: Tx, exam_id: str, application_id: int, given: Seat) -> None:
        now = self._clock.now()
        put_seat(tx, application_id, exam_id, given, now)
        after = {"ticket_number": given.ticket_number, "room": given.room, "seat": given.seat}
        record(tx, "application", application_id, now, "system", "seated", None, after)


def _is_paid(application: Application | None, exam_id: str) -> bool:
    return application is not None and application.exam == exam_id and application.paid_at is not None
