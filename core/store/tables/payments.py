"""Money facts (attempts, captures, refunds, bills), terms and pages of paying, and the inbox of events."""

import sqlalchemy as sa

from core.store.tables.types import APPEND_ONLY, Instant, Json, key, metadata

payment_terms = sa.Table(
    "payment_terms",
    metadata,
    sa.Column("application_id", sa.ForeignKey("application.id"), primary_key=True),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("opens_at", Instant, nullable=False),
    sa.Column("deadline", Instant, nullable=False),
    sa.Column("roster_frozen_at", Instant),
    sa.Column("automatic_refund", sa.Boolean, nullable=False),
    sa.Column("decided_by", sa.String(64), nullable=False),
)

cashier_page = sa.Table(
    "cashier_page",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("application_id", sa.ForeignKey("application.id"), nullable=False, index=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

payer_question = sa.Table(
    "payer_question",
    metadata,
    sa.Column("state_hash", sa.String(64), primary_key=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("browser_hash", sa.String(64), nullable=False),
    sa.Column("provider", sa.String(16), nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

payment_attempt = sa.Table(
    "payment_attempt",
    metadata,
    key(),
    sa.Column("application_id", sa.ForeignKey("application.id"), nullable=False, index=True),
    sa.Column("provider", sa.String(16), nullable=False),
    sa.Column("out_trade_no", sa.String(64), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("time_expire", Instant, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("negative_evidence", Json),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("ordered_at", Instant),
    sa.Column("asked_at", Instant),
    sa.Column("next_query_at", Instant),
    sa.Column("unanswered", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("provider", "out_trade_no"),
    sa.Index(
        "uq_payment_attempt_open",
        "application_id",
        unique=True,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    ),
    sa.Index("ix_payment_attempt_due", "state", "next_query_at"),
)

payment_capture = sa.Table(
    "payment_capture",
    metadata,
    key(),
    sa.Column("provider", sa.String(16), nullable=False),
    sa.Column("transaction_id", sa.String(64), nullable=False),
    sa.Column("out_trade_no", sa.String(64), nullable=False, index=True),
    sa.Column("attempt_id", sa.ForeignKey("payment_attempt.id"), index=True),
    sa.Column("application_id", sa.ForeignKey("application.id"), index=True),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("success_time", Instant, nullable=False),
    sa.Column("disposition", sa.String(12), nullable=False),
    sa.Column("first_source", sa.String(12), nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.UniqueConstraint("provider", "transaction_id"),
    sa.Index(
        "uq_payment_capture_accepted",
        "application_id",
        unique=True,
        sqlite_where=sa.text("disposition = 'accepted'"),
        postgresql_where=sa.text("disposition = 'accepted'"),
    ),
)

payment_refund = sa.Table(
    "payment_refund",
    metadata,
    key(),
    sa.Column("provider", sa.String(16), nullable=False),
    sa.Column("out_refund_no", sa.String(72), nullable=False),
    sa.Column("capture_id", sa.ForeignKey("payment_capture.id"), index=True),
    sa.Column("transaction_id", sa.String(64), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("reason", sa.String(24), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("last_answer", sa.Text),
    sa.Column("next_try_at", Instant),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("settled_at", Instant),
    sa.UniqueConstraint("provider", "out_refund_no"),
    sa.Index("ix_payment_refund_transaction", "provider", "transaction_id"),
    sa.Index("ix_payment_refund_due", "next_try_at"),
)

payment_bill = sa.Table(
    "payment_bill",
    metadata,
    sa.Column("provider", sa.String(16), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("reconciled_at", Instant, nullable=False),
    sa.Column("findings", Json, nullable=False),
)

payment_bill_line = sa.Table(
    "payment_bill_line",
    metadata,
    key(),
    sa.Column("provider", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("number", sa.String(72), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.UniqueConstraint("provider", "kind", "number"),
    info=APPEND_ONLY,
)

webhook_event = sa.Table(
    "webhook_event",
    metadata,
    key(),
    sa.Column("provider", sa.String(16), nullable=False),
    sa.Column("event_id", sa.String(128), nullable=False),
    sa.Column("type", sa.String(64), nullable=False),
    sa.Column("out_trade_no", sa.String(64), index=True),
    sa.Column("raw_headers", Json, nullable=False),
    sa.Column("raw_body", sa.LargeBinary, nullable=False),
    sa.Column("notification", Json, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("due_at", Instant),
    sa.Column("processed_at", Instant),
    sa.Column("error", sa.Text),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("provider", "event_id"),
    sa.Index(
        "ix_webhook_event_waiting",
        "id",
        sqlite_where=sa.text("processed_at IS NULL"),
        postgresql_where=sa.text("processed_at IS NULL"),
    ),
)
