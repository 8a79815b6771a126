"""Widgets that speak the reader's language: sentences for messages, labels for buttons."""

from collections.abc import Mapping
from typing import Any

from aiogram.enums import ButtonStyle
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.style import Style
from aiogram_dialog.widgets.text import Text
from markupsafe import Markup, escape

from locales.words import Words

PRIMARY = Style(ButtonStyle.PRIMARY)
DANGER = Style(ButtonStyle.DANGER)


class _Escaped(Mapping[str, object]):
    """Values for a sentence: plain strings are escaped, ``Markup`` is taken as it is."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> object:
        value = self._values[name]
        return escape(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Say(Text):
    """A sentence of a message. ``source`` is English, marked with ``T``; its places are filled from the getter's data, escaped."""

    def __init__(self, source: str, when: WhenCondition = None) -> None:
        super().__init__(when=when)
        self._source = source

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        words: Words = manager.middleware_data["words"]
        return words(self._source).format_map(_Escaped(data))


class Given(Text):
    """A value of the getter's data as a part of a message, escaped unless it is ``Markup``."""

    def __init__(self, name: str, when: WhenCondition = None) -> None:
        super().__init__(when=when if when is not None else name)
        self._name = name

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return str(_Escaped(data)[self._name])


class Label(Text):
    """The label of a button; plain text, nothing is escaped."""

    def __init__(self, source: str, when: WhenCondition = None) -> None:
        super().__init__(when=when)
        self._source = source

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        words: Words = manager.middleware_data["words"]
        return words(self._source).format_map(data)


class Named(Text):
    """A value of the getter's data as a label or an address; plain text."""

    def __init__(self, name: str, when: WhenCondition = None) -> None:
        super().__init__(when=when)
        self._name = name

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return str(data[self._name])


class ItemLabel(Text):
    """The label of an item of a ``Select``: its second element."""

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return str(data["item"][1])


def item_id(item: tuple[str, str]) -> str:
    """The id of an item of a ``Select``: its first element."""
    return item[0]
