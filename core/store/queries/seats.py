"""Seats: which ticket number, venue, room and seat an application was given."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.store.tables.exams import exam_version, seat


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a room; ``ticket_number`` is unique in the exam."""

    ticket_number: str
    venue: str
    address: str
    room: str
    seat: str


_COLUMNS = (seat.c.ticket_number, seat.c.venue, seat.c.address, seat.c.room, seat.c.seat)


def find_seat(tx: sa.Connection, application_id: int) -> Seat | None:
    """The seat of that application."""
    row = tx.execute(sa.select(*_COLUMNS).where(seat.c.application_id == application_id)).first()
    return Seat(*row) if row else None


def put_seat(tx: sa.Connection, application_id: int, exam: str, given: Seat, now: datetime) -> None:
    """Give the seat, in place of another. Raises ``IntegrityError`` where ticket number or place is taken."""
    tx.execute(seat.delete().where(seat.c.application_id == application_id))
    tx.execute(
        seat.insert().values(
            application_id=application_id,
            exam=exam,
            ticket_number=given.ticket_number,
            venue=given.venue,
            address=given.address,
            room=given.room,
            seat=given.seat,
            issued_at=now,
        )
    )


def taken_numbers(tx: sa.Connection, exam: str) -> set[str]:
    """Ticket numbers that are given away."""
    return set(tx.execute(sa.select(seat.c.ticket_number).where(seat.c.exam == exam)).scalars())


def queue_up(tx: sa.Connection, exam: str) -> None:
    """Wait for others who give away seats of the exam right now."""
    tx.execute(
        sa.select(exam_version.c.id).where(exam_version.c.exam == exam).order_by(exam_version.c.id).limit(1).with_for_update()
    )
