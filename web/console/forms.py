"""Reads what a form of the console sends, within limits that are counted while the bytes arrive; one file at most."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from core.rules.tickets import LARGEST_FILE
from web.secure.form_body import NotAForm

_TEXT_BYTES = 256 * 1024
_AROUND_FILE = 512 * 1024
_MOST_FIELDS = 60
_DRAINED_BYTES = 64 * 1024 * 1024
_LONGEST_NAME = 120
_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as the browser sent it; name and type are what it claims."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, text that any database can hold; and the file, where one was chosen."""

    fields: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: SentFile | None = None

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field that may come several times."""
        return self.lists.get(name, ())


async def read_form(request: Request, *, largest_file: int = LARGEST_FILE) -> Form:
    """The form. Raises ``NotAForm``: 413 too large, 415 another type, 400 not understood."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind == _MULTIPART:
        return await _multipart(request, largest_file)
    if kind != _URLENCODED:
        raise NotAForm(415)
    body = b"".join([chunk async for chunk in _counted(request, _TEXT_BYTES)])
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace")
    except ValueError:
        raise NotAForm(400) from None
    return _form([(name, clean(value)) for name, value in pairs])


def clean(text: str) -> str:
    """Text without what no database keeps: NUL and halves of surrogate pairs; line ends as ``\\n``."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return plain.encode("utf-8", "replace").decode("utf-8")


async def _multipart(request: Request, largest_file: int) -> Form:
    stream = _counted(request, largest_file + _AROUND_FILE)
    try:
        parser = MultiPartParser(request.headers, stream, max_files=1, max_fields=_MOST_FIELDS, max_part_size=_TEXT_BYTES)
        form = await parser.parse()
    except MultiPartException as error:
        await _drain(request)
        raise NotAForm(413 if "size" in error.message else 400) from None
    try:
        texts = [(name, clean(value)) for name, value in form.multi_items() if isinstance(value, str)]
        files = [value for value in form.values() if isinstance(value, UploadFile) and value.filename]
        sent = await _sent(files[0], largest_file) if files else None
    finally:
        await form.close()
    return _form(texts, sent)


async def _sent(file: UploadFile, largest_file: int) -> SentFile:
    content = await file.read()
    if len(content) > largest_file:
        raise NotAForm(413)
    last = clean(file.filename or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if character.isprintable()).strip()
    return SentFile(kept[-_LONGEST_NAME:] or "file", (file.content_type or "application/octet-stream")[:100], content)


def _form(pairs: list[tuple[str, str]], file: SentFile | None = None) -> Form:
    lists: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        lists[name] = (*lists.get(name, ()), value)
    return Form(dict(pairs), lists, file)


async def _drain(request: Request) -> None:
    """A client that is cut off while it sends never reads why."""
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > _DRAINED_BYTES:
            return


async def _counted(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body's chunks up to ``limit`` bytes; what is too much is taken from the wire, up to a bound, and not kept."""
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen <= limit:
            yield chunk
        elif seen > _DRAINED_BYTES:
            break
    if seen > limit:
        raise NotAForm(413)
