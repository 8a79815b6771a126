"""Leases: one holder of a name at a time, until its time is over or it gives the lease back."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.store.tables.leases import lease


def take(tx: sa.Connection, name: str, holder: str, *, now: datetime, for_: timedelta) -> bool:
    """Hold ``name`` from ``now`` on, or hold it longer; ``False`` where another holder does.

    A lease that ends later than any that could be given now was given by a clock that has been set back since: it counts as over.
    """
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    until = now + for_
    free = sa.or_(lease.c.holder == holder, lease.c.held_until <= now, lease.c.held_until > until)
    statement = (
        dialect.insert(lease)
        .values(name=name, holder=holder, held_until=until)
        .on_conflict_do_update(index_elements=["name"], set_={"holder": holder, "held_until": until}, where=free)
        .returning(lease.c.name)
    )
    return tx.execute(statement).first() is not None


def give_back(tx: sa.Connection, name: str, holder: str) -> None:
    """End the lease where this holder has it."""
    tx.execute(lease.delete().where(lease.c.name == name, lease.c.holder == holder))
