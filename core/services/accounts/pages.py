"""One-time pages for secrets: ten minutes, one use, bound to a chat and a purpose; only the hash of the token is kept.

A form that fails leaves the page open. A form that arrives twice leads to the same result and is not done twice; another form on a
used page is refused.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model.account import Chat, PagePurpose
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.ports import Clock
from core.services.accounts.results import Outcome, PageDone
from core.store.engine import Store, Tx
from core.store.queries import pages
from core.store.queries.chats import get_chat
from core.store.queries.outbox import tell
from core.store.queries.pages import PageRow
from core.store.vault import new_token, token_hash

LIFETIME = timedelta(minutes=10)
PAGE_DONE = "page_done"


@dataclass(frozen=True, slots=True)
class SecurePage:
    """A page for one form of one chat."""

    chat: Chat
    purpose: PagePurpose
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """One posted form: which page, a fingerprint of what was typed, and the address it came from, where that is known.

    The fingerprint is keyed with the token, which isn't kept anywhere: it can't be tried out against the database.
    """

    token_hash: str
    digest: str
    address: str = ""

    @classmethod
    def of(cls, token: str, fields: Mapping[str, str], address: str = "") -> "Submission":
        """The submission of these fields on the page of ``token``, sent from ``address``."""
        typed = json.dumps(sorted(fields.items())).encode()
        return cls(token_hash(token), hmac.new(token.encode(), typed, hashlib.sha256).hexdigest(), address)


class Pages:
    """Opens pages and says whether one is still open."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def open(self, chat_id: int, purpose: PagePurpose) -> str:
        """A new page for this chat; the token that opens it is told once."""
        token = new_token()
        now = self._clock.now()
        hashed = token_hash(token)
        await self._store.write(
            lambda tx: pages.add_page(tx, token_hash=hashed, chat_id=chat_id, purpose=purpose, now=now, expires_at=now + LIFETIME)
        )
        return token

    async def look(self, token: str) -> SecurePage | Refused:
        """The page behind a token, or why it can't be opened: unknown, used or expired."""
        now = self._clock.now()

        def work(tx: Tx) -> SecurePage | Refused:
            row = pages.get_page(tx, token_hash(token))
            if row is None:
                return Refused(Reason.PAGE_UNKNOWN)
            if row.used_at is not None:
                return Refused(Reason.PAGE_USED)
            return _opened(tx, row, now)

        return await self._store.read(work)

    async def find(self, token: str) -> SecurePage | None:
        """The page of a token, whether it still waits for its form or not."""

        def work(tx: Tx) -> SecurePage | None:
            row = pages.get_page(tx, token_hash(token))
            chat = get_chat(tx, row.chat_id) if row else None
            return SecurePage(chat, row.purpose, row.expires_at) if row and chat else None

        return await self._store.read(work)


def admit(
    tx: Tx, submission: Submission, purpose: PagePurpose, now: datetime, *, lock: bool = True
) -> SecurePage | PageDone | Refused:
    """Let a form in; a twin of the form that used the page gets that one's result. Holds the page until the transaction ends."""
    row = pages.get_page(tx, submission.token_hash, lock=lock)
    if row is None or row.purpose is not purpose:
        return Refused(Reason.PAGE_UNKNOWN)
    if row.used_at is not None:
        is_twin = hmac.compare_digest(row.form_digest or "", submission.digest)
        return PageDone(row.chat_id, Outcome(row.led_to)) if is_twin and row.led_to else Refused(Reason.PAGE_USED)
    return _opened(tx, row, now)


def close(tx: Tx, submission: Submission, page: SecurePage, outcome: Outcome, now: datetime) -> PageDone:
    """The form was taken: use the page up, and let the dialog of that chat move on."""
    pages.use_page(tx, submission.token_hash, now=now, form_digest=submission.digest, led_to=outcome.value)
    tell(
        tx,
        dedupe_key=f"{PAGE_DONE}:{submission.token_hash}",
        kind=PAGE_DONE,
        now=now,
        chat_id=page.chat.id,
        about={"purpose": page.purpose.value, "outcome": outcome.value},
    )
    return PageDone(page.chat.id, outcome)


def _opened(tx: Tx, row: PageRow, now: datetime) -> SecurePage | Refused:
    if row.expires_at <= now:
        return Refused(Reason.PAGE_EXPIRED)
    chat = get_chat(tx, row.chat_id)
    return Refused(Reason.PAGE_UNKNOWN) if chat is None else SecurePage(chat, row.purpose, row.expires_at)
