"""Every change of an account is told: to all chats bound to it, and by short message to the phone it had before (指南 二(二)).

What is to be sent is written in the transaction of the change, so that neither a crash nor a carrier out of reach loses it.
"""

from datetime import datetime, timedelta

from core.errors import Rejected, Unreachable
from core.model.account import Change, Chat
from core.services.accounts.means import Means
from core.store.engine import Tx
from core.store.queries import notices
from core.store.queries.audit import Values, record
from core.store.queries.chats import bind, chats_of
from core.store.queries.outbox import tell
from core.store.queries.waits import end_waits_of
from core.store.vault import new_token

NOTICE = "sms_notice.phone"
_LEASE = timedelta(minutes=1)
_BATCH = 20
_TRIES = 12


def tell_change(
    tx: Tx, means: Means, chat: Chat, account_id: int, change: Change, old_phone: str, now: datetime, *, ends: bool = False
) -> None:
    """Tell all bound chats and the old phone what was changed in ``chat``.

    :param ends: the sessions of all other chats end with it, and what waits for the bank is forgotten.
    """
    once = new_token()
    if ends:
        end_waits_of(tx, account_id)
    for other in chats_of(tx, account_id):
        is_out = ends and other.id != chat.id
        kind = f"{change.value}_changed_logged_out" if is_out else f"{change.value}_changed"
        tell(tx, dedupe_key=f"changed:{once}:{other.id}", kind=kind, now=now, chat_id=other.id)
        if is_out:
            bind(tx, other.id, None, None)
            record(tx, "account", account_id, now, "system", "logged_out", before={"chat": other.id})
    notices.add_notice(tx, phone_sealed=means.vault.seal(old_phone, place=NOTICE), locale=chat.locale, change=change, now=now)


def note(tx: Tx, chat: Chat, account_id: int, what: str, now: datetime, before: Values | None, after: Values | None) -> None:
    """Write a change down in the audit; values are masked by the caller."""
    record(tx, "account", account_id, now, f"chat:{chat.id}", what, before, after)


class Notices:
    """Sends the short messages that tell of changes, again and again while the carrier is out of reach."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def send_due(self) -> int:
        """Send every message that is due; how many went out."""
        means, sent = self._means, 0
        now = means.clock.now()
        for one in await means.store.write(lambda tx: notices.claim(tx, now=now, lease=_LEASE, limit=_BATCH)):
            phone = means.vault.open(one.phone_sealed, place=NOTICE)
            text = means.wording.changed(one.locale, one.change)
            try:
                await means.sms.send(phone, text, idempotency_key=f"notice:{one.id}:{one.created_at.isoformat()}")
                sent += 1
            except Unreachable:
                if one.tries < _TRIES:
                    until = now + timedelta(seconds=2**one.tries * 15)
                    await means.store.write(lambda tx, one=one, until=until: notices.postpone(tx, one.id, until))  # type: ignore[misc]
                    continue
            except Rejected:
                pass
            await means.store.write(lambda tx, one=one: notices.forget(tx, one.id))  # type: ignore[misc]
        return sent
