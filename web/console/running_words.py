"""Words of running an exam: windows, kinds of what is kept, columns of the roster."""

from collections.abc import Mapping

from core.model.exam import Kept, WindowName
from locales.words import T

WINDOWS: Mapping[WindowName, str] = {
    WindowName.REGISTRATION: T("Registration and confirming"),
    WindowName.REGISTRATION_HELP: T("Help with registering accounts"),
    WindowName.PAYMENT: T("Payment"),
    WindowName.FORM_PRINT: T("Printing the registration form"),
    WindowName.TICKET_PRINT: T("Printing the admission ticket"),
}

KEPT: Mapping[Kept, str] = {
    Kept.PHOTO: T("Photos"),
    Kept.FORM: T("What was filled in"),
    Kept.CHAT: T("What was said in chats"),
    Kept.CASES: T("Words and files of cases"),
    Kept.IDENTITY: T("Who they were"),
}

COLUMNS: Mapping[str, str] = {
    "serial": T("Serial"),
    "name": T("Name"),
    "gender": T("Gender"),
    "birth_date": T("Date of birth"),
    "document_type": T("Document type"),
    "document_number": T("Document number"),
    "phone": T("Phone"),
    "education": T("Education"),
    "major": T("Major"),
    "position_code": T("Position"),
    "unit": T("Recruiting unit"),
    "title": T("Post"),
    "confirmed_at": T("Confirmed at"),
    "paid_at": T("Paid at"),
    "provider": T("Provider"),
    "transaction_id": T("Trade number"),
    "ticket_number": T("Ticket number"),
    "venue": T("Venue"),
    "room": T("Room"),
    "seat": T("Seat"),
}
