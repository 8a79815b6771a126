"""Accounts of staff: by login, by number, by who they are at the identity provider."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from core.model.staff import Role, Staff
from core.store.engine import locked
from core.store.tables.staff import staff

TOTP, TOTP_NEXT, LOGIN = "staff.totp", "staff.totp_next", "staff.login"

_COLUMNS = (
    staff.c.id,
    staff.c.login,
    staff.c.name,
    staff.c.roles,
    staff.c.is_one_time,
    staff.c.oidc_subject,
    staff.c.created_at,
    staff.c.disabled_at,
)
_KEYS = (staff.c.password_hash, staff.c.totp_sealed, staff.c.totp_used, staff.c.totp_next_sealed, staff.c.epoch)
_ALL = sa.select(*_COLUMNS).order_by(staff.c.login)
_KEYED = sa.select(*_COLUMNS, *_KEYS)
_BY_LOGIN = _KEYED.where(staff.c.login == sa.bindparam("login"))
_BY_ID = _KEYED.where(staff.c.id == sa.bindparam("staff_id"))
_BY_SUBJECT = _KEYED.where(staff.c.oidc_subject == sa.bindparam("subject"))


@dataclass(frozen=True, slots=True)
class Keys:
    """A member of staff with what proves it. ``epoch`` grows with every change that ends log-ins."""

    staff: Staff
    password_hash: str
    totp_sealed: bytes
    totp_used: tuple[int, ...]
    totp_next_sealed: bytes | None
    epoch: int


def add_staff(tx: sa.Connection, values: Mapping[str, object], roles: Iterable[Role], now: datetime) -> int:
    """A new account; its number."""
    row = {**values, "roles": sorted(roles), "totp_used": [], "created_at": now}
    return int(tx.execute(staff.insert().values(**row).returning(staff.c.id)).scalar_one())


def all_staff(tx: sa.Connection) -> list[Staff]:
    """Everybody, by login."""
    return [read_staff(row) for row in tx.execute(_ALL)]


def find_login(tx: sa.Connection, login: str, *, lock: bool = False) -> Keys | None:
    """The account with that login."""
    row = tx.execute(locked(_BY_LOGIN) if lock else _BY_LOGIN, {"login": login}).first()
    return _keys(row) if row else None


def find_subject(tx: sa.Connection, subject: str) -> Keys | None:
    """The account tied to that identity."""
    row = tx.execute(locked(_BY_SUBJECT), {"subject": subject}).first()
    return _keys(row) if row else None


def get_staff(tx: sa.Connection, staff_id: int, *, lock: bool = False) -> Keys:
    """The account of that number. Raises ``NotFound``."""
    row = tx.execute(locked(_BY_ID) if lock else _BY_ID, {"staff_id": staff_id}).first()
    if row is None:
        raise NotFound(f"staff {staff_id}")
    return _keys(row)


def names_of(tx: sa.Connection, ids: Iterable[int]) -> Mapping[int, str]:
    """What these members of staff are called, by number."""
    query = sa.select(staff.c.id, staff.c.name).where(staff.c.id.in_(sorted(set(ids))))
    return {int(row[0]): str(row[1]) for row in tx.execute(query)}


def change_staff(tx: sa.Connection, staff_id: int, **values: Any) -> None:
    """Set columns of an account."""
    tx.execute(staff.update().where(staff.c.id == staff_id).values(**values))


def read_staff(row: Any) -> Staff:
    """A member of staff from a row that has these columns."""
    return Staff(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles),
        is_one_time=row.is_one_time,
        oidc_subject=row.oidc_subject,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )


def _keys(row: Any) -> Keys:
    return Keys(
        staff=read_staff(row),
        password_hash=row.password_hash,
        totp_sealed=bytes(row.totp_sealed),
        totp_used=tuple(row.totp_used),
        totp_next_sealed=bytes(row.totp_next_sealed) if row.totp_next_sealed is not None else None,
        epoch=row.epoch,
    )
