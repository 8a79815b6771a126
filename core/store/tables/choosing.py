"""What somebody lays out who chooses a position, and how many applied for each. None of it is part of an application.

Before somebody logs in it belongs to the chat, afterwards to the account, so that every device sees it.
"""

import sqlalchemy as sa

from core.store.tables.types import Instant, Json, key, metadata

favourite = sa.Table(
    "favourite",
    metadata,
    key(),
    sa.Column("account_id", sa.ForeignKey("account.id")),
    sa.Column("chat_id", sa.ForeignKey("chat.id")),
    sa.Column("exam", sa.String(64), nullable=False),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("marked_at", Instant, nullable=False),
    sa.UniqueConstraint("account_id", "exam", "code"),
    sa.UniqueConstraint("chat_id", "exam", "code"),
    sa.Index("ix_favourite_position", "exam", "code"),
)

shelf = sa.Table(
    "shelf",
    metadata,
    key(),
    sa.Column("account_id", sa.ForeignKey("account.id")),
    sa.Column("chat_id", sa.ForeignKey("chat.id")),
    sa.Column("exam", sa.String(64), nullable=False),
    sa.Column("wish", Json, nullable=False),
    sa.Column("answers", Json, nullable=False),
    sa.Column("compared", Json, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.UniqueConstraint("account_id", "exam"),
    sa.UniqueConstraint("chat_id", "exam"),
)

applicant_count = sa.Table(
    "applicant_count",
    metadata,
    sa.Column("exam", sa.String(64), primary_key=True),
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("as_of", Instant, primary_key=True),
    sa.Column("applied", sa.Integer),
    sa.Column("passed", sa.Integer),
    sa.Column("paid", sa.Integer),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("imported_at", Instant, nullable=False),
)
