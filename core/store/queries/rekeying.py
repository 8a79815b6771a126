"""Everything that is sealed, and which of it an older key still holds: the one list of sealed columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.store.engine import locked
from core.store.tables.accounts import account, bank_wait, playbook_step, recovery, registration, sms_code, sms_notice
from core.store.tables.gates import sms_pending
from core.store.tables.staff import staff
from core.store.vault import PREFIX_BYTES


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column with sealed values; ``place`` is what they are bound to."""

    column: sa.Column[Any]
    place: str

    @property
    def table(self) -> sa.Table:
        """The table it belongs to."""
        return self.column.table

    @property
    def key(self) -> sa.Column[Any]:
        """The primary key of that table; each has one column."""
        return next(iter(self.table.primary_key))

    @property
    def name(self) -> str:
        """As an operator reads it: ``table.column``."""
        return f"{self.table.name}.{self.column.name}"


SEALED = (
    SealedColumn(account.c.document_sealed, "account.document"),
    SealedColumn(account.c.phone_sealed, "account.phone"),
    SealedColumn(registration.c.identity_sealed, "registration.identity"),
    SealedColumn(registration.c.phone_sealed, "registration.phone"),
    SealedColumn(recovery.c.phone_sealed, "recovery.phone"),
    SealedColumn(bank_wait.c.question_sealed, "bank_wait.question"),
    SealedColumn(sms_notice.c.phone_sealed, "sms_notice.phone"),
    SealedColumn(sms_pending.c.phone_sealed, "sms_pending.phone"),
    SealedColumn(staff.c.totp_sealed, "staff.totp"),
    SealedColumn(staff.c.totp_next_sealed, "staff.totp_next"),
)


def count_old(tx: sa.Connection, sealed: SealedColumn, prefix: bytes) -> int:
    """How many values of a column another key than that of ``prefix`` holds."""
    query = sa.select(sa.func.count()).select_from(sealed.table).where(_is_old(sealed, prefix))
    return int(tx.execute(query).scalar_one())


def old_values(tx: sa.Connection, sealed: SealedColumn, prefix: bytes, after: int, limit: int) -> Sequence[tuple[int, bytes]]:
    """Key and value of the next rows that another key holds, locked until the end of the transaction."""
    query = (
        sa.select(sealed.key, sealed.column).where(_is_old(sealed, prefix), sealed.key > after).order_by(sealed.key).limit(limit)
    )
    return [(int(row[0]), bytes(row[1])) for row in tx.execute(locked(query))]


def indexes_of(tx: sa.Connection, sealed: SealedColumn, key: int) -> Mapping[str, str]:
    """The blind indexes that stand beside a value, by column."""
    columns = [column for column in sealed.table.c if column.name in {"document_index", "phone_index"}]
    if not columns:
        return {}
    row = tx.execute(sa.select(*columns).where(sealed.key == key)).mappings().one()
    return {name: value for name, value in row.items() if value is not None}


def put_values(tx: sa.Connection, sealed: SealedColumn, key: int, values: Mapping[str, object]) -> None:
    """Set a value and the indexes beside it."""
    tx.execute(sealed.table.update().where(sealed.key == key).values(**values))


def move_trials(tx: sa.Connection, old: str, new: str) -> None:
    """What a person tried after the bank's no stands under the new index."""
    tx.execute(playbook_step.update().where(playbook_step.c.person == old).values(person=new))


def void_short_lived(tx: sa.Connection) -> None:
    """Recoveries and codes under way last for minutes; under a new key nobody could finish them."""
    tx.execute(recovery.delete())
    tx.execute(sms_code.delete())


def _is_old(sealed: SealedColumn, prefix: bytes) -> sa.ColumnElement[bool]:
    begins = sa.func.substr(sealed.column, 1, PREFIX_BYTES, type_=sa.LargeBinary)
    return sa.and_(sealed.column.is_not(None), begins != sa.literal(prefix, sa.LargeBinary))
