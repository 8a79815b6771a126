"""What a candidate is told of a case while not speaking: letters of the outbox, to every chat of the person."""

from datetime import datetime

from core.model.tickets import Ticket
from core.store.engine import Tx
from core.store.queries import outbox

STAFF_REPLY = "staff_reply"
STAFF_EDIT = "staff_edit"
CASE_CLAIMED = "case_claimed"
CASE_ESCALATED = "case_escalated"
CASE_CLOSED = "case_closed"
CASE_REOPENED = "case_reopened"
KINDS = frozenset({STAFF_REPLY, STAFF_EDIT, CASE_CLAIMED, CASE_ESCALATED, CASE_CLOSED, CASE_REOPENED})


def tell(tx: Tx, case: Ticket, kind: str, key: object, now: datetime, **about: str) -> bool:
    """Tell the person of the case: every chat of the account, or the one chat that asked. ``key`` makes it once.

    Returns whether there is anybody to tell.
    """
    if case.account_id is None and case.chat_id is None:
        return False
    outbox.tell(
        tx,
        dedupe_key=f"{kind}:{case.id}:{key}",
        kind=kind,
        now=now,
        account_id=case.account_id,
        chat_id=None if case.account_id is not None else case.chat_id,
        about={"ticket": str(case.id), **about},
    )
    return True
