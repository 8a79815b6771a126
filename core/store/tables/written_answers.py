"""Answers that staff wrote, whoever approved them, and how long they stood. Nothing is ever overwritten or deleted."""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

written_answer = sa.Table(
    "written_answer",
    metadata,
    key(),
    sa.Column("exam", sa.String(64), nullable=False, index=True),
    sa.Column("entry", sa.String(64), nullable=False),
    sa.Column("topic", sa.String(64), nullable=False),
    sa.Column("question", Json, nullable=False),
    sa.Column("answer", Json, nullable=False),
    sa.Column("clause", sa.String(64), nullable=False),
    sa.Column("target", sa.String(16)),
    sa.Column("phrasings", Json, nullable=False),
    sa.Column("asked", Json, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("written_by", sa.ForeignKey("staff.id"), nullable=False),
    sa.Column("written_at", Instant, nullable=False),
    sa.Column("decided_by", sa.ForeignKey("staff.id")),
    sa.Column("decided_at", Instant),
    sa.Column("ended_by", sa.ForeignKey("staff.id")),
    sa.Column("ended_at", Instant),
)

answer_change = sa.Table(
    "answer_change",
    metadata,
    key(),
    sa.Column("written_answer_id", sa.ForeignKey("written_answer.id"), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
)
