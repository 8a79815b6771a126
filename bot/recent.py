"""The dialog state of the chats that were heard last, as it stands in the store, so that reading it again is free.

Only for a process that has its store to itself. What was read while somebody wrote isn't remembered: it may be old already.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from core.store.queries.dialog_state import NO_ENTRY, Entry


@dataclass(slots=True)
class Loading:
    """A read of a chat's entries under way."""

    found: Mapping[str, Entry] = field(default_factory=dict)


class RecentChats:
    """The entries of at most ``chats`` chats."""

    def __init__(self, chats: int) -> None:
        self._chats = chats
        self._entries: OrderedDict[str, Mapping[str, Entry]] = OrderedDict()
        self._loading: dict[str, Loading] = {}

    def recall(self, chat_key: str) -> Mapping[str, Entry] | None:
        """What is remembered of the chat."""
        if chat_key not in self._entries:
            return None
        self._entries.move_to_end(chat_key)
        return self._entries[chat_key]

    @contextmanager
    def loading(self, chat_key: str) -> Iterator[Loading]:
        """What is found is remembered, unless somebody wrote meanwhile: then it may be old already."""
        loading = self._loading[chat_key] = Loading()
        try:
            yield loading
        finally:
            nobody_wrote = self._loading.get(chat_key) is loading
            if nobody_wrote:
                del self._loading[chat_key]
        if nobody_wrote:
            self._remember(chat_key, loading.found)

    def change(self, chat_key: str, changes: Mapping[str, Entry]) -> None:
        """The store has taken these changes."""
        self._loading.pop(chat_key, None)
        if chat_key in self._entries:
            entries = {**self._entries[chat_key], **changes}
            self._remember(chat_key, {name: entry for name, entry in entries.items() if entry != NO_ENTRY})

    def forget(self, chat_key: str) -> None:
        """Nobody knows what the store has."""
        self._loading.pop(chat_key, None)
        self._entries.pop(chat_key, None)

    def _remember(self, chat_key: str, entries: Mapping[str, Entry]) -> None:
        self._entries[chat_key] = entries
        self._entries.move_to_end(chat_key)
        while len(self._entries) > self._chats:
            self._entries.popitem(last=False)
