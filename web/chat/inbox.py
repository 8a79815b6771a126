"""Where the chat page hands over what a candidate did. The messenger side implements it; web and bot never import each other."""

from typing import Literal, Protocol

UploadKind = Literal["photo", "document"]


class ChatInbox(Protocol):
    """Takes updates of web chats; each call returns when the update has been handled and its answers are in the journal."""

    async def text(self, native_id: int, text: str, locale: str) -> None:
        """A message as it was typed, not trimmed; ``locale`` is the language of the page it was typed on."""

    async def press(self, native_id: int, message_id: int, data: str) -> None:
        """A press on an inline button. A press that fits no button of that message changes nothing."""

    async def upload(self, native_id: int, kind: UploadKind, name: str, mime: str, content: bytes) -> None:
        """A photo or a document with the name and type the browser gave; neither is to be trusted."""
