"""Erasing what is kept of people, by kind. Money facts and the audit stay: they name nobody in full."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from core.model.application import Form
from core.model.exam import Kept
from core.store.queries.accounts import DOCUMENT, PHONE
from core.store.queries.applications import write_form
from core.store.tables.accounts import account, bank_wait, playbook_step, recovery, registration, security_questions, sms_code
from core.store.tables.applications import application, photo
from core.store.tables.asked_questions import asked_question
from core.store.tables.chats import chat, dialog_state, web_counter, web_event, web_file, web_file_reader, web_message, web_session
from core.store.tables.choosing import favourite, shelf
from core.store.tables.reminders import reminder_wish
from core.store.tables.tickets import chat_trouble, ticket, ticket_file, ticket_message
from core.store.vault import Vault

_ERASED_ON = date(1900, 1, 1)
_MARK = "erased"
_JSON = application.c.form.type
Ids = Sequence[int]


def is_account(tx: sa.Connection, account_id: int) -> bool:
    """Whether there is an account of that number."""
    return tx.execute(sa.select(account.c.id).where(account.c.id == account_id)).first() is not None


def accounts_of(tx: sa.Connection, exam_id: str, after: int, limit: int) -> list[int]:
    """The next accounts with an application in the exam, by number."""
    query = sa.select(application.c.account_id).where(application.c.exam == exam_id, application.c.account_id > after)
    return list(tx.execute(query.order_by(application.c.account_id).limit(limit)).scalars())


def exams_of(tx: sa.Connection, account_ids: Ids) -> Mapping[int, set[str]]:
    """The exams in which each of these accounts has an application."""
    rows = tx.execute(sa.select(application.c.account_id, application.c.exam).where(application.c.account_id.in_(account_ids)))
    found: dict[int, set[str]] = {one: set() for one in account_ids}
    for account_id, exam in rows:
        found[int(account_id)].add(str(exam))
    return found


def erase_photos(tx: sa.Connection, exam_id: str, account_ids: Ids) -> int:
    """The photos of these accounts' applications in the exam, and those that were never taken into a form."""
    theirs = sa.and_(application.c.account_id.in_(account_ids), application.c.exam == exam_id)
    tx.execute(application.update().where(theirs, application.c.photo_id.is_not(None)).values(photo_id=None))
    used = sa.select(application.c.photo_id).where(application.c.photo_id.is_not(None))
    return tx.execute(photo.delete().where(photo.c.account_id.in_(account_ids), photo.c.id.not_in(used))).rowcount


def erase_forms(tx: sa.Connection, exam_id: str, account_ids: Ids) -> int:
    """What was filled in; that it was, when, and which position was chosen stays."""
    empty = write_form(Form())
    filled = application.c.form != sa.literal(empty, _JSON)
    theirs = (application.c.account_id.in_(account_ids), application.c.exam == exam_id, filled)
    return tx.execute(application.update().where(*theirs).values(form=empty)).rowcount


def erase_chats(tx: sa.Connection, account_ids: Ids) -> int:
    """What was said in their chats, as far as we keep it; the chats stay, without a word and without a log-in."""
    rows = tx.execute(sa.select(chat.c.id, chat.c.channel, chat.c.native_id).where(chat.c.account_id.in_(account_ids))).all()
    ids = [row.id for row in rows]
    for row in rows:
        tx.execute(dialog_state.delete().where(dialog_state.c.chat_key.like(f"%:{row.native_id}")))
    natives = [row.native_id for row in rows if row.channel == "web"]
    files = sa.select(web_file_reader.c.file_id).where(web_file_reader.c.native_id.in_(natives))
    own = list(tx.execute(files).scalars())
    for table in (web_event, web_message, web_session, web_counter, web_file_reader):
        tx.execute(table.delete().where(table.c.native_id.in_(natives)))
    read = sa.select(web_file_reader.c.file_id)
    tx.execute(web_file.delete().where(web_file.c.file_id.in_(own), web_file.c.file_id.not_in(read)))
    for other in (asked_question, chat_trouble, registration, recovery, bank_wait, sms_code):
        tx.execute(other.delete().where(other.c.chat_id.in_(ids)))
    tx.execute(chat.update().where(chat.c.id.in_(ids)).values(account_id=None, bound_at=None))
    return len(ids)


def erase_cases(tx: sa.Connection, account_ids: Ids) -> int:
    """The words and files of their cases; that there was one, about what and how it ended, stays."""
    theirs = sa.select(ticket.c.id).where(ticket.c.account_id.in_(account_ids))
    gone = tx.execute(ticket_message.delete().where(ticket_message.c.ticket_id.in_(theirs))).rowcount
    tx.execute(ticket_file.delete().where(ticket_file.c.ticket_id.in_(theirs)))
    return gone


def erase_identities(tx: sa.Connection, vault: Vault, account_ids: Ids) -> int:
    """Who they were: nobody can log in to the account any more, and the document can be registered anew."""
    rows = tx.execute(
        sa.select(account.c.id, account.c.document_index).where(account.c.id.in_(account_ids), account.c.name != "")
    ).all()
    tx.execute(playbook_step.delete().where(playbook_step.c.person.in_([row.document_index for row in rows])))
    for row in rows:
        tx.execute(account.update().where(account.c.id == row.id).values(**_nobody(vault, row.id)))
    for table in (security_questions, reminder_wish, favourite, shelf):
        tx.execute(table.delete().where(table.c.account_id.in_(account_ids)))
    return len(rows)


def _nobody(vault: Vault, account_id: int) -> Mapping[str, Any]:
    """An account of which only the number is left."""
    mark = f"{_MARK}-{account_id}"
    return {
        "username": mark,
        "username_key": mark,
        "password_hash": _MARK,
        "name": "",
        "document_sealed": vault.seal("", place=DOCUMENT),
        "document_index": mark,
        "birth_on": _ERASED_ON,
        "phone_sealed": vault.seal("", place=PHONE),
        "phone_index": mark,
        "card_last4": "0000",
    }


def has_any(tx: sa.Connection, kind: Kept, exam_id: str) -> bool:
    """Whether anybody of the exam has anything of that kind, so that a job with nothing to do is cheap."""
    of_exam = sa.select(application.c.account_id).where(application.c.exam == exam_id)
    conditions: Mapping[Kept, sa.Select[Any]] = {
        Kept.PHOTO: sa.select(application.c.id).where(application.c.exam == exam_id, application.c.photo_id.is_not(None)),
        Kept.FORM: sa.select(application.c.id).where(
            application.c.exam == exam_id, application.c.form != sa.literal(write_form(Form()), _JSON)
        ),
        Kept.CHAT: sa.select(chat.c.id).where(chat.c.account_id.in_(of_exam)),
        Kept.CASES: sa.select(ticket_message.c.id)
        .join(ticket, ticket.c.id == ticket_message.c.ticket_id)
        .where(ticket.c.account_id.in_(of_exam)),
        Kept.IDENTITY: sa.select(account.c.id).where(account.c.id.in_(of_exam), account.c.name != ""),
    }
    return tx.execute(conditions[kind].limit(1)).first() is not None
