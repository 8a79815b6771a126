"""What keeps strangers out: face checks, characters to type off a picture, and what carriers report of messages."""

import sqlalchemy as sa

from core.store.tables.types import Instant, key, metadata

face_check = sa.Table(
    "face_check",
    metadata,
    sa.Column("request_hash", sa.String(64), primary_key=True),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), nullable=False),
    sa.Column("purpose", sa.String(32), nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id")),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
    sa.Column("outcome", sa.String(16)),
    sa.Column("decided_at", Instant),
    sa.Column("used_at", Instant),
    sa.Index("ix_face_check_chat", "chat_id", "purpose", "created_at"),
)

captcha = sa.Table(
    "captcha",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), nullable=False),
    sa.Column("answer_hash", sa.String(64), nullable=False),
    sa.Column("form_digest", sa.String(64)),
    sa.Column("expires_at", Instant, nullable=False, index=True),
    sa.Column("used_at", Instant),
)

sms_pending = sa.Table(
    "sms_pending",
    metadata,
    key(),
    sa.Column("provider", sa.String(32), nullable=False),
    sa.Column("message_id", sa.String(200), nullable=False),
    sa.Column("phone_sealed", sa.LargeBinary, nullable=False),
    sa.Column("sent_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False, index=True),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("provider", "message_id"),
)

sms_receipt = sa.Table(
    "sms_receipt",
    metadata,
    key(),
    sa.Column("provider", sa.String(32), nullable=False),
    sa.Column("message_id", sa.String(200), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("code", sa.String(64), nullable=False),
    sa.Column("reported_at", Instant, nullable=False),
    sa.Column("received_at", Instant, nullable=False, index=True),
    sa.UniqueConstraint("provider", "message_id", "state"),
)
