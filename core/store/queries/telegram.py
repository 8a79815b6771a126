"""Telegram's updates as they came in: kept until they were handled, remembered afterwards so that a repetition is recognised."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.store.tables.chats import telegram_update

RawUpdate = Mapping[str, Any]

_row = telegram_update.c
_UNFINISHED = _row.lease_until.is_not(None)


def keep(
    tx: sa.Connection, bot_id: int, updates: Sequence[tuple[int, RawUpdate]], now: datetime, lease_until: datetime
) -> set[int]:
    """Keep updates that weren't seen before, each with the number of its chat, leased to whoever handles them; their numbers."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    rows = [
        {
            "bot_id": bot_id,
            "update_id": update["update_id"],
            "chat_id": chat_id,
            "body": dict(update),
            "received_at": now,
            "lease_until": lease_until,
        }
        for chat_id, update in updates
    ]
    statement = dialect.insert(telegram_update).values(rows).on_conflict_do_nothing().returning(_row.update_id)
    return set(tx.execute(statement).scalars())


def finish(tx: sa.Connection, bot_id: int, update_id: int) -> None:
    """The update was handled: its number is remembered, its content isn't."""
    tx.execute(
        telegram_update.update().where(_row.bot_id == bot_id, _row.update_id == update_id).values(body=sa.null(), lease_until=None)
    )


def next_of_chat(tx: sa.Connection, bot_id: int, chat_id: int, *, most_tries: int) -> RawUpdate | None:
    """The oldest unfinished update of the chat, counted as tried; those that were tried ``most_tries`` times are given up."""
    of_chat = sa.and_(_row.bot_id == bot_id, _row.chat_id == chat_id, _UNFINISHED)
    tx.execute(telegram_update.update().where(of_chat, _row.tries >= most_tries).values(body=sa.null(), lease_until=None))
    oldest = sa.select(sa.func.min(_row.update_id)).where(of_chat).scalar_subquery()
    statement = telegram_update.update().where(of_chat, _row.update_id == oldest).values(tries=_row.tries + 1).returning(_row.body)
    found: RawUpdate | None = tx.execute(statement).scalar()
    return found


def waiting_chats(tx: sa.Connection, bot_id: int, *, received_before: datetime, limit: int) -> list[int]:
    """Chats with an unfinished update that came before that, those that wait longest first."""
    query = (
        sa.select(_row.chat_id)
        .where(_row.bot_id == bot_id, _UNFINISHED, _row.received_at < received_before)
        .group_by(_row.chat_id)
        .order_by(sa.func.min(_row.update_id))
        .limit(limit)
    )
    return list(tx.execute(query).scalars())


def claim_left_over(
    tx: sa.Connection, bot_id: int, *, leased_before: datetime, lease_until: datetime, most_tries: int, limit: int
) -> list[RawUpdate]:
    """Lease updates anew whose handling never ended, oldest first; one that was tried ``most_tries`` times is left alone."""
    left_over = (
        sa.select(_row.update_id)
        .where(_row.bot_id == bot_id, _row.lease_until.is_not(None), _row.lease_until < leased_before, _row.tries < most_tries)
        .order_by(_row.update_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        telegram_update.update()
        .where(_row.bot_id == bot_id, _row.update_id.in_(left_over.scalar_subquery()))
        .values(lease_until=lease_until, tries=_row.tries + 1)
        .returning(_row.body)
    )
    return sorted(tx.execute(statement).scalars(), key=lambda update: int(update["update_id"]))


def forget(tx: sa.Connection, bot_id: int, before: datetime) -> None:
    """Forget updates so old that Telegram doesn't repeat them any more."""
    tx.execute(telegram_update.delete().where(_row.bot_id == bot_id, _row.received_at < before))
