"""Whether a page is due when it is opened: the same conditions that its form will meet, so that nobody types in vain."""

from datetime import datetime

from core.model.account import PagePurpose
from core.model.decisions import Refused
from core.model.proofs import FaceOutcome, FacePurpose
from core.model.reasons import Reason
from core.services.accounts.maintaining import confirmed_dependent
from core.services.accounts.means import Means
from core.services.accounts.pages import SecurePage
from core.store.engine import Tx
from core.store.queries import registrations
from core.store.queries.faces import latest_face
from core.store.queries.recoveries import Wanted, get_recovery

REGISTERING = frozenset({PagePurpose.REGISTER_LOGIN, PagePurpose.REGISTER_IDENTITY, PagePurpose.REGISTER_BANK})
PROVED_BY_BANK = frozenset({PagePurpose.CHANGE_NAME, PagePurpose.CHANGE_PHONE, PagePurpose.CHANGE_CARD})
OWNERS = PROVED_BY_BANK | {PagePurpose.CHANGE_PASSWORD, PagePurpose.SET_QUESTIONS}
RECOVERING = frozenset(
    {PagePurpose.FACE_FOR_PASSWORD, PagePurpose.RECOVER_BY_DOCUMENT, PagePurpose.RECOVER_BY_QUESTIONS, PagePurpose.RESET_PASSWORD}
)


def why_not_due(tx: Tx, means: Means, page: SecurePage, now: datetime) -> Refused | None:
    """Why this page's step can't be done now, ``None`` where it can."""
    if page.purpose in REGISTERING:
        return _registering(tx, page, now)
    if page.purpose in OWNERS:
        return _of_owner(tx, means, page, now)
    if page.purpose is PagePurpose.REPLACE_PHONE:
        under_way = [get_recovery(tx, page.chat.id, now, wanted, lock=False) for wanted in Wanted]
        return None if any(under_way) else Refused(Reason.STEP_OUT_OF_ORDER)
    if page.purpose in RECOVERING:
        row = get_recovery(tx, page.chat.id, now, Wanted.PASSWORD, lock=False)
        wants_proof = page.purpose is PagePurpose.RESET_PASSWORD and row is not None and row.proof is None
        is_early = wants_proof and not _has_passed(tx, page.chat.id, now)
        return Refused(Reason.STEP_OUT_OF_ORDER) if row is None or is_early else None
    return None


def _of_owner(tx: Tx, means: Means, page: SecurePage, now: datetime) -> Refused | None:
    if page.chat.account_id is None:
        return Refused(Reason.NOT_LOGGED_IN)
    is_proved = page.purpose in PROVED_BY_BANK
    return confirmed_dependent(tx, means, page.chat.account_id, now, lock=False) if is_proved else None


def _registering(tx: Tx, page: SecurePage, now: datetime) -> Refused | None:
    if page.chat.account_id is not None:
        return Refused(Reason.CHAT_BOUND_TO_OTHER)
    begun = registrations.get_registration(tx, page.chat.id, now)
    is_due = {
        PagePurpose.REGISTER_IDENTITY: begun is not None,
        PagePurpose.REGISTER_BANK: begun is not None and begun.identity_sealed is not None,
    }.get(page.purpose, True)
    return None if is_due else Refused(Reason.STEP_OUT_OF_ORDER)


def _has_passed(tx: Tx, chat_id: int, now: datetime) -> bool:
    """Whether a passed face check waits to be used; whose it is comes out when the form is sent."""
    face = latest_face(tx, chat_id, FacePurpose.RECOVER_PASSWORD)
    return face is not None and face.outcome is FaceOutcome.PASSED and face.used_at is None and face.expires_at > now
