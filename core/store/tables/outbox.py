"""What is told to somebody who isn't speaking, written in the transaction that made it true; and every try of telling it."""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

_WAITING = sa.text("done_at IS NULL")
_TO_A_CHAT = sa.text("chat_id IS NOT NULL")
_BY_SMS = sa.text("channel = 'sms'")
_UNREACHED = sa.text("outcome = 'unreached'")

outbox = sa.Table(
    "outbox",
    metadata,
    key(),
    sa.Column("dedupe_key", sa.String(160), nullable=False, unique=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), index=True),
    sa.Column("chat_id", sa.ForeignKey("chat.id")),
    sa.Column("application_id", sa.ForeignKey("application.id")),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("about", Json, nullable=False),
    sa.Column("lane", sa.String(8), nullable=False, server_default="person"),
    sa.Column("rank", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rule", sa.String(64)),
    sa.Column("window_at", Instant),
    sa.Column("cascade", sa.Boolean, nullable=False, default=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("useful_until", Instant),
    sa.Column("lease_until", Instant),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("done_at", Instant),
    sa.Column("outcome", sa.String(24)),
    sa.Index("ix_outbox_due", "lane", "rank", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    sa.Index("ix_outbox_chat_id", "chat_id", sqlite_where=_TO_A_CHAT, postgresql_where=_TO_A_CHAT),
    sa.Index("uq_outbox_rule", "application_id", "rule", "window_at", unique=True),
    sa.Index("ix_outbox_unreached", "done_at", sqlite_where=_UNREACHED, postgresql_where=_UNREACHED),
)

letter_try = sa.Table(
    "letter_try",
    metadata,
    key(),
    sa.Column("letter_id", sa.ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("outcome", sa.String(24), nullable=False),
    sa.Column("detail", sa.String(128)),
    sa.Index("ix_letter_try_sms", "at", sqlite_where=_BY_SMS, postgresql_where=_BY_SMS),
)
