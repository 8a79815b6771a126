"""Those who work at the console: their accounts, sessions, log-ins under way at another house, and replies kept ready."""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

staff = sa.Table(
    "staff",
    metadata,
    key(),
    sa.Column("login", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("roles", Json, nullable=False),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("is_one_time", sa.Boolean, nullable=False),
    sa.Column("totp_sealed", sa.LargeBinary, nullable=False),
    sa.Column("totp_used", Json, nullable=False),
    sa.Column("totp_next_sealed", sa.LargeBinary),
    sa.Column("oidc_subject", sa.String(255), unique=True),
    sa.Column("epoch", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("disabled_at", Instant),
)

staff_session = sa.Table(
    "staff_session",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("staff_id", sa.ForeignKey("staff.id"), nullable=False, index=True),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("browser", sa.String(64), nullable=False),
    sa.Column("way", sa.String(8), nullable=False),
    sa.Column("begun_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False, index=True),
)

staff_oidc = sa.Table(
    "staff_oidc",
    metadata,
    sa.Column("state_hash", sa.String(64), primary_key=True),
    sa.Column("browser", sa.String(64), nullable=False),
    sa.Column("nonce", sa.String(64), nullable=False),
    sa.Column("verifier", sa.String(128), nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

canned_reply = sa.Table(
    "canned_reply",
    metadata,
    key(),
    sa.Column("title", sa.String(80), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("locale", sa.String(8), nullable=False),
    sa.Column("changed_by", sa.ForeignKey("staff.id"), nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.UniqueConstraint("title", "locale"),
)
