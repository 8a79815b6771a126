"""Chats on all channels, the web chat's own journal (messages, events, files, sessions), Telegram's inbox, dialog state."""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

chat = sa.Table(
    "chat",
    metadata,
    key(),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("native_id", sa.BigInteger, nullable=False),
    sa.Column("locale", sa.String(8), nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), index=True),
    sa.Column("bound_at", Instant),
    sa.Column("exam", sa.String(64)),
    sa.Column("unreachable_at", Instant),
    sa.Column("heard_at", Instant),
    sa.Column("seen_at", Instant),
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("channel", "native_id"),
)

web_session = sa.Table(
    "web_session",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("native_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("created_at", Instant, nullable=False),
)

web_counter = sa.Table(
    "web_counter",
    metadata,
    sa.Column("native_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("last_message_id", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_event_id", sa.Integer, nullable=False, server_default="0"),
)

web_message = sa.Table(
    "web_message",
    metadata,
    sa.Column("native_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("message_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", Json, nullable=False),
)

web_event = sa.Table(
    "web_event",
    metadata,
    sa.Column("native_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("message_id", sa.Integer),
    sa.Column("body", Json, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_web_event_sweep", "native_id", "kind", "at"),
)

web_file = sa.Table(
    "web_file",
    metadata,
    sa.Column("file_id", sa.String(64), primary_key=True),
    sa.Column("unique_id", sa.String(64), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("mime", sa.String(128), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("width", sa.Integer, nullable=False, server_default="0"),
    sa.Column("height", sa.Integer, nullable=False, server_default="0"),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

web_file_reader = sa.Table(
    "web_file_reader",
    metadata,
    sa.Column("native_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("file_id", sa.ForeignKey("web_file.file_id"), primary_key=True),
)

telegram_update = sa.Table(
    "telegram_update",
    metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("body", Json),
    sa.Column("received_at", Instant, nullable=False, index=True),
    sa.Column("lease_until", Instant),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Index(
        "ix_telegram_update_waiting",
        "bot_id",
        "chat_id",
        "update_id",
        sqlite_where=sa.text("lease_until IS NOT NULL"),
        postgresql_where=sa.text("lease_until IS NOT NULL"),
    ),
)

dialog_state = sa.Table(
    "dialog_state",
    metadata,
    sa.Column("chat_key", sa.String(64), primary_key=True),
    sa.Column("entry", sa.String(160), primary_key=True),
    sa.Column("state", sa.Text),
    sa.Column("data", sa.Text),
)
