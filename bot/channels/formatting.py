"""Turns text with marks into what Telegram keeps: tag-free text and entities counted in UTF-16 units.

Follows the Bot API's formatting options: HTML of a closed set of tags. Anything else is refused with Telegram's own words, because
a dialog that works here must not fail there.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.channels.errors import unparsable

Entity = dict[str, Any]

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = r"&(?:#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|(?:lt|gt|amp|quot)(?![A-Za-z]));?"
_TOKEN = re.compile(rf"<(?P<end>/?)(?P<name>[^\s>]*)(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)(?P<close>>?)|{_REFERENCE}")
_ATTRIBUTE = re.compile(r"\s*(?P<name>[^\s=]+)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[\w.-]+)))?")
_BLANKS = " \n\t\r\v\f"
_NO_ADDRESS = r"\s<>\"'，。；：、！？（）()《》"
_LINKS = re.compile(rf"https?://[^{_NO_ADDRESS}]*[^{_NO_ADDRESS}.,;:!?]|(?<![\w/])/[A-Za-z0-9_]{{1,32}}(?![\w/])")


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text as it is shown, and its entities (offset and length in UTF-16 units)."""

    text: str
    entities: list[Entity]


def units(text: str) -> int:
    """The length of ``text`` as Telegram counts it: UTF-16 units."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def formatted(text: str, parse_mode: str | None) -> Formatted:
    """``text`` as it will be shown: marks taken out, blanks at both ends trimmed, addresses and commands found.

    Raises ``ApiError`` for marks that can't be read and for a parse mode other than HTML.
    """
    if not parse_mode:
        return _finished(text, [])
    if parse_mode.lower() != "html":
        raise unparsable(f"parse mode {parse_mode} isn't offered on this channel")
    if "<" not in text and "&" not in text:
        return _finished(text, [])
    reader = _Reader(text)
    return _finished(*reader.read())


def given(text: str, entities: list[Entity]) -> Formatted:
    """Text that came with its entities instead of marks."""
    return _finished(text, entities)


@dataclass(slots=True)
class _Open:
    name: str
    attributes: dict[str, str]
    offset: int
    piece: int


@dataclass(slots=True)
class _Reader:
    source: str
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        seen = 0
        for token in _TOKEN.finditer(self.source):
            self._say(self.source[seen : token.start()])
            seen = token.end()
            if token["name"] is None:
                self._say(_character(token[0]))
            elif token["end"]:
                self._end(token)
            else:
                self._start(token)
        self._say(self.source[seen:])
        if self.stack:
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].name}"')
        return "".join(self.pieces), self.entities

    def _say(self, piece: str) -> None:
        if piece:
            self.pieces.append(piece)
            self.length += units(piece)

    def _start(self, token: re.Match[str]) -> None:
        name, at = token["name"].lower(), self._at(token)
        if name not in _KINDS and (token["close"] or token["rest"]):
            raise unparsable(f'Unsupported start tag "{name}" at byte offset {at}')
        if not token["close"]:
            raise unparsable(f"Unclosed start tag at byte offset {at}")
        attributes = _attributes(token["rest"], name, at)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self.stack.append(_Open(name, attributes, self.length, len(self.pieces)))

    def _end(self, token: re.Match[str]) -> None:
        name, at = token["name"].lower(), self._at(token)
        if not self.stack:
            raise unparsable(f"Unexpected end tag at byte offset {at}")
        if not token["close"]:
            raise unparsable(f"Unclosed end tag at byte offset {at}")
        opened = self.stack.pop()
        if name and name != opened.name:
            raise unparsable(f'Unmatched end tag at byte offset {at}, expected "</{opened.name}>", found "</{name}>"')
        if self.length > opened.offset:
            self._mark(opened)

    def _mark(self, opened: _Open) -> None:
        entity: Entity = {"type": _KINDS[opened.name], "offset": opened.offset, "length": self.length - opened.offset}
        last = self.entities[-1] if self.entities else {}
        match opened.name:
            case "a":
                url = opened.attributes.get("href") or "".join(self.pieces[opened.piece :])
                if not re.match(r"(?:https?|tg|mailto|tel):", url, re.IGNORECASE):
                    return
                entity["url"] = url
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
            case "code" if opened.attributes.get("class", "").startswith("language-"):
                entity["language"] = opened.attributes["class"].removeprefix("language-")
            case "pre" if last.get("type") == "code" and _same_place(last, entity):
                self.entities.pop()
                entity |= {"language": last["language"]} if "language" in last else {}
        self.entities.append(entity)

    def _at(self, token: re.Match[str]) -> int:
        return len(self.source[: token.start()].encode())


def _attributes(rest: str, name: str, at: int) -> dict[str, str]:
    found: dict[str, str] = {}
    seen = 0
    while rest[seen:].strip():
        attribute = _ATTRIBUTE.match(rest, seen)
        if attribute is None:
            raise unparsable(f'Empty attribute name in the tag "{name}" at byte offset {at}')
        value = next((attribute[part] for part in ("double", "single", "bare") if attribute[part] is not None), "")
        found[attribute["name"].lower()] = re.sub(_REFERENCE, lambda reference: _character(reference[0]), value)
        seen = attribute.end()
    return found


def _character(reference: str) -> str:
    inner = reference.strip("&;")
    if not inner.startswith("#"):
        return _NAMED[inner]
    base, digits = (16, inner[2:]) if inner[1] == "x" else (10, inner[1:])
    number = int(digits, base)
    if number == 0 or number >= 0x10FFFF:
        return reference
    if 0xD800 <= number <= 0xDFFF:
        raise unparsable("Text contains invalid Unicode characters after decoding HTML entities")
    return chr(number)


def _same_place(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] == other["offset"] and one["length"] == other["length"])


def _finished(text: str, entities: list[Entity]) -> Formatted:
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    shown = text.strip(_BLANKS)
    if entities and shown != text:
        entities = _cut(entities, units(text[: len(text) - len(text.lstrip(_BLANKS))]), units(shown))
    entities = entities + _found(shown, entities)
    return Formatted(shown, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])))


def _cut(entities: list[Entity], skipped: int, length: int) -> list[Entity]:
    kept = []
    for entity in entities:
        start = max(entity["offset"] - skipped, 0)
        end = min(entity["offset"] - skipped + entity["length"], length)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return kept


def _found(text: str, entities: list[Entity]) -> list[Entity]:
    """Addresses and commands, which Telegram marks by itself outside of code and links."""
    if "/" not in text:
        return []
    closed = [entity for entity in entities if entity["type"] in ("code", "pre", "text_link")]
    found: list[Entity] = []
    for hit in _LINKS.finditer(text):
        offset, length = units(text[: hit.start()]), units(hit[0])
        if all(offset + length <= other["offset"] or offset >= other["offset"] + other["length"] for other in closed):
            found.append({"type": "bot_command" if hit[0][0] == "/" else "url", "offset": offset, "length": length})
    return found
