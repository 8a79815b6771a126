"""The letters of charts: a small static font cut from the bundled one.

The drawing library opens a variable font in its first instance only, which is hair-thin. So the letters that charts need are taken
out of the Simplified Chinese face at the wanted weight; the set grows with what was asked for, and most charts find theirs there.
"""

from functools import cached_property
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

UNKNOWN = "\u3013"  # what printers set where they have no type
_FILE = "NotoSansCJK-VF.otf.ttc"
_FACE = 2
_FAMILY = "Kaoban Charts"
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + UNKNOWN + "\u2026\u2013\u2014\u2212\u00b7\uff0c\u3002\uff1a\uff08\uff09%"
_MOST = 4000


class Letters:
    """Letters of one weight. Not for several threads at once; ``close`` it at the end."""

    def __init__(self, weight: int) -> None:
        self._weight = weight
        self._folder = TemporaryDirectory(prefix="kaoban-charts-")
        self._has: set[str] = set()
        self._made = 0
        self._path = Path()

    def known(self, text: str) -> str:
        """The text with what the font can't draw replaced by the printers' blank."""
        return "".join(char if char == "\n" or ord(char) in self._names else UNKNOWN for char in text)

    def path_for(self, text: str) -> Path:
        """A font file with every letter of ``text``, which is ``known``."""
        wanted = set(text.replace("\n", "")) - self._has
        if wanted or not self._made:
            base = self._has if len(self._has) < _MOST else set[str]()
            self._has = base | wanted | set(_ALWAYS) & self._drawable
            self._made += 1
            self._path = Path(self._folder.name) / f"{self._made}.otf"
            self._build()
        return self._path

    def close(self) -> None:
        """Remove the files."""
        self._source.close()
        self._folder.cleanup()

    @cached_property
    def _source(self) -> Any:
        return TTFont(Path(str(files("manimgx_fonts_cjk"))) / _FILE, fontNumber=_FACE, lazy=True)

    @cached_property
    def _names(self) -> dict[int, str]:
        names: dict[int, str] = self._source.getBestCmap()
        return names

    @cached_property
    def _drawable(self) -> set[str]:
        return {char for char in _ALWAYS if ord(char) in self._names}

    def _build(self) -> None:
        glyphs = self._source.getGlyphSet(location={"wght": self._weight})
        names = [".notdef", *dict.fromkeys(self._names[ord(char)] for char in sorted(self._has))]
        drawn, widths = {}, {}
        for name in names:
            pen = T2CharStringPen(round(glyphs[name].width), glyphs)
            glyphs[name].draw(pen)
            drawn[name], widths[name] = pen.getCharString(), (round(glyphs[name].width), 0)
        self._save(names, drawn, widths)

    def _save(self, names: list[str], drawn: dict[str, Any], widths: dict[str, tuple[int, int]]) -> None:
        builder, heights = FontBuilder(self._source["head"].unitsPerEm, isTTF=False), self._source["hhea"]
        builder.setupGlyphOrder(names)
        builder.setupCharacterMap({ord(char): self._names[ord(char)] for char in self._has})
        builder.setupCFF(_FAMILY.replace(" ", ""), {"FullName": _FAMILY}, drawn, {})
        builder.setupHorizontalMetrics(widths)
        builder.setupHorizontalHeader(ascent=heights.ascent, descent=heights.descent)
        builder.setupNameTable({"familyName": _FAMILY, "styleName": "Regular"})
        builder.setupOS2(sTypoAscender=heights.ascent, sTypoDescender=heights.descent)
        builder.setupPost()
        builder.save(str(self._path))
