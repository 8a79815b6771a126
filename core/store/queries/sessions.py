"""How long chats have been bound to an account."""

from datetime import datetime

import sqlalchemy as sa

from core.store.tables.chats import chat


def bound_before(tx: sa.Connection, at: datetime, *, exam: str | None, others: tuple[str, ...]) -> list[tuple[int, int]]:
    """Ids of chats and accounts bound before ``at`` that speak about ``exam``; ``None`` = about none but ``others``."""
    about = chat.c.exam == exam if exam is not None else sa.or_(chat.c.exam.is_(None), chat.c.exam.not_in(others))
    query = sa.select(chat.c.id, chat.c.account_id).where(chat.c.account_id.is_not(None), chat.c.bound_at < at, about)
    return [(row[0], row[1]) for row in tx.execute(query.order_by(chat.c.id).with_for_update(skip_locked=True))]
