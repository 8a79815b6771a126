"""What the dialog library and the messenger's state machine keep of a chat between two updates: opaque text, entry by entry."""

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.store.tables.chats import dialog_state


class Entry(NamedTuple):
    """One entry: the name of a state, and JSON. Both absent = there is no entry."""

    state: str | None
    data: str | None


NO_ENTRY = Entry(None, None)

_LOAD = sa.select(dialog_state.c.entry, dialog_state.c.state, dialog_state.c.data).where(
    dialog_state.c.chat_key == sa.bindparam("in_chat")
)
_DELETE = dialog_state.delete().where(
    dialog_state.c.chat_key == sa.bindparam("in_chat"), dialog_state.c.entry == sa.bindparam("of_entry")
)


_DELETE_EMPTY = _DELETE.where(dialog_state.c.state.is_(None), dialog_state.c.data.is_(None))


def _upsert(insert: "sqlite.Insert | postgresql.Insert", *parts: str) -> sa.Insert:
    changed = {part: insert.excluded[part] for part in parts}
    return insert.on_conflict_do_update(index_elements=["chat_key", "entry"], set_=changed)


def _upserts(*parts: str) -> Mapping[str, sa.Insert]:
    return {
        "sqlite": _upsert(sqlite.insert(dialog_state), *parts),
        "postgresql": _upsert(postgresql.insert(dialog_state), *parts),
    }


_UPSERT = _upserts("state", "data")
_UPSERT_PART = {"state": _upserts("state"), "data": _upserts("data")}


def load_entries(tx: sa.Connection, chat_key: str) -> dict[str, Entry]:
    """Every entry of the chat by its name."""
    return {name: Entry(state, data) for name, state, data in tx.execute(_LOAD, {"in_chat": chat_key})}


def change_entry(tx: sa.Connection, chat_key: str, name: str, part: str, value: str | None) -> None:
    """Change the ``state`` or the ``data`` of one entry and leave the other as it is, whoever changes that meanwhile."""
    row = {"chat_key": chat_key, "entry": name, "state": None, "data": None, part: value}
    tx.execute(_UPSERT_PART[part][tx.dialect.name], row)
    tx.execute(_DELETE_EMPTY, {"in_chat": chat_key, "of_entry": name})


def save_entries(tx: sa.Connection, chat_key: str, changes: Mapping[str, Entry]) -> None:
    """Keep these entries of the chat; ``NO_ENTRY`` takes one away."""
    gone = [{"in_chat": chat_key, "of_entry": name} for name, entry in changes.items() if entry == NO_ENTRY]
    kept = [
        {"chat_key": chat_key, "entry": name, "state": entry.state, "data": entry.data}
        for name, entry in changes.items()
        if entry != NO_ENTRY
    ]
    if gone:
        tx.execute(_DELETE, gone)
    if kept:
        tx.execute(_UPSERT[tx.dialect.name], kept)
