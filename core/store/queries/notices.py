"""Short messages that tell of a change and still have to be sent; forgotten once the carrier has them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.model.account import Change
from core.store.tables.accounts import sms_notice


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to the phone that an account had before the change."""

    id: int
    phone_sealed: bytes
    locale: str
    change: Change
    created_at: datetime
    tries: int


def add_notice(tx: sa.Connection, *, phone_sealed: bytes, locale: str, change: Change, now: datetime) -> None:
    """A message to send as soon as possible."""
    tx.execute(
        sms_notice.insert().values(phone_sealed=phone_sealed, locale=locale, change=change.value, created_at=now, due_at=now)
    )


def claim(tx: sa.Connection, *, now: datetime, lease: timedelta, limit: int) -> list[Notice]:
    """Take up to ``limit`` due messages for ``lease``; two claimers never get the same one."""
    due = (
        sa.select(sms_notice.c.id)
        .where(sms_notice.c.due_at <= now)
        .order_by(sms_notice.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    columns = (sms_notice.c[name] for name in Notice.__slots__)
    statement = (
        sms_notice.update()
        .where(sms_notice.c.id.in_(due.scalar_subquery()))
        .values(due_at=now + lease, tries=sms_notice.c.tries + 1)
        .returning(*columns)
    )
    rows = [Notice(row[0], row[1], row[2], Change(row[3]), row[4], row[5]) for row in tx.execute(statement)]
    return sorted(rows, key=lambda notice: notice.id)


def postpone(tx: sa.Connection, notice_id: int, until: datetime) -> None:
    """Try again at ``until``."""
    tx.execute(sms_notice.update().where(sms_notice.c.id == notice_id).values(due_at=until))


def forget(tx: sa.Connection, notice_id: int) -> None:
    """The carrier has it, or never will."""
    tx.execute(sms_notice.delete().where(sms_notice.c.id == notice_id))
