"""One spelling for many: width, case, traditional characters, synonyms, noise; and the sound. For questions only, never names."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

LONGEST = 240
"""Characters of a question that are read; what comes after them changes nothing."""

_READ = LONGEST * 4
_SHORTEST = 4
_MOST = 5
_ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w.-]+")
_ORDER = re.compile(r"[a-z]{0,4}\d{6,}[\dx]*|<[^<>]{0,40}>")
_NOISE = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
_ENDINGS = re.compile(r"[?!;\n\u3002]+")
_LATIN = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """Reads questions.

    :ivar simplified: traditional characters and their simplified ones.
    :ivar synonyms: words and what they are read as, in simplified characters and lower case.
    :ivar sounds: characters and their syllables without tones.
    """

    simplified: Mapping[int, str]
    synonyms: tuple[tuple[re.Pattern[str], str], ...]
    sounds: Mapping[str, str]

    def plain(self, text: str) -> str:
        """The question in one spelling: simplified, lower case, no order numbers, addresses, emoji or punctuation."""
        wide = unicodedata.normalize("NFKC", text[:_READ]).casefold()
        bare = _NOISE.sub(" ", _ORDER.sub(" ", _ADDRESS.sub(" ", wide))).strip()
        plain = _BETWEEN.sub("", bare[:LONGEST].translate(self.simplified))
        for word, meant in self.synonyms:
            plain = word.sub(meant, plain)
        return plain.strip()

    def sound(self, plain: str) -> str:
        """How it sounds, in one string of Latin letters; a question typed in pinyin sounds like the one in characters."""
        return "".join(self.sounds.get(one, one if one.isascii() and one.isalnum() else "") for one in plain)


def sentences(text: str) -> list[str]:
    """The sentences of a message that may be questions of their own; none where it is one."""
    wide = unicodedata.normalize("NFKC", text[:_READ])
    found = [part.strip() for part in _ENDINGS.split(wide) if len(part.strip()) >= _SHORTEST]
    return found[:_MOST] if len(found) > 1 else []


def grams(plain: str, sound: str) -> Iterator[str]:
    """The features of a question: pieces of its characters, pieces of its sound, and its Latin words."""
    marked = f"^{plain}$"
    for size in (1, 2, 3, 4):
        yield from (marked[at : at + size] for at in range(len(marked) - size + 1))
    for size in (3, 4, 5, 6):
        yield from (f"~{sound[at : at + size]}" for at in range(len(sound) - size + 1))
    words = latin_words(plain)
    yield from (f"={word}" for word in words)
    yield from (f"={one} {two}" for one, two in pairwise(words))


def latin_words(plain: str) -> list[str]:
    """The Latin words of a question in plain spelling."""
    return _LATIN.findall(plain)
