"""Applications: facts with their instants, never a derived status."""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

application = sa.Table(
    "application",
    metadata,
    key(),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False),
    sa.Column("exam", sa.String(64), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("accepted", Json, nullable=False),
    sa.Column("agreed_at", Instant),
    sa.Column("photo_id", sa.ForeignKey("photo.id")),
    sa.Column("form", Json, nullable=False),
    sa.Column("form_saved_at", Instant),
    sa.Column("position_code", sa.String(40)),
    sa.Column("stashed_at", Instant),
    sa.Column("confirmed_at", Instant),
    sa.Column("payment", sa.String(24)),
    sa.Column("payment_at", Instant),
    sa.Column("paid_at", Instant),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("read_back_hash", sa.String(64)),
    sa.Column("read_back_revision", sa.Integer),
    sa.UniqueConstraint("account_id", "exam"),
    sa.Index("ix_application_exam_payment", "exam", "payment"),
    sa.Index("ix_application_position", "exam", "position_code"),
)

photo = sa.Table(
    "photo",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("jpeg", sa.LargeBinary, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("taken_in_at", Instant, nullable=False),
)
