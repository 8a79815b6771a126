"""Face checks: known by the hash of their request's id, decided once, used once."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.proofs import FaceOutcome, FacePurpose
from core.store.tables.gates import face_check


@dataclass(frozen=True, slots=True)
class FaceRow:
    """A check as it stands; ``account_id`` is ``None`` where no account fits, which nobody may notice."""

    request_hash: str
    chat_id: int
    purpose: FacePurpose
    account_id: int | None
    expires_at: datetime
    outcome: FaceOutcome | None
    used_at: datetime | None


_COLUMNS = tuple(face_check.c[name] for name in FaceRow.__slots__)
_AT = face_check.c.expires_at.type
_LATEST = (
    sa.select(*_COLUMNS)
    .where(face_check.c.chat_id == sa.bindparam("of"), face_check.c.purpose == sa.bindparam("why"))
    .order_by(face_check.c.created_at.desc(), face_check.c.request_hash)
    .limit(1)
)
_BY_HASH = sa.select(*_COLUMNS).where(face_check.c.request_hash == sa.bindparam("hash"))
_USE = (
    face_check.update()
    .where(
        face_check.c.request_hash == sa.bindparam("hash"),
        face_check.c.outcome == FaceOutcome.PASSED.value,
        face_check.c.used_at.is_(None),
        face_check.c.expires_at > sa.bindparam("at", type_=_AT),
    )
    .values(used_at=sa.bindparam("at", type_=_AT))
)


def add_face(
    tx: sa.Connection,
    *,
    request_hash: str,
    chat_id: int,
    purpose: FacePurpose,
    account_id: int | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    """A new check of a chat; its earlier ones for the same purpose are void."""
    tx.execute(
        face_check.delete().where(
            face_check.c.chat_id == chat_id, face_check.c.purpose == purpose.value, face_check.c.used_at.is_(None)
        )
    )
    tx.execute(
        face_check.insert().values(
            request_hash=request_hash,
            chat_id=chat_id,
            purpose=purpose.value,
            account_id=account_id,
            created_at=now,
            expires_at=expires_at,
        )
    )


def get_face(tx: sa.Connection, request_hash: str) -> FaceRow | None:
    """The check of a request."""
    return _row(tx.execute(_BY_HASH, {"hash": request_hash}).first())


def latest_face(tx: sa.Connection, chat_id: int, purpose: FacePurpose) -> FaceRow | None:
    """The check that counts: the last one begun for this purpose in this chat."""
    return _row(tx.execute(_LATEST, {"of": chat_id, "why": purpose.value}).first())


def decide_face(tx: sa.Connection, request_hash: str, outcome: FaceOutcome, now: datetime) -> bool:
    """Write the outcome down, unless there is one already or the time is over; whether this did it."""
    statement = (
        face_check.update()
        .where(face_check.c.request_hash == request_hash, face_check.c.outcome.is_(None), face_check.c.expires_at > now)
        .values(outcome=outcome.value, decided_at=now)
    )
    return tx.execute(statement).rowcount == 1


def use_face(tx: sa.Connection, request_hash: str, now: datetime) -> bool:
    """Use a passed check up; whether there was one to use."""
    return tx.execute(_USE, {"hash": request_hash, "at": now}).rowcount == 1


def drop_face(tx: sa.Connection, request_hash: str) -> None:
    """Forget a check that no provider knows of."""
    tx.execute(face_check.delete().where(face_check.c.request_hash == request_hash))


def forget_faces(tx: sa.Connection, *, expired_before: datetime) -> int:
    """Delete checks that are long over; how many there were."""
    return tx.execute(face_check.delete().where(face_check.c.expires_at < expired_before)).rowcount


def _row(row: sa.Row[tuple[object, ...]] | None) -> FaceRow | None:
    if row is None:
        return None
    kept = row._asdict()
    outcome = kept["outcome"]
    return FaceRow(**{**kept, "purpose": FacePurpose(kept["purpose"]), "outcome": FaceOutcome(outcome) if outcome else None})
