"""Names of the domain's own things: steps of the way, levels, degrees, fields, statuses."""

from collections.abc import Mapping

from core.model.application import Degree, Level, Status
from locales.words import T, Words

NAMES: Mapping[str, str] = {
    "junior_college": T("Junior college"),
    "bachelor": T("Bachelor"),
    "master": T("Master"),
    "doctor": T("Doctor"),
    "degree_none": T("No degree"),
    "degree_bachelor": T("Bachelor's degree"),
    "degree_master": T("Master's degree"),
    "degree_doctor": T("Doctor's degree"),
    "political_status": T("Political status"),
    "party_member": T("Member of the Communist Party"),
    "probationary_member": T("Probationary member of the Communist Party"),
    "league_member": T("Member of the Youth League"),
    "democratic_party": T("Member of a democratic party"),
    "none": T("No party"),
    "household": T("Registered residence"),
    "address": T("Postal address"),
    "email": T("E-mail"),
    "school": T("School"),
    "major": T("Major"),
    "education": T("Education"),
    "male": T("Male"),
    "female": T("Female"),
}

STATUSES: Mapping[Status, str] = {
    Status.NONE: T("Not applied yet"),
    Status.AGREED: T("Filling in the form"),
    Status.FORM_COMPLETE: T("Form complete, no position yet"),
    Status.STASHED: T("Position stashed, not confirmed"),
    Status.CONFIRMED: T("Awaiting payment"),
    Status.VERIFYING: T("Payment being verified"),
    Status.UNDER_REVIEW: T("Payment under review"),
    Status.PAID: T("Paid"),
    Status.FORM_PRINTABLE: T("Paid"),
    Status.TICKET_PRINTABLE: T("Paid"),
    Status.ABANDONED_UNCONFIRMED: T("Given up: not confirmed in time"),
    Status.ABANDONED_UNPAID: T("Given up: not paid in time"),
    Status.REFUNDED: T("Refunded"),
}


def name_of(words: Words, key: str) -> str:
    """The name of ``key`` in the reader's language; an unknown key is a name already."""
    return words(NAMES[key]) if key in NAMES else key


def level_name(words: Words, level: Level) -> str:
    """A level of education."""
    return name_of(words, level.name.lower())


def degree_name(words: Words, degree: Degree) -> str:
    """A degree."""
    return name_of(words, f"degree_{degree.value}")


def status_name(words: Words, status: Status) -> str:
    """Where an application stands, in a few words."""
    return words(STATUSES[status])
