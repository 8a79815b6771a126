"""Reads a call as it comes over HTTP: JSON or form fields, files sent along and named by ``attach://``."""

import json
from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile
from aiohttp import BodyPartReader, web

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    method.__api_method__.lower(): method
    for method in (getattr(methods, name) for name in methods.__all__)
    if isinstance(method, type) and issubclass(method, TelegramMethod) and isinstance(getattr(method, "__api_method__", None), str)
}
_JSON_FIELDS = frozenset(
    {
        "allowed_updates",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "media",
        "message_ids",
        "reply_markup",
        "reply_parameters",
        "scope",
    }
)


async def read_call(request: web.Request, name: str) -> TelegramMethod[Any] | None:
    """The method with its parameters, ``None`` when there is no such method. Raises ``ValueError`` for what can't be read."""
    method = METHODS.get(name.lower())
    if method is None:
        return None
    fields: dict[str, Any] = dict(request.query)
    files: dict[str, BufferedInputFile] = {}
    if request.content_type == "application/json":
        fields |= await request.json()
    elif request.content_type == "multipart/form-data":
        await _read_form(request, fields, files)
    else:
        fields |= dict(await request.post())
    for key in _JSON_FIELDS & fields.keys():
        if isinstance(fields[key], str):
            fields[key] = json.loads(fields[key])
    return method.model_validate(_attached(fields, files))


async def _read_form(request: web.Request, fields: dict[str, Any], files: dict[str, BufferedInputFile]) -> None:
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        assert part.name
        if part.filename is None:
            fields[part.name] = await part.text()
        else:
            files[part.name] = BufferedInputFile(bytes(await part.read()), part.filename)


def _attached(value: Any, files: dict[str, BufferedInputFile]) -> Any:
    if isinstance(value, dict):
        return {key: _attached(part, files) for key, part in value.items()}
    if isinstance(value, list):
        return [_attached(part, files) for part in value]
    if isinstance(value, str) and value.startswith("attach://"):
        return files[value.removeprefix("attach://")]
    return value
