"""Order numbers as a candidate may paste them."""

import re

_NUMBER = re.compile(r"(?<![0-9A-Z])KB[0-9]{8}[0-9A-F]{16}(?![0-9A-Z])")


def order_number_in(text: str) -> str | None:
    """The order number in a text, ``None`` where there is none."""
    found = _NUMBER.search(text.upper())
    return found[0] if found else None
