"""Every table of the product on one ``metadata``; one module an area."""

from core.store.tables import (
    accounts,
    applications,
    asked_questions,
    chats,
    choosing,
    exams,
    gates,
    leases,
    outbox,
    pages,
    payments,
    reminders,
    staff,
    staging,
    tickets,
    web_deliveries,
    written_answers,
)
from core.store.tables.types import metadata

__all__ = [
    "accounts",
    "applications",
    "asked_questions",
    "chats",
    "choosing",
    "exams",
    "gates",
    "leases",
    "metadata",
    "outbox",
    "pages",
    "payments",
    "reminders",
    "staff",
    "staging",
    "tickets",
    "web_deliveries",
    "written_answers",
]
