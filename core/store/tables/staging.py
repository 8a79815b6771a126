"""Files that were shown to somebody of the office and wait for a yes."""

import sqlalchemy as sa

from core.store.tables.types import Instant, metadata

staged_file = sa.Table(
    "staged_file",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("exam", sa.String(64)),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("newest_version", sa.BigInteger, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)
