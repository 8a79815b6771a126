"""Photos and documents of a chat, sent so that no browser ever runs or guesses at what is in them."""

import re
from urllib.parse import quote

from fastapi import Response

from core.store.queries.web import WebFile

_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_MIME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,60}")


def file_response(file: WebFile) -> Response:
    """The file: a picture is shown in place, anything else is offered for saving; nobody keeps a copy on the way."""
    mime = plain_mime(file.mime)
    way = "inline" if mime in _SHOWN else "attachment"
    return Response(
        file.content,
        media_type=mime,
        headers={
            "Content-Disposition": f"{way}; filename=\"file\"; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def plain_mime(claimed: str) -> str:
    """The media type without parameters, or the one of plain bytes when it isn't one."""
    mime = claimed.partition(";")[0].strip().lower()
    return mime if _MIME.fullmatch(mime) else "application/octet-stream"


def is_file_id(text: str) -> bool:
    """Whether ``text`` may be the id of a file at all."""
    return len(text) <= 128 and text.isascii() and text.isprintable()
