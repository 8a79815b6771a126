"""A messenger side that repeats what it hears into the chat's real journal, so that the web side can be tested alone."""

import asyncio
from dataclasses import dataclass, field

from core.errors import KaobanError
from core.services.web_chats import WebChats
from core.store.queries.web import Body, WebFile

BOT = {"id": 777, "is_bot": True, "first_name": "Kaoban"}


@dataclass
class EchoDesk:
    """A ``ChatInbox``. ``heard`` lists what arrived; ``failing`` is raised instead of an answer; ``gate`` holds answers back."""

    chats: WebChats
    heard: list[tuple[object, ...]] = field(default_factory=list)
    failing: KaobanError | None = None
    gate: asyncio.Event | None = None

    async def text(self, native_id: int, text: str, locale: str) -> None:
        """Write the candidate's message and an answer with two buttons."""
        self.heard.append(("text", native_id, text, locale))
        await self._ready()
        await self._own(native_id, {"text": text})
        await self.say(native_id, f"You said: {text}", [[_button("Yes", "yes"), _button("No", "no")]])

    async def press(self, native_id: int, message_id: int, data: str) -> None:
        """Answer the press and change the message it was on."""
        self.heard.append(("press", native_id, message_id, data))
        await self._ready()
        await self.chats.tell(native_id, "answer", {"callback_query_id": "1", "text": f"Pressed {data}", "show_alert": False})
        await self.chats.change(
            native_id, message_id, lambda body: {**body, "text": f"Chosen: {data}", "reply_markup": _rows("Again")}
        )

    async def upload(self, native_id: int, kind: str, name: str, mime: str, content: bytes) -> None:
        """Keep the file and say how large it is."""
        self.heard.append(("upload", native_id, kind, name, mime, len(content)))
        await self._ready()
        file = WebFile(f"file-{len(self.heard)}", "same", name, mime, len(content), content)
        described = {"file_id": file.file_id, "file_unique_id": "same", "file_name": name, "width": 30, "height": 40}
        await self._own(native_id, {"photo": [described]} if kind == "photo" else {"document": described}, [file])
        await self.say(native_id, f"Got {name}")

    async def say(self, native_id: int, text: str, rows: list[list[Body]] | None = None) -> Body:
        """A message of the bot."""
        markup = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        return await self.chats.append(native_id, lambda number: _message(number, native_id, BOT, {"text": text, **markup}))

    async def _own(self, native_id: int, content: Body, files: list[WebFile] | None = None) -> None:
        person = {"id": native_id, "is_bot": False, "first_name": "web"}
        await self.chats.append(native_id, lambda number: _message(number, native_id, person, content), new_files=files or [])

    async def _ready(self) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if self.failing is not None:
            raise self.failing


def _message(number: int, native_id: int, sender: Body, content: Body) -> Body:
    return {"message_id": number, "date": 1605492000, "chat": {"id": native_id, "type": "private"}, "from": sender, **content}


def _button(text: str, data: str) -> Body:
    return {"text": text, "callback_data": data}


def _rows(text: str) -> Body:
    return {"inline_keyboard": [[_button(text, "again")]]}
