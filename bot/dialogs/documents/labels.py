"""What the papers call things."""

from core.model.sheets import FormLabels, TicketLabels
from locales.words import T, Words


def form_labels(words: Words) -> FormLabels:
    """The registration form's own words."""
    return FormLabels(
        sheet=words(T("Registration form")),
        serial=words(T("Serial")),
        person=words(T("Personal information")),
        name=words(T("Name")),
        gender=words(T("Gender")),
        birth_on=words(T("Date of birth")),
        document_type=words(T("Document type")),
        document_number=words(T("Document number")),
        phone=words(T("Phone")),
        email=words(T("E-mail")),
        political_status=words(T("Political status")),
        household=words(T("Registered residence")),
        address=words(T("Postal address")),
        photo=words(T("Photo")),
        educations=words(T("Education")),
        level=words(T("Level")),
        degree=words(T("Degree")),
        school=words(T("School")),
        major=words(T("Major")),
        mode=words(T("Form of study")),
        period=words(T("Period")),
        position=words(T("Position applied for")),
        position_code=words(T("Position code")),
        position_title=words(T("Position")),
        unit=words(T("Unit")),
        confirmed_at=words(T("Confirmed at")),
        paid_at=words(T("Paid at")),
        agreements=words(T("Accepted agreements")),
        agreement=words(T("Agreement")),
        version=words(T("Version")),
        accepted_at=words(T("Accepted at")),
        notes=words(T("Notes")),
        printed_at=words(T("Printed at")),
        code=words(T("Verification code")),
    )


def ticket_labels(words: Words) -> TicketLabels:
    """The admission ticket's own words."""
    return TicketLabels(
        sheet=words(T("Admission ticket")),
        ticket_number=words(T("Ticket number")),
        name=words(T("Name")),
        gender=words(T("Gender")),
        document_type=words(T("Document type")),
        document_number=words(T("Document number")),
        position_code=words(T("Position code")),
        photo=words(T("Photo")),
        seat_card=words(T("Venue and seat")),
        venue=words(T("Venue")),
        address=words(T("Address")),
        room=words(T("Room")),
        seat=words(T("Seat")),
        papers=words(T("Papers")),
        paper=words(T("Paper")),
        day=words(T("Day")),
        time=words(T("Time")),
        notes=words(T("Notes for candidates")),
        printed_at=words(T("Printed at")),
        code=words(T("Verification code")),
    )
