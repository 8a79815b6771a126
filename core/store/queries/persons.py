"""What an account says of the person without opening any seal: gender and birth date."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from core.model.account import Gender
from core.store.tables.accounts import account

_PERSON = sa.select(account.c.gender, account.c.birth_on).where(account.c.id == sa.bindparam("id"))


@dataclass(frozen=True, slots=True)
class Person:
    """As the document tells it."""

    gender: Gender
    born_on: date


def person_of(tx: sa.Connection, account_id: int) -> Person | None:
    """The person of an account."""
    row = tx.execute(_PERSON, {"id": account_id}).first()
    return Person(Gender(row.gender), row.birth_on) if row else None
