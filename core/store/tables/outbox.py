"""What is told to somebody who isn't speaking right now; written in the transaction that made it true."""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

outbox = sa.Table(
    "outbox",
    metadata,
    key(),
    sa.Column("dedupe_key", sa.String(160), nullable=False, unique=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), index=True),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), index=True),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("about", Json, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("lease_until", Instant),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("done_at", Instant),
    sa.Column("outcome", sa.String(24)),
    sa.Index("ix_outbox_due", "due_at", "id", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")),
)
