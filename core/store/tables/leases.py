"""Who does a recurring job right now, where several processes could."""

import sqlalchemy as sa

from core.store.tables.types import Instant, metadata

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("holder", sa.String(64), nullable=False),
    sa.Column("held_until", Instant, nullable=False),
)
