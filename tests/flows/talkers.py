"""A candidate at a device: sees messages, types, presses by label, sends photos, opens pages in a browser."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any, Protocol

import httpx

from tests.support.bot_api import BotApi

Body = dict[str, Any]
PATIENCE_SECONDS = 15.0
_GLANCE_SECONDS = 1.5
_SILENCE_SECONDS = 1.0
_PRESSES = 3


class Device(Protocol):
    """What a chat client can do."""

    async def screen(self) -> list[Body]: ...
    async def type(self, text: str) -> None: ...
    async def tap(self, message_id: int, data: str) -> None: ...
    async def send_photo(self, content: bytes) -> None: ...
    async def send_file(self, content: bytes, name: str) -> None: ...
    async def download(self, file_id: str) -> bytes: ...
    async def answers(self) -> list[Body]: ...


class WebDevice:
    """The web chat by its published API."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.token = ""

    async def open(self) -> None:
        answer = await self.client.post("/chat/sessions", headers=self._bearer if self.token else {})
        answer.raise_for_status()
        self.token = answer.json()["token"]

    @property
    def _bearer(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def screen(self) -> list[Body]:
        answer = await self.client.get("/chat/messages", headers=self._bearer)
        answer.raise_for_status()
        return list(answer.json())

    async def type(self, text: str) -> None:
        await self._update(json={"text": text})

    async def tap(self, message_id: int, data: str) -> None:
        await self._update(json={"callback": {"message_id": message_id, "data": data}})

    async def send_photo(self, content: bytes) -> None:
        await self._update(files={"photo": ("photo.jpg", content, "image/jpeg")})

    async def send_file(self, content: bytes, name: str) -> None:
        await self._update(files={"document": (name, content, "application/octet-stream")})

    async def _update(self, **body: Any) -> None:
        answer = await self.sent(**body)
        assert answer.status_code == 202, (answer.status_code, answer.text[:300])

    async def sent(self, **body: Any) -> httpx.Response:
        """An update as it is, and what the server says to it."""
        return await self.client.post("/chat/updates", headers=self._bearer, timeout=30, **body)

    async def download(self, file_id: str) -> bytes:
        answer = await self.client.get(f"/chat/files/{file_id}", headers=self._bearer)
        answer.raise_for_status()
        return answer.content

    async def answers(self) -> list[Body]:
        """What short notes pressed buttons were answered with, oldest first."""
        told: list[Body] = []
        headers = {**self._bearer, "Last-Event-ID": "0"}
        async with self.client.stream("GET", "/chat/events", headers=headers, timeout=_SILENCE_SECONDS) as stream:
            with suppress(httpx.ReadTimeout):
                kind = ""
                async for line in stream.aiter_lines():
                    name, _, value = line.partition(": ")
                    kind = value if name == "event" else kind
                    if name == "data" and kind == "answer":
                        told.append(json.loads(value))
        return told


class TelegramDevice:
    """Telegram, as the emulator of its Bot API shows it to a person."""

    def __init__(self, api: BotApi, chat: int) -> None:
        self.api = api
        self.chat = chat
        api.person(chat, language_code="en")

    async def screen(self) -> list[Body]:
        return self.api.screen(self.chat)

    async def type(self, text: str) -> None:
        await self.api.text(self.chat, text)

    async def tap(self, message_id: int, data: str) -> None:
        await self.api.press(self.chat, message_id, data)

    async def send_photo(self, content: bytes) -> None:
        await self.api.photo(self.chat, content)

    async def send_file(self, content: bytes, name: str) -> None:
        await self.api.document(self.chat, content, name)

    async def download(self, file_id: str) -> bytes:
        found = await self.api.book.any_file(file_id)
        assert found is not None
        return found.content

    async def answers(self) -> list[Body]:
        return self.api.answers(self.chat)


class Talker:
    """A candidate at one device, with a browser beside it."""

    def __init__(self, device: Device, browser: httpx.AsyncClient) -> None:
        self.device = device
        self.browser = browser
        self.login: dict[str, str] = {}
        self.application_id = 0

    async def says(self, text: str, then: str) -> str:
        """Type ``text`` and wait until the bot's newest words contain ``then``; those words."""
        seen = await self._mark()
        await self.device.type(text)
        return await self.sees(then, seen)

    async def presses(self, label: str, then: str | tuple[str, ...]) -> str:
        """Press the newest button that shows ``label``, and wait likewise; once more where the message had just moved."""
        seen = await self._press(label)
        for _ in range(_PRESSES - 1):
            try:
                return await self.sees(then, seen, _GLANCE_SECONDS)
            except AssertionError:
                if _find(await self.device.screen(), label) is None:
                    break
                await self._press(label)
        return await self.sees(then, seen)

    async def hammers(self, label: str, then: str | tuple[str, ...], times: int = 3) -> str:
        """Press the newest button that shows ``label`` several times at once, as an impatient thumb does."""
        message, button = await self.button(label)
        seen = await self._mark()
        await asyncio.gather(*(self.device.tap(message["message_id"], button["callback_data"]) for _ in range(times)))
        return await self.sees(then, seen)

    async def window(self) -> Body:
        """The newest message with buttons."""
        return next(message for message in reversed(await self.device.screen()) if message.get("reply_markup"))

    async def count(self, text: str) -> int:
        """How many messages of the chat contain ``text``."""
        return sum(text in _own(message) for message in await self.device.screen())

    async def note(self) -> str:
        """What the latest press was answered with."""
        return str((await self.device.answers())[-1].get("text"))

    async def _press(self, label: str) -> str:
        """One press; what was seen before it."""
        message, button = await self.button(label)
        seen = await self._mark()
        await self.device.tap(message["message_id"], button["callback_data"])
        return seen

    async def shows(self, content: bytes, then: str, *, as_file: bool = False) -> str:
        """Send a photo, and wait likewise."""
        seen = await self._mark()
        await (self.device.send_file(content, "photo.jpg") if as_file else self.device.send_photo(content))
        return await self.sees(then, seen)

    async def button(self, label: str) -> tuple[Body, Body]:
        """The newest message with a button that shows ``label``, and that button; waits for it."""
        return await self._until(lambda screen: _find(screen, label), f"a button {label!r}")

    async def sees(self, text: str | tuple[str, ...], since: str = "", seconds: float = PATIENCE_SECONDS) -> str:
        """Wait until the bot's words, changed since the mark, contain ``text``, or one of several; all words of the screen."""
        return await self._until(lambda screen: _words(screen, text, since), f"the words {text!r}", seconds)

    async def _mark(self) -> str:
        return json.dumps(await self.device.screen(), sort_keys=True)

    async def _until(self, look: Callable[[list[Body]], Any], wanted: str, seconds: float = PATIENCE_SECONDS) -> Any:
        deadline = asyncio.get_running_loop().time() + seconds
        while (found := look(screen := await self.device.screen())) is None:
            if asyncio.get_running_loop().time() > deadline:
                notes = [note.get("text") for note in (await self.device.answers())[-4:]]
                raise AssertionError(f"never saw {wanted}; the screen shows: {_told(screen)}\nlast notes: {notes}")
            await asyncio.sleep(0.02)
        return found

    async def until_file(self, name: str) -> Body:
        """Wait for a document of that name; its message."""

        def look(screen: list[Body]) -> Body | None:
            return next((message for message in screen if message.get("document", {}).get("file_name") == name), None)

        found: Body = await self._until(look, f"the file {name!r}")
        return found

    async def opens(self, label: str) -> str:
        """The address behind the newest button that shows ``label``."""
        _, button = await self.button(label)
        return str(button["url"])

    async def fills(self, address: str, **typed: str) -> httpx.Response:
        """Open a page, fill in its form and send it; the page that follows."""
        page = await self.browser.get(address, follow_redirects=True)
        assert page.status_code == 200, (page.status_code, page.text[:500])
        form = Form.on(page.text)
        if "captcha_answer" in form.values and (digits := re.search(r"(?<!\d)\d{6}(?=\.</p>)", page.text)):
            form.values["captcha_answer"] = digits.group()
        headers = {"Origin": f"{page.url.scheme}://{page.url.netloc.decode()}", "Sec-Fetch-Site": "same-origin"}
        target = page.url.join(form.action) if form.action else page.url
        return await self.browser.post(target, data={**form.values, **typed}, headers=headers, follow_redirects=True)

    async def documents(self) -> list[bytes]:
        """Every document in the chat, oldest first."""
        found = [message["document"]["file_id"] for message in await self.device.screen() if message.get("document")]
        return [await self.device.download(file_id) for file_id in found]


class Form(HTMLParser):
    """The first form of a page: where it goes, and what it holds already."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.values: dict[str, str] = {}
        self._select = ""

    @classmethod
    def on(cls, html: str) -> "Form":
        form = cls()
        found = re.search(r"<form[^>]*method=\"post\".*?</form>", html, re.DOTALL)
        assert found is not None, html[:500]
        form.feed(found.group())
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.action = given.get("action") or ""
        if tag == "input" and given.get("name") and given.get("type") not in {"radio", "checkbox", "submit"}:
            self.values[str(given["name"])] = given.get("value") or ""


def _find(screen: list[Body], label: str) -> tuple[Body, Body] | None:
    for message in reversed(screen):
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if label in button["text"]:
                    return message, button
    return None


def _words(screen: list[Body], text: str | tuple[str, ...], since: str) -> str | None:
    if since and json.dumps(screen, sort_keys=True) == since:
        return None
    said = _told(screen)
    recent = "\n".join(_own(message) for message in screen[-4:] if message.get("from", {}).get("is_bot"))
    wanted = (text,) if isinstance(text, str) else text
    return said if any(one in recent for one in wanted) else None


def _told(screen: list[Body]) -> str:
    return "\n".join(_own(message) for message in screen)


def _own(message: Body) -> str:
    return str(message.get("text") or message.get("caption") or "")
