"""Accounts: load with opened seals, find by blind index, add when nobody has the username or the document yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import NotFound
from core.model.account import Account, Chat, Gender, Identity
from core.rules.identity.usernames import username_key
from core.store.engine import locked
from core.store.tables.accounts import account
from core.store.tables.chats import chat
from core.store.vault import Vault

DOCUMENT = "account.document"
PHONE = "account.phone"
_BY_ID = sa.select(account).where(account.c.id == sa.bindparam("account_id"))
_NUL = "\0"


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What a log-in is compared with."""

    account_id: int
    password_hash: str


@dataclass(frozen=True, slots=True, repr=False)
class NewAccount:
    """A verified person about to get an account; the indexes are blind."""

    username: str
    password_hash: str
    identity: Identity
    document_index: str
    phone: str
    phone_index: str
    bank: str
    card_last4: str
    verified_at: datetime


def get_account(tx: sa.Connection, vault: Vault, account_id: int) -> Account:
    """The account with its sealed values opened. Raises ``NotFound``."""
    row = tx.execute(_BY_ID, {"account_id": account_id}).first()
    if row is None:
        raise NotFound(f"account {account_id}")
    return _read(vault, row)


def find_nobody(tx: sa.Connection) -> None:
    """Look for an account that isn't there: the same work as for one that is, so that time tells nothing."""
    tx.execute(_BY_ID, {"account_id": 0}).first()


def find_credentials(tx: sa.Connection, username: str) -> Credentials | None:
    """The account of that username, capitals or not. Takes any text: what no database can hold is nobody's username."""
    key = username_key(username)
    query = sa.select(account.c.id, account.c.password_hash).where(account.c.username_key == ("" if _NUL in key else key))
    row = tx.execute(query).first()
    return Credentials(*row) if row else None


def find_by_document(tx: sa.Connection, document_index: str) -> int | None:
    """The account of the document with that blind index."""
    return tx.execute(sa.select(account.c.id).where(account.c.document_index == document_index)).scalar_one_or_none()


def add_account(tx: sa.Connection, vault: Vault, new: NewAccount, now: datetime) -> int | None:
    """A new account; ``None`` when somebody has its username or its document, be it only for a moment longer than we looked."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(account)
        .values(
            username=new.username,
            username_key=username_key(new.username),
            password_hash=new.password_hash,
            name=new.identity.name,
            document_type=new.identity.document_type,
            document_sealed=vault.seal(new.identity.document_number, place=DOCUMENT),
            document_index=new.document_index,
            gender=new.identity.gender.value,
            birth_on=new.identity.birth_on,
            phone_sealed=vault.seal(new.phone, place=PHONE),
            phone_index=new.phone_index,
            bank=new.bank,
            card_last4=new.card_last4,
            verified_at=new.verified_at,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(account.c.id)
    )
    return tx.execute(statement).scalar_one_or_none()


def password_hash(tx: sa.Connection, account_id: int) -> str:
    """What the account's password is compared with."""
    kept: str = tx.execute(sa.select(account.c.password_hash).where(account.c.id == account_id)).scalar_one()
    return kept


def document_index(tx: sa.Connection, account_id: int) -> str:
    """The blind index of the account's document."""
    kept: str = tx.execute(sa.select(account.c.document_index).where(account.c.id == account_id)).scalar_one()
    return kept


def lock_account(tx: sa.Connection, account_id: int) -> None:
    """Hold the account until the end of the transaction."""
    tx.execute(locked(sa.select(account.c.id).where(account.c.id == account_id)))


def change_account(tx: sa.Connection, account_id: int, **values: Any) -> None:
    """Set some columns of an account; whoever calls has the proof that the change asks for."""
    tx.execute(account.update().where(account.c.id == account_id).values(**values))


def lock_chat(tx: sa.Connection, chat_id: int) -> Chat:
    """The chat, held until the end of the transaction so that two bindings can't cross. Raises ``NotFound``."""
    columns = (chat.c.id, chat.c.channel, chat.c.native_id, chat.c.locale, chat.c.account_id, chat.c.exam)
    row = tx.execute(locked(sa.select(*columns).where(chat.c.id == chat_id))).first()
    if row is None:
        raise NotFound(f"chat {chat_id}")
    return Chat(*row)


def _read(vault: Vault, row: sa.Row[Any]) -> Account:
    identity = Identity(
        name=row.name,
        document_type=row.document_type,
        document_number=vault.open(row.document_sealed, place=DOCUMENT),
        gender=Gender(row.gender),
        birth_on=row.birth_on,
    )
    return Account(
        id=row.id,
        username=row.username,
        identity=identity,
        phone=vault.open(row.phone_sealed, place=PHONE),
        bank=row.bank,
        card_last4=row.card_last4,
        verified_at=row.verified_at,
    )
