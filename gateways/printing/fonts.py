"""Which fonts draw a name, and which characters they can draw (Instructions III(2): a rare name stands as the bank holds it).

Noto Sans CJK comes with the package and covers what is common and much of what is rare. Extensions B to H need Hanazono Mincho and
BabelStone Han, which are used where the machine has them. A character that nothing covers would print as an empty box without any
warning, so coverage is asked before printing.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from unicodedata import category

SYSTEM_FONTS = Path("/usr/share/fonts/truetype")
_MAIN_FAMILY = "Noto Sans CJK SC"
_MAIN_FILE = "NotoSansCJK-VF.otf.ttc"
_MAIN_FACE = 2  # the Simplified Chinese face of the collection


@dataclass(frozen=True, slots=True)
class RareFont:
    """A font for rare characters: family, file below the folder of system fonts, and the Debian package that brings it."""

    family: str
    file: str
    package: str


RARE_FONTS = (
    RareFont("HanaMinA", "hanazono/HanaMinA.ttf", "fonts-hanazono"),
    RareFont("HanaMinB", "hanazono/HanaMinB.ttf", "fonts-hanazono"),
    RareFont("BabelStone Han", "babelstone/BabelStoneHan.ttf", "fonts-babelstone-han"),
)


class FontSet:
    """The fonts of this machine, in the order in which a character is looked for. Reads nothing before it is asked."""

    def __init__(self, system: Path = SYSTEM_FONTS) -> None:
        self._system = system

    @cached_property
    def rare(self) -> tuple[RareFont, ...]:
        """Those of the fonts for rare characters that are installed."""
        return tuple(font for font in RARE_FONTS if (self._system / font.file).is_file())

    @cached_property
    def missing(self) -> tuple[RareFont, ...]:
        """Those that are not: names with characters of Extensions B to H then go to a person."""
        return tuple(font for font in RARE_FONTS if font not in self.rare)

    @property
    def families(self) -> tuple[str, ...]:
        """Family names in order of preference: the Simplified Chinese shapes first."""
        return (_MAIN_FAMILY, *(font.family for font in self.rare))

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that hold the files, each once."""
        return tuple(dict.fromkeys((self._main[0].parent, *((self._system / font.file).parent for font in self.rare))))

    def uncovered(self, text: str) -> str:
        """The characters of ``text`` that none of the fonts draws, each once, in order of appearance.

        A private-use character is never covered: what a font draws there is the font's own idea. Nor is a variation selector: the
        shape it asks for would be lost without a word.
        """
        return "".join(char for char in dict.fromkeys(text) if not self._draws(char))

    def rare_in(self, text: str) -> str:
        """The characters of ``text`` that the main font leaves to one of the others, each once."""
        return "".join(char for char in dict.fromkeys(text) if ord(char) not in self._common and self._draws(char))

    def _draws(self, char: str) -> bool:
        return char == "\n" or (category(char) != "Co" and (ord(char) in self._common or ord(char) in self._others))

    @cached_property
    def _common(self) -> frozenset[int]:
        return _characters(*self._main)

    @cached_property
    def _others(self) -> frozenset[int]:
        return frozenset[int]().union(*(_characters(self._system / font.file, 0) for font in self.rare))

    @property
    def _main(self) -> tuple[Path, int]:
        return Path(str(files("manimgx_fonts_cjk"))) / _MAIN_FILE, _MAIN_FACE


def _characters(file: Path, face: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(file, fontNumber=face, lazy=True) as font:
        return frozenset(font.getBestCmap())
