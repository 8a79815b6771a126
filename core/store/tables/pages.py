"""One-time pages: only the hash of a token is kept."""

import sqlalchemy as sa

from core.store.tables.types import Instant, metadata

page = sa.Table(
    "page",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), nullable=False, index=True),
    sa.Column("purpose", sa.String(32), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    sa.Column("form_digest", sa.String(64)),
    sa.Column("led_to", sa.String(32)),
)
