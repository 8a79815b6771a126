"""What candidates asked in free words, masked, and what came of it: the record from which staff writes new answers."""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

asked_question = sa.Table(
    "asked_question",
    metadata,
    key(),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), nullable=False, index=True),
    sa.Column("exam", sa.String(64), nullable=False),
    sa.Column("locale", sa.String(8), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("tier", sa.String(16), nullable=False),
    sa.Column("label", sa.String(64), nullable=False),
    sa.Column("ranked", Json, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("outcome", sa.String(16)),
    sa.Column("outcome_at", Instant),
    sa.Index("ix_asked_question_open", "exam", "outcome", "asked_at"),
)
