"""Reads what a chat client sends, within limits that are counted while the bytes arrive, not believed from a header."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from web.chat.inbox import UploadKind
from web.chat.problems import NotTaken, Problem

FILE_BYTES = 12 * 1024 * 1024
TEXT_CHARACTERS = 4096
_JSON_BYTES = 64 * 1024
_AROUND_FILE_BYTES = 64 * 1024
_DRAINED_BYTES = 64 * 1024 * 1024
_KINDS: tuple[UploadKind, ...] = ("photo", "document")


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Callback(_Strict):
    """A press on an inline button of a message."""

    message_id: Annotated[int, Field(ge=1, le=2**31 - 1)]
    data: Annotated[str, Field(min_length=1, max_length=64)]


class TextUpdate(_Strict):
    """A typed message."""

    text: str


class CallbackUpdate(_Strict):
    """A pressed button."""

    callback: Callback


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it; name and type are what it claims."""

    kind: UploadKind
    name: str
    mime: str
    content: bytes


_UPDATE: TypeAdapter[TextUpdate | CallbackUpdate] = TypeAdapter(TextUpdate | CallbackUpdate)


async def read_update(request: Request) -> TextUpdate | CallbackUpdate:
    """The text or the press in a JSON body. Raises ``NotTaken``."""
    try:
        update = _UPDATE.validate_python(await read_json(request))
    except ValidationError:
        raise NotTaken(Problem.NOT_UNDERSTOOD) from None
    words = update.text if isinstance(update, TextUpdate) else update.callback.data
    if not _is_readable(words):
        raise NotTaken(Problem.TEXT_UNREADABLE)
    if len(words) > TEXT_CHARACTERS:
        raise NotTaken(Problem.TEXT_TOO_LONG)
    if not words.strip():
        raise NotTaken(Problem.TEXT_EMPTY)
    return update


async def read_json(request: Request) -> object:
    """The JSON body, at most 64 kB; ``None`` for an empty one. Raises ``NotTaken``."""
    body = b"".join([chunk async for chunk in _counted(request, _JSON_BYTES, Problem.BODY_TOO_LARGE)])
    if not body:
        return None
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        raise NotTaken(Problem.NOT_JSON) from None
    return value


async def read_upload(request: Request) -> Upload:
    """The one file of a multipart body, field ``photo`` or ``document``, at most 12 MB. Raises ``NotTaken``."""
    stream = _counted(request, FILE_BYTES + _AROUND_FILE_BYTES, Problem.FILE_TOO_LARGE)
    try:
        form = await MultiPartParser(request.headers, stream, max_files=1, max_fields=4).parse()
    except MultiPartException:
        raise NotTaken(Problem.NOT_MULTIPART) from None
    try:
        return await _taken(form)
    finally:
        await form.close()


async def _taken(form: FormData) -> Upload:
    for kind in _KINDS:
        file = form.get(kind)
        if isinstance(file, UploadFile):
            content = await file.read()
            if len(content) > FILE_BYTES:
                raise NotTaken(Problem.FILE_TOO_LARGE)
            if not content:
                raise NotTaken(Problem.FILE_EMPTY)
            return Upload(kind, _plain_name(file.filename, kind), file.content_type or "", content)
    raise NotTaken(Problem.NOT_UNDERSTOOD)


async def _counted(request: Request, limit: int, problem: Problem) -> AsyncGenerator[bytes, None]:
    """The body's chunks up to ``limit`` bytes.

    What is too much is still taken from the wire, up to a bound, without being kept: a client that is cut off while it
    sends never reads why.
    """
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen <= limit:
            yield chunk
        elif seen > _DRAINED_BYTES:
            break
    if seen > limit:
        raise NotTaken(problem)


def _is_readable(text: str) -> bool:
    """Neither half a surrogate pair nor NUL, which no database keeps."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _plain_name(name: str | None, kind: str) -> str:
    """The last part of a path, without control characters, at most 120 characters."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if character.isprintable() and _is_readable(character)).strip()
    return kept[-120:] or kind
