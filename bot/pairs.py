"""Names and values, a line each, as a part of a message."""

from collections.abc import Iterable

from markupsafe import Markup

from locales.words import T, Words


def pair_lines(words: Words, pairs: Iterable[tuple[str, str]]) -> Markup:
    """Each pair on a line of its own, the value in bold; values are escaped."""
    line = Markup(words(T("{name}: <b>{value}</b>")))  # noqa: S704 - the catalogue's sentence is ours; the values are escaped
    return Markup("\n").join(line.format(name=name, value=value) for name, value in pairs)
