"""Log-ins of staff, and those under way at the identity provider. Only hashes of tokens are kept."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.model.staff import LoginWay, Staff
from core.store.queries.staff import read_staff
from core.store.tables.staff import staff, staff_oidc, staff_session

_OF_TOKEN = (
    sa.select(
        staff,
        staff_session.c.browser,
        staff_session.c.way,
        staff_session.c.begun_at,
        staff_session.c.seen_at,
        staff_session.c.ends_at,
        staff_session.c.epoch.label("session_epoch"),
    )
    .select_from(staff_session.join(staff, staff.c.id == staff_session.c.staff_id))
    .where(staff_session.c.token_hash == sa.bindparam("token_hash"))
)
_TOUCH = (
    staff_session.update()
    .where(staff_session.c.token_hash == sa.bindparam("of"), staff_session.c.seen_at < sa.bindparam("now"))
    .values(seen_at=sa.bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in as it was kept. ``is_current``: nothing has changed about the account since that ends log-ins."""

    staff: Staff
    browser: str
    way: LoginWay
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime
    is_current: bool


def add_session(tx: sa.Connection, **values: object) -> None:
    """A new log-in."""
    tx.execute(staff_session.insert().values(**values))


def find_session(tx: sa.Connection, token_hash: str) -> Session | None:
    """The log-in behind a token, whether it still counts or not."""
    row = tx.execute(_OF_TOKEN, {"token_hash": token_hash}).first()
    if row is None:
        return None
    is_current = row.session_epoch == row.epoch and row.disabled_at is None
    return Session(read_staff(row), row.browser, LoginWay(row.way), row.begun_at, row.seen_at, row.ends_at, is_current)


def touch_session(tx: sa.Connection, token_hash: str, now: datetime) -> None:
    """Somebody is there."""
    tx.execute(_TOUCH, {"of": token_hash, "now": now})


def end_session(tx: sa.Connection, token_hash: str) -> bool:
    """Forget a log-in; returns whether there was one."""
    return tx.execute(staff_session.delete().where(staff_session.c.token_hash == token_hash)).rowcount > 0


def end_sessions_of(tx: sa.Connection, staff_id: int) -> None:
    """Forget every log-in of one member of staff."""
    tx.execute(staff_session.delete().where(staff_session.c.staff_id == staff_id))


def add_oidc(tx: sa.Connection, **values: object) -> None:
    """A log-in that begins at the identity provider."""
    tx.execute(staff_oidc.insert().values(**values))


def take_oidc(tx: sa.Connection, state_hash: str, browser: str, now: datetime) -> tuple[str, str] | None:
    """Nonce and verifier of a log-in that comes back to the browser it began in; each comes back once."""
    state = staff_oidc.c
    taken = staff_oidc.delete().where(state.state_hash == state_hash, state.browser == browser, state.expires_at > now)
    row = tx.execute(taken.returning(state.nonce, state.verifier)).first()
    return (row[0], row[1]) if row else None


def forget_sessions(tx: sa.Connection, now: datetime) -> None:
    """Delete what is over."""
    tx.execute(staff_session.delete().where(staff_session.c.ends_at <= now))
    tx.execute(staff_oidc.delete().where(staff_oidc.c.expires_at <= now))
