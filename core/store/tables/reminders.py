"""What candidates want of reminders, which rules were planned when, and the instants they were planned for."""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, metadata

reminder_wish = sa.Table(
    "reminder_wish",
    metadata,
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("muted", sa.Boolean, nullable=False),
    sa.Column("quiet", sa.String(16)),
    sa.Column("channels", sa.String(64)),
    sa.Column("changed_at", Instant, nullable=False),
)

reminder_run = sa.Table(
    "reminder_run",
    metadata,
    sa.Column("exam", sa.String(64), primary_key=True),
    sa.Column("rule", sa.String(64), primary_key=True),
    sa.Column("window_at", Instant, primary_key=True),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("ran_at", Instant, nullable=False),
    sa.Column("took_ms", sa.Integer, nullable=False),
    sa.Column("planned", sa.BigInteger, nullable=False),
)

reminder_instants = sa.Table(
    "reminder_instants",
    metadata,
    sa.Column("exam", sa.String(64), primary_key=True),
    sa.Column("anchors", Json, nullable=False),
    sa.Column("noted_at", Instant, nullable=False),
)
