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
_LOAD_ONE = _LOAD.where(dialog_state.c.entry == sa.bindparam("of_entry")).with_for_update()
_DELETE = dialog_state.delete().where(
    dialog_state.c.chat_key == sa.bindparam("in_chat"), dialog_state.c.entry == sa.bindparam("of_entry")
)


def _upsert(insert: "sqlite.Insert | postgresql.Insert") -> sa.Insert:
    return insert.on_conflict_do_update(
        index_elements=["chat_key", "entry"],
        set_={"state": insert.excluded.state, "data": insert.excluded.data},
    )


_UPSERT = {"sqlite": _upsert(sqlite.insert(dialog_state)), "postgresql": _upsert(postgresql.insert(dialog_state))}


def load_entries(tx: sa.Connection, chat_key: str) -> dict[str, Entry]:
    """Every entry of the chat by its name."""
    return {name: Entry(state, data) for name, state, data in tx.execute(_LOAD, {"in_chat": chat_key})}


def change_entry(tx: sa.Connection, chat_key: str, name: str, part: Mapping[str, str | None]) -> Mapping[str, Entry]:
    """Change ``state`` or ``data`` of one entry and leave the other as it is. Returns the entry as it is now, by its name."""
    before = tx.execute(_LOAD_ONE, {"in_chat": chat_key, "of_entry": name}).first()
    entry = (Entry(before.state, before.data) if before else NO_ENTRY)._replace(**part)
    return save_entries(tx, chat_key, {name: entry})


def save_entries(tx: sa.Connection, chat_key: str, changes: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """Keep these entries of the chat; ``NO_ENTRY`` takes one away. Returns ``changes``."""
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
    return changes
