"""Everything that is kept of one person, table by table, as JSON values."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from core.store.queries.accounts import DOCUMENT, PHONE
from core.store.tables.accounts import account, audit
from core.store.tables.applications import application, photo
from core.store.tables.asked_questions import asked_question
from core.store.tables.chats import chat, web_message
from core.store.tables.choosing import favourite
from core.store.tables.exams import seat
from core.store.tables.outbox import letter_try, outbox
from core.store.tables.payments import payment_attempt, payment_capture, payment_refund
from core.store.tables.reminders import reminder_wish
from core.store.tables.tickets import ticket, ticket_file, ticket_message
from core.store.vault import Vault

_HIDDEN = frozenset(
    {"password_hash", "document_sealed", "phone_sealed", "document_index", "phone_index", "username_key", "read_back_hash"}
)
Rows = list[dict[str, Any]]


def dossier(tx: sa.Connection, vault: Vault, account_id: int) -> Mapping[str, Rows]:
    """By the name of each table, the rows that are about the account; what is sealed is opened, hashes and indexes are left out."""
    applied = sa.select(application.c.id).where(application.c.account_id == account_id)
    chats = sa.select(chat.c.id).where(chat.c.account_id == account_id)
    on_web = sa.select(chat.c.native_id).where(chat.c.account_id == account_id, chat.c.channel == "web")
    captured = sa.select(payment_capture.c.id).where(payment_capture.c.application_id.in_(applied))
    cases = sa.select(ticket.c.id).where(sa.or_(ticket.c.account_id == account_id, ticket.c.application_id.in_(applied)))
    letters = sa.select(outbox.c.id).where(outbox.c.account_id == account_id)
    numbers = sa.select(sa.cast(application.c.id, sa.String)).where(application.c.account_id == account_id)
    about = {
        account: account.c.id == account_id,
        application: application.c.account_id == account_id,
        photo: photo.c.account_id == account_id,
        seat: seat.c.application_id.in_(applied),
        payment_attempt: payment_attempt.c.application_id.in_(applied),
        payment_capture: payment_capture.c.application_id.in_(applied),
        payment_refund: payment_refund.c.capture_id.in_(captured),
        chat: chat.c.account_id == account_id,
        web_message: web_message.c.native_id.in_(on_web),
        asked_question: asked_question.c.chat_id.in_(chats),
        favourite: sa.or_(favourite.c.account_id == account_id, favourite.c.chat_id.in_(chats)),
        reminder_wish: reminder_wish.c.account_id == account_id,
        outbox: outbox.c.account_id == account_id,
        letter_try: letter_try.c.letter_id.in_(letters),
        ticket: ticket.c.id.in_(cases),
        ticket_message: sa.and_(ticket_message.c.ticket_id.in_(cases), ticket_message.c.author != "note"),
        ticket_file: ticket_file.c.ticket_id.in_(cases),
        audit: sa.or_(
            sa.and_(audit.c.subject == "account", audit.c.subject_id == str(account_id)),
            sa.and_(audit.c.subject == "application", audit.c.subject_id.in_(numbers)),
        ),
    }
    found = {table.name: _rows(tx, table, condition) for table, condition in about.items()}
    found["account"] = [_opened(tx, vault, row) for row in found["account"]]
    return found


def _rows(tx: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool]) -> Rows:
    query = sa.select(table).where(condition).order_by(*table.primary_key.columns)
    return [{name: _plain(value) for name, value in row.items() if name not in _HIDDEN} for row in tx.execute(query).mappings()]


def _opened(tx: sa.Connection, vault: Vault, row: Mapping[str, Any]) -> dict[str, Any]:
    sealed = tx.execute(sa.select(account.c.document_sealed, account.c.phone_sealed).where(account.c.id == row["id"])).one()
    opened = {
        "document_number": vault.open(sealed.document_sealed, place=DOCUMENT),
        "phone": vault.open(sealed.phone_sealed, place=PHONE),
    }
    return {**row, **opened}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value
