"""Staged files: put aside, taken once by whoever put them there."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.store.tables.staging import staged_file


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that waits for a yes. ``newest_version``: what the exams were when it was shown."""

    kind: str
    exam: str | None
    name: str
    content: bytes
    newest_version: int


def stage(tx: sa.Connection, token_hash: str, staged: Staged, actor: str, now: datetime, expires_at: datetime) -> None:
    """Put a file aside; those whose time is over go."""
    tx.execute(staged_file.delete().where(staged_file.c.expires_at < now))
    values = {name: getattr(staged, name) for name in Staged.__slots__}
    tx.execute(staged_file.insert().values(token_hash=token_hash, actor=actor, expires_at=expires_at, **values))


def take(tx: sa.Connection, token_hash: str, kind: str, actor: str, now: datetime) -> Staged | None:
    """The file, gone from here; ``None`` where there is none of that kind by that person, or its time is over."""
    mine = (staged_file.c.token_hash == token_hash, staged_file.c.kind == kind, staged_file.c.actor == actor)
    columns = (staged_file.c[name] for name in Staged.__slots__)
    row = tx.execute(staged_file.delete().where(*mine, staged_file.c.expires_at >= now).returning(*columns)).first()
    return Staged(*row) if row else None
