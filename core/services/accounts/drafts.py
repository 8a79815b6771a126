"""A registration under way, as its pages and the chat see it (指南 二(一)).

It belongs to one chat, survives reloads and restarts, and is forgotten when the time that the exam grants is over.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime

from core.model.account import Gender, Identity, PagePurpose, RegistrationStage
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.rules.identity.masking import masked_document, masked_name, masked_phone
from core.rules.identity.mending import Note
from core.rules.identity.stages import stage_of
from core.services.accounts.means import Means
from core.services.accounts.pages import SecurePage, Submission, admit
from core.services.accounts.results import Outcome, PageDone, RegistrationView
from core.store.engine import Tx
from core.store.queries import accounts, registrations
from core.store.queries.registrations import RegistrationRow
from core.store.vault import Vault

IDENTITY = "registration.identity"
PHONE = "registration.phone"

_OUTCOMES = {
    RegistrationStage.LOGIN_DATA: Outcome.REGISTER_LOGIN,
    RegistrationStage.IDENTITY_DATA: Outcome.REGISTER_IDENTITY,
    RegistrationStage.BANK_DATA: Outcome.REGISTER_BANK,
    RegistrationStage.CODE: Outcome.CODE,
}


@dataclass(frozen=True, slots=True)
class Due:
    """A page that is due, the exam whose lists count, and the registration with what came before."""

    page: SecurePage
    exam: Exam
    row: RegistrationRow


def due(tx: Tx, means: Means, submission: Submission, purpose: PagePurpose, now: datetime) -> Due | PageDone | Refused:
    """Let the form of a later page in, or say why it isn't its turn. Holds page, chat and registration."""
    page = admit(tx, submission, purpose, now)
    if not isinstance(page, SecurePage):
        return page
    chat = accounts.lock_chat(tx, page.chat.id)
    exam = means.exam_of(tx, chat)
    if chat.account_id is not None:
        return Refused(Reason.CHAT_BOUND_TO_OTHER)
    if exam is None:
        return Refused(Reason.NO_EXAM_OPEN)
    row = registrations.get_registration(tx, chat.id, now, lock=True)
    if row is None or (purpose is PagePurpose.REGISTER_BANK and row.identity_sealed is None):
        return Refused(Reason.STEP_OUT_OF_ORDER)
    return Due(page, exam, row)


def outcome_now(tx: Tx, chat_id: int, now: datetime) -> Outcome:
    """What the registration of a chat needs next."""
    row = registrations.get_registration(tx, chat_id, now)
    return Outcome.REGISTER_LOGIN if row is None else _OUTCOMES[stage_of_row(row)]


def stage_of_row(row: RegistrationRow) -> RegistrationStage:
    """How far a registration has come."""
    return stage_of(
        has_login=row.password_hash is not None,
        has_identity=row.identity_sealed is not None,
        is_verified=row.verified_at is not None,
    )


def sealed_identity(vault: Vault, identity: Identity) -> bytes:
    """The identity as the registration keeps it."""
    written = {
        "name": identity.name,
        "document_type": identity.document_type,
        "document_number": identity.document_number,
        "gender": identity.gender.value,
        "birth_on": identity.birth_on.isoformat(),
    }
    return vault.seal(json.dumps(written), place=IDENTITY)


def identity_of(vault: Vault, row: RegistrationRow) -> Identity | None:
    """The identity that was given, opened."""
    if row.identity_sealed is None:
        return None
    kept = json.loads(vault.open(row.identity_sealed, place=IDENTITY))
    return Identity(
        name=kept["name"],
        document_type=kept["document_type"],
        document_number=kept["document_number"],
        gender=Gender(kept["gender"]),
        birth_on=date.fromisoformat(kept["birth_on"]),
    )


def phone_of(vault: Vault, row: RegistrationRow) -> str | None:
    """The phone that the bank confirmed, opened."""
    return None if row.phone_sealed is None else vault.open(row.phone_sealed, place=PHONE)


def view_of(vault: Vault, row: RegistrationRow) -> RegistrationView:
    """What may be shown of a registration in the chat."""
    identity, phone = identity_of(vault, row), phone_of(vault, row)
    return RegistrationView(
        stage=stage_of_row(row),
        masked_name=masked_name(identity.name) if identity else None,
        masked_document=masked_document(identity.document_number) if identity else None,
        masked_phone=masked_phone(phone) if phone else None,
        expires_at=row.expires_at,
        notes=tuple(Note(note) for note in row.notes),
    )
