"""Which sentences a page brings along, and which its scripts say."""

import json
import re
from pathlib import Path

_STATIC = Path(__file__).parents[2] / "web" / "static"
_SAID = re.compile(r"\b(?:say|choice)\(([^()]*)\)")
_LITERAL = re.compile(r'"(\w+)"')
_WORDS = re.compile(r'<script type="application/json" id="words">(.*?)</script>', re.DOTALL)


def said_in(folder: str) -> set[str]:
    """The names of the sentences that the scripts in a folder of ``web/static`` say by name."""
    scripts = (_STATIC / folder).glob("*.js")
    return {name for path in scripts for call in _SAID.findall(path.read_text()) for name in _LITERAL.findall(call)}


def brought_by(page: str) -> dict[str, str]:
    """The sentences in a page, by name."""
    found = _WORDS.search(page)
    assert found is not None
    words: dict[str, str] = json.loads(found[1])
    return words
