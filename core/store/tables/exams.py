"""Loaded exam packs and their position tables."""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

exam_version = sa.Table(
    "exam_version",
    metadata,
    key(),
    sa.Column("exam", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("pack", Json, nullable=False),
    sa.Column("changes", Json, nullable=False),
    sa.Column("loaded_at", Instant, nullable=False),
    sa.Column("table_file", sa.Text),
    sa.UniqueConstraint("exam", "version"),
)

position_sheet = sa.Table(
    "position_sheet",
    metadata,
    key(),
    sa.Column("exam", sa.String(64), nullable=False, index=True),
    sa.Column("names", Json, nullable=False),
    sa.Column("above", Json, nullable=False),
)

position = sa.Table(
    "position",
    metadata,
    sa.Column("exam", sa.String(64), primary_key=True),
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("district", sa.Text, nullable=False),
    sa.Column("education", sa.Text, nullable=False),
    sa.Column("degree", sa.Text, nullable=False),
    sa.Column("headcount", sa.Integer, nullable=False),
    sa.Column("sheet_id", sa.ForeignKey("position_sheet.id"), nullable=False),
    sa.Column("cells", Json, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("withdrawn_at", Instant),
)

seat = sa.Table(
    "seat",
    metadata,
    sa.Column("application_id", sa.ForeignKey("application.id"), primary_key=True),
    sa.Column("exam", sa.String(64), nullable=False),
    sa.Column("ticket_number", sa.String(32), nullable=False),
    sa.Column("venue", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("room", sa.String(16), nullable=False),
    sa.Column("seat", sa.String(16), nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
    sa.UniqueConstraint("exam", "ticket_number"),
    sa.UniqueConstraint("exam", "venue", "room", "seat"),
)

major_catalogue = sa.Table(
    "major_catalogue",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("content", Json, nullable=False),
    sa.Column("imported_at", Instant, nullable=False),
)
