"""Paints positions side by side as a PNG that a telephone shows readably: the port ``ComparisonPainter``."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import typst

from core.model.comparison import Comparison
from gateways.charts.letters import UNKNOWN
from gateways.printing.fonts import FontSet

_TEMPLATES = Path(__file__).parent / "templates"
_PIXELS_PER_INCH = 194.4  # 400 points wide make 1,080 pixels
_LONGEST_CELL = 160


class Painting:
    """One for each process; ``close`` it at the end. The words reach the template as JSON: nothing in them is ever markup."""

    def __init__(self, fonts: FontSet | None = None) -> None:
        self._fonts = fonts or FontSet()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="comparing")

    async def paint(self, comparison: Comparison, *, locale: str) -> bytes:
        """The picture, 1,080 pixels wide. Long cells are cut; a character that no font draws becomes the printers' blank."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._paint, comparison, locale)

    def close(self) -> None:
        """Let the thread go once the picture under way is done."""
        self._pool.shutdown()

    def _paint(self, comparison: Comparison, locale: str) -> bytes:
        png = self._compiler.compile(
            _TEMPLATES / "comparison.typ",
            format="png",
            ppi=_PIXELS_PER_INCH,
            sys_inputs={"table": self._data(comparison, locale)},
        )
        assert isinstance(png, bytes)
        return png

    def _data(self, comparison: Comparison, locale: str) -> str:
        rows = [
            {"name": self._known(row.name), "cells": [self._known(_cut(cell)) for cell in row.cells], "differs": row.differs}
            for row in comparison.rows
        ]
        data = {
            "title": self._known(comparison.title),
            "heads": [self._known(head) for head in comparison.heads],
            "rows": rows,
            "note": self._known(comparison.note),
            "fonts": self._fonts.families,
            "lang": locale.partition("_")[0],
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def _known(self, text: str) -> str:
        lacking = self._fonts.uncovered(text)
        return text.translate({ord(char): UNKNOWN for char in lacking}) if lacking else text

    @cached_property
    def _compiler(self) -> typst.Compiler:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(self._fonts.folders))
        return typst.Compiler(root=_TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


def _cut(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else f"{cell[: _LONGEST_CELL - 1]}…"
