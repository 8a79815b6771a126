"""Filters in words."""

from bot.dialogs.filters.data import FACETS
from core.model.wishes import Facet, Fresh, Wish
from locales.names import name_of
from locales.words import T, Words

_FRESH = {Fresh.ONLY.value: T("fresh graduates only"), Fresh.OPEN.value: T("not only fresh graduates")}
_SHORT = 3


def value_name(facet: Facet, value: str, words: Words) -> str:
    """A value as the reader knows it; what the table prints stays as it is printed."""
    if facet is Facet.FRESH and value in _FRESH:
        return words(_FRESH[value])
    if facet is Facet.HEADCOUNT:
        return words(T("{count} or more"), count=value)
    return name_of(words, value) if facet in {Facet.EDUCATION, Facet.GENDER} else value


def wish_line(wish: Wish, words: Words) -> str:
    """Everything that is filtered by, in one line; empty where nothing is."""
    parts = []
    for facet, values in wish.chosen.items():
        if values:
            told = " / ".join(value_name(facet, value, words) for value in values[:_SHORT])
            more = f" +{len(values) - _SHORT}" if len(values) > _SHORT else ""
            parts.append(f"{words(FACETS[facet])} {told}{more}")
    if wish.words:
        parts.append(words(T("with the words “{words}”"), words=" ".join(wish.words)))
    return " · ".join(parts)
