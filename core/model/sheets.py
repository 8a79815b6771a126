"""What a candidate prints: the words on the registration form (Instructions II(7)) and on the admission ticket (II(8)).

Every value is a string as it is to be read on paper: dates, instants and names of things are told by the edge that knows the
language. A sheet brings its own labels, so a template holds no text. All of it is data: nothing in a value is ever markup.
An empty optional value prints as a dash.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass


@dataclass(frozen=True, slots=True)
class FormLabels:
    """What the registration form calls things. ``sheet`` names the document, ``photo`` and ``code`` describe the pictures too."""

    sheet: str
    serial: str
    person: str
    name: str
    gender: str
    birth_on: str
    document_type: str
    document_number: str
    phone: str
    email: str
    political_status: str
    household: str
    address: str
    photo: str
    educations: str
    level: str
    degree: str
    school: str
    major: str
    mode: str
    period: str
    position: str
    position_code: str
    position_title: str
    unit: str
    confirmed_at: str
    paid_at: str
    agreements: str
    agreement: str
    version: str
    accepted_at: str
    notes: str
    printed_at: str
    code: str


@dataclass(frozen=True, slots=True)
class EducationRow:
    """One level of education. ``period`` is its span in months or days, ``mode`` full-time or part-time (and where, if abroad)."""

    level: str
    degree: str
    school: str
    major: str
    mode: str
    period: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One agreement as it was accepted: Instructions II(3)."""

    title: str
    version: str
    accepted_at: str


@dataclass(frozen=True, slots=True)
class FormValues:
    """The registration form. The document number is whole: paper is for the candidate."""

    labels: FormLabels
    exam_title: str
    serial: str
    name: str
    gender: str
    birth_on: str
    document_type: str
    document_number: str
    phone: str
    position_code: str
    position_title: str
    unit: str
    confirmed_at: str
    paid_at: str
    printed_at: str
    email: str = ""
    political_status: str = ""
    household: str = ""
    address: str = ""
    educations: tuple[EducationRow, ...] = ()
    agreements: tuple[AgreementRow, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketLabels:
    """What the admission ticket calls things. ``code`` says what the QR code is for, ``seat_card`` heads venue, room and seat."""

    sheet: str
    ticket_number: str
    name: str
    gender: str
    document_type: str
    document_number: str
    position_code: str
    photo: str
    seat_card: str
    venue: str
    address: str
    room: str
    seat: str
    papers: str
    paper: str
    day: str
    time: str
    notes: str
    printed_at: str
    code: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One sitting: its name, the day (with weekday) and from when to when, in the zone of the exam."""

    name: str
    day: str
    time: str


@dataclass(frozen=True, slots=True)
class TicketValues:
    """The admission ticket. ``notes`` come from the exam pack, in order: several copies, check every field, …"""

    labels: TicketLabels
    exam_title: str
    ticket_number: str
    name: str
    document_type: str
    document_number: str
    venue: str
    address: str
    room: str
    seat: str
    printed_at: str
    gender: str = ""
    position_code: str = ""
    papers: tuple[PaperRow, ...] = ()
    notes: tuple[str, ...] = ()


SheetValues = FormValues | TicketValues


def strings_of(part: object) -> Iterator[str]:
    """Every string that ``part`` (a sheet's values, or any row of it) puts on paper."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from strings_of(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from strings_of(getattr(part, field.name))
