"""The words in which tables speak, as patterns and names. They are data; the rules hold none of them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_REMEMBERED = 65_536  # a table says the same words thousands of times
_COLONS = str.maketrans({"\u2236": ":", "\ufe55": ":", "\u02d0": ":", "\u3014": "(", "\u3015": ")", "\u3010": "(", "\u3011": ")"})


@lru_cache(maxsize=_REMEMBERED)
def folded(text: str) -> str:
    """Narrow characters, one kind of colon and bracket, no blanks and line breaks; lines stay apart by ``folded_lines``."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_COLONS).split())


def folded_lines(text: str) -> str:
    """As ``folded``, but line breaks stay."""
    return "\n".join(filter(None, (folded(line) for line in text.splitlines())))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sections of patterns, and sections of names."""

    patterns: Mapping[str, re.Pattern[str]]
    names: Mapping[str, Mapping[str, Any]]

    def match(self, key: str, text: str) -> re.Match[str] | None:
        """Where the pattern ``section.key`` is found in ``text``."""
        return self.patterns[key].search(text)

    def has(self, key: str, text: str) -> bool:
        """Whether it is found."""
        return self.patterns[key].search(text) is not None


def vocabulary_of(data: Mapping[str, Any]) -> Vocabulary:
    """Patterns compiled once: strings are patterns, everything else is names."""
    patterns: dict[str, re.Pattern[str]] = {}
    names: dict[str, Mapping[str, Any]] = {}
    for section, value in data.items():
        if isinstance(value, str):
            patterns[section] = re.compile(value)
        else:
            names[section] = value
            patterns.update({f"{section}.{key}": re.compile(text) for key, text in value.items() if _is_pattern(section, text)})
    return Vocabulary(patterns, names)


def _is_pattern(section: str, text: object) -> bool:
    return isinstance(text, str) and section not in {"grades", "numerals"}
