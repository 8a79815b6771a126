"""Cases for people: one concept for what a candidate asks and for what of the money somebody has to look at; and what was said.

``ticket`` is a case, ``ticket_message`` a line of it, ``ticket_delivery`` where a line has arrived. Which urgency a case has is
computed from the windows (``core.rules.urgency``), never stored. ``staff_id`` names a row of the staff's own table.
"""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

_NOT_CLOSED = sa.text("state <> 'closed'")
_ANSWER_DUE = sa.text("answer_due_at IS NOT NULL")

ticket = sa.Table(
    "ticket",
    metadata,
    key(),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("subject", sa.String(128), nullable=False),
    sa.Column("state", sa.String(8), nullable=False, server_default="open"),
    sa.Column("application_id", sa.ForeignKey("application.id"), index=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), index=True),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), index=True),
    sa.Column("exam", sa.String(64)),
    sa.Column("desk", sa.String(64)),
    sa.Column("scope", sa.String(16)),
    sa.Column("cause", sa.String(24)),
    sa.Column("locale", sa.String(8)),
    sa.Column("about", Json, nullable=False),
    sa.Column("claimed_by", sa.BigInteger),
    sa.Column("claimed_name", sa.String(64)),
    sa.Column("claimed_at", Instant),
    sa.Column("asked_at", Instant),
    sa.Column("answer_due_at", Instant),
    sa.Column("first_answer_at", Instant),
    sa.Column("escalated_at", Instant),
    sa.Column("escalations", sa.Integer, nullable=False, server_default="0"),
    sa.Column("acknowledged_at", Instant),
    sa.Column("is_talking", sa.Boolean, nullable=False, default=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("changed_at", Instant),
    sa.Column("revision", sa.Integer, nullable=False, default=0),
    sa.Column("closed_at", Instant),
    sa.Column("closed_by", sa.String(64)),
    sa.Column("close_reason", sa.String(24)),
    sa.Column("satisfied", sa.Boolean),
    sa.UniqueConstraint("kind", "subject"),
    sa.Index("ix_ticket_open", "id", sqlite_where=_NOT_CLOSED, postgresql_where=_NOT_CLOSED),
    sa.Index("ix_ticket_answer_due", "answer_due_at", sqlite_where=_ANSWER_DUE, postgresql_where=_ANSWER_DUE),
)

ticket_file = sa.Table(
    "ticket_file",
    metadata,
    key(),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("mime", sa.String(128), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

ticket_message = sa.Table(
    "ticket_message",
    metadata,
    key(),
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False),
    sa.Column("author", sa.String(12), nullable=False),
    sa.Column("staff_id", sa.BigInteger),
    sa.Column("name", sa.String(64)),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("file_id", sa.ForeignKey("ticket_file.id", ondelete="SET NULL"), index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("edited_at", Instant),
    sa.Column("earlier", Json, nullable=False),
    sa.Column("source", sa.String(96), unique=True),
    sa.Index("ix_ticket_message_ticket", "ticket_id", "id"),
)

ticket_delivery = sa.Table(
    "ticket_delivery",
    metadata,
    sa.Column("message_id", sa.ForeignKey("ticket_message.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), primary_key=True, index=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("native_message_id", sa.BigInteger),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
)

ticket_topic = sa.Table(
    "ticket_topic",
    metadata,
    sa.Column("ticket_id", sa.ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("group_id", sa.BigInteger, nullable=False),
    sa.Column("thread_id", sa.BigInteger),
    sa.Column("posted_state", sa.String(96), nullable=False, default=""),
    sa.Column("posted_revision", sa.Integer, nullable=False, default=-1),
    sa.Column("is_open", sa.Boolean, nullable=False, default=True),
    sa.Index("uq_ticket_topic_thread", "group_id", "thread_id", unique=True),
)

topic_post = sa.Table(
    "topic_post",
    metadata,
    sa.Column("message_id", sa.ForeignKey("ticket_message.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("post_id", sa.BigInteger, nullable=False),
    sa.Column("edited_at", Instant),
    sa.Column("told", sa.String(200), nullable=False, default=""),
)

staff_link = sa.Table(
    "staff_link",
    metadata,
    sa.Column("code_hash", sa.String(64), primary_key=True),
    sa.Column("staff_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

staff_telegram = sa.Table(
    "staff_telegram",
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("staff_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("linked_at", Instant, nullable=False),
)

chat_trouble = sa.Table(
    "chat_trouble",
    metadata,
    sa.Column("chat_id", sa.ForeignKey("chat.id"), primary_key=True),
    sa.Column("reason", sa.String(48)),
    sa.Column("clause", sa.String(32)),
    sa.Column("about", Json),
    sa.Column("refused_at", Instant),
    sa.Column("not_understood", sa.Integer, nullable=False, server_default="0"),
)
