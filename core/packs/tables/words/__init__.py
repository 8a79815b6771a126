"""The words of position tables and of candidates' facts, as data: synonyms of columns, patterns of conditions."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from core.rules.eligibility.vocabulary import Vocabulary, vocabulary_of


def words(name: str) -> dict[str, Any]:
    """One file of words."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def vocabulary() -> Vocabulary:
    """Patterns of conditions and of what stands around them."""
    return vocabulary_of({**words("conditions"), "above": words("places")})
