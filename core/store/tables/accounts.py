"""Accounts, registrations under way, SMS codes and the counters that slow guessing down."""

import sqlalchemy as sa

from core.store.tables.types import APPEND_ONLY, Instant, Json, key, metadata

account = sa.Table(
    "account",
    metadata,
    key(),
    sa.Column("username", sa.String(64), nullable=False),
    sa.Column("username_key", sa.String(64), nullable=False, unique=True),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("document_type", sa.String(32), nullable=False),
    sa.Column("document_sealed", sa.LargeBinary, nullable=False),
    sa.Column("document_index", sa.String(64), nullable=False, unique=True),
    sa.Column("gender", sa.String(8), nullable=False),
    sa.Column("birth_on", sa.Date, nullable=False),
    sa.Column("phone_sealed", sa.LargeBinary, nullable=False),
    sa.Column("phone_index", sa.String(64), nullable=False, index=True),
    sa.Column("bank", sa.String(32), nullable=False),
    sa.Column("card_last4", sa.String(4), nullable=False),
    sa.Column("verified_at", Instant, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

registration = sa.Table(
    "registration",
    metadata,
    sa.Column("chat_id", sa.ForeignKey("chat.id"), primary_key=True),
    sa.Column("username", sa.String(64)),
    sa.Column("password_hash", sa.String(255)),
    sa.Column("identity_sealed", sa.LargeBinary),
    sa.Column("document_index", sa.String(64)),
    sa.Column("phone_sealed", sa.LargeBinary),
    sa.Column("bank", sa.String(32)),
    sa.Column("card_last4", sa.String(4)),
    sa.Column("verified_at", Instant),
    sa.Column("bank_answers", sa.Integer, nullable=False, server_default="0"),
    sa.Column("notes", Json, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

recovery = sa.Table(
    "recovery",
    metadata,
    sa.Column("chat_id", sa.ForeignKey("chat.id"), primary_key=True),
    sa.Column("wanted", sa.String(16), nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id")),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("phone_sealed", sa.LargeBinary),
    sa.Column("phone_index", sa.String(64)),
    sa.Column("document_index", sa.String(64)),
    sa.Column("refused_person", sa.String(64)),
    sa.Column("refused_shown", Json),
    sa.Column("proof", sa.String(16)),
    sa.Column("proved_at", Instant),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

security_questions = sa.Table(
    "security_questions",
    metadata,
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("questions", Json, nullable=False),
    sa.Column("answers_hash", sa.String(255), nullable=False),
    sa.Column("set_at", Instant, nullable=False),
)

playbook_step = sa.Table(
    "playbook_step",
    metadata,
    key(),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("step", sa.String(16), nullable=False),
    sa.Column("card", sa.String(64)),
    sa.Column("shown", Json),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_playbook_step_person", "person", "id"),
)

bank_wait = sa.Table(
    "bank_wait",
    metadata,
    key(),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), nullable=False),
    sa.Column("what_for", sa.String(16), nullable=False),
    sa.Column("account_id", sa.ForeignKey("account.id"), index=True),
    sa.Column("question_key", sa.String(64), nullable=False),
    sa.Column("question_sealed", sa.LargeBinary, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False, index=True),
    sa.Column("until", Instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant),
    sa.UniqueConstraint("chat_id", "what_for"),
)

old_username = sa.Table(
    "old_username",
    metadata,
    sa.Column("exam", sa.String(64), primary_key=True),
    sa.Column("hash", sa.String(32), primary_key=True),
)

sms_notice = sa.Table(
    "sms_notice",
    metadata,
    key(),
    sa.Column("phone_sealed", sa.LargeBinary, nullable=False),
    sa.Column("locale", sa.String(8), nullable=False),
    sa.Column("change", sa.String(16), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False, index=True),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
)

sms_code = sa.Table(
    "sms_code",
    metadata,
    key(),
    sa.Column("chat_id", sa.ForeignKey("chat.id"), nullable=False, index=True),
    sa.Column("purpose", sa.String(32), nullable=False),
    sa.Column("phone_index", sa.String(64), nullable=False, index=True),
    sa.Column("code_hash", sa.String(64), nullable=False),
    sa.Column("sent_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("used_at", Instant),
)

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("window_starts_at", Instant, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    key(),
    sa.Column("subject", sa.String(32), nullable=False),
    sa.Column("subject_id", sa.String(64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("what", sa.String(64), nullable=False),
    sa.Column("before", Json),
    sa.Column("after", Json),
    sa.Index("ix_audit_subject", "subject", "subject_id", "id"),
    info=APPEND_ONLY,
)
