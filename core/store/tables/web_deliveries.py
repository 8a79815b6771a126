"""What the web chat has already taken from a candidate, by the sender's own key: a retry after a lost answer changes nothing."""

import sqlalchemy as sa

from core.store.tables.types import Instant, metadata

web_delivery = sa.Table(
    "web_delivery",
    metadata,
    sa.Column("native_id", sa.BigInteger, primary_key=True),
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("at", Instant, nullable=False, index=True),
)
