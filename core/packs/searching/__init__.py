"""The words in which people look for positions, as data, and one spelling for what they type and what a table says."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class SearchWords:
    """Words by what they mean. ``phrases`` are all of them, longest first, as one pattern for what stands side by side."""

    education: Mapping[str, str]
    fresh: Mapping[str, str]
    gender: Mapping[str, str]
    meant: Mapping[str, str]
    numerals: Mapping[str, int]
    patterns: Mapping[str, re.Pattern[str]]
    phrases: re.Pattern[str]
    rung: str


@cache
def search_words() -> SearchWords:
    """The words, read once."""
    told: dict[str, Any] = tomllib.loads(_file("words.toml"))
    english = [word for section in ("education", "fresh", "gender", "meant") for word in told[section] if " " in word]
    phrases = "|".join(re.escape(word) for word in sorted(english, key=len, reverse=True))
    return SearchWords(
        told["education"],
        told["fresh"],
        told["gender"],
        told["meant"],
        told["numerals"],
        {name: re.compile(text) for name, text in told["patterns"].items()},
        re.compile(rf"(?<![a-z])(?:{phrases})(?![a-z])"),
        told["rung"],
    )


def one_spelling(text: str) -> str:
    """Narrow, lower case, simplified characters; blanks stay."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_simplified())


def typed(text: str) -> str:
    """The same for what people type, of which not everything is read."""
    return one_spelling(text[:_LONGEST]).strip()


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters and their simplified ones: the file has a line of either, by turns."""
    lines = _file("simplified.txt").splitlines()
    return {ord(old): new for olds, news in zip(lines[::2], lines[1::2], strict=True) for old, new in zip(olds, news, strict=True)}


def _file(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
