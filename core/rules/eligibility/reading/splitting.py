"""Cuts what a cell says into its pieces, never inside brackets."""

import re

_OPEN, _CLOSE = "(\u300a\u201c", ")\u300b\u201d"


def split_outside(text: str, separator: re.Pattern[str]) -> list[str]:
    """The pieces between separators of one character that stand outside brackets and quotation marks; none is empty."""
    if not separator.search(text):
        return [text] if text else []
    depth, pieces, piece = 0, [], ""
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        if depth <= 0 and separator.match(character):
            pieces.append(piece)
            piece = ""
        else:
            piece += character
    return [one for one in [*pieces, piece] if one]
