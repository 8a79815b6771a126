"""One-time pages: known by the hash of their token, used once, remembering what the form that used them led to."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.account import PagePurpose
from core.store.engine import locked
from core.store.tables.pages import page


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as it is kept.

    :param form_digest: fingerprint of the form that used it, keyed with the token itself, which isn't kept.
    :param led_to: what that form led to.
    """

    token_hash: str
    chat_id: int
    purpose: PagePurpose
    expires_at: datetime
    used_at: datetime | None
    form_digest: str | None
    led_to: str | None


def add_page(
    tx: sa.Connection, *, token_hash: str, chat_id: int, purpose: PagePurpose, now: datetime, expires_at: datetime
) -> None:
    """A new page of a chat."""
    tx.execute(
        page.insert().values(token_hash=token_hash, chat_id=chat_id, purpose=purpose.value, created_at=now, expires_at=expires_at)
    )


def get_page(tx: sa.Connection, token_hash: str, *, lock: bool = False) -> PageRow | None:
    """The page of a token; ``lock`` makes a second form wait until the first one is through."""
    query = sa.select(
        page.c.token_hash, page.c.chat_id, page.c.purpose, page.c.expires_at, page.c.used_at, page.c.form_digest, page.c.led_to
    ).where(page.c.token_hash == token_hash)
    row = tx.execute(locked(query) if lock else query).first()
    return PageRow(row[0], row[1], PagePurpose(row[2]), *row[3:]) if row else None


def use_page(tx: sa.Connection, token_hash: str, *, now: datetime, form_digest: str, led_to: str) -> None:
    """Mark a page as used by one form."""
    tx.execute(page.update().where(page.c.token_hash == token_hash).values(used_at=now, form_digest=form_digest, led_to=led_to))


def forget_pages(tx: sa.Connection, *, expired_before: datetime) -> int:
    """Delete pages that nobody can open any more; how many there were."""
    return tx.execute(page.delete().where(page.c.expires_at < expired_before)).rowcount
