"""Which facet is open, where in its values, and what its values are looked through for."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from core.model.wishes import Facet
from locales.words import T


@dataclass(frozen=True, slots=True)
class Filtered:
    """``facet`` by name; ``page`` from 0; ``like`` as typed."""

    facet: str = ""
    page: int = 0
    like: str = ""


def value_key(value: str) -> str:
    """A value as a button carries it: names of units are longer than a button's data may be."""
    return blake2b(value.encode(), digest_size=6).hexdigest()


FACETS: Mapping[Facet, str] = {
    Facet.EDUCATION: T("Level of education"),
    Facet.MAJOR: T("Major"),
    Facet.DISTRICT: T("District"),
    Facet.UNIT: T("Unit"),
    Facet.LEVEL: T("Kind of post"),
    Facet.FRESH: T("Fresh graduates"),
    Facet.HEADCOUNT: T("People wanted"),
    Facet.GENDER: T("Gender"),
}
TYPED = frozenset({Facet.UNIT, Facet.MAJOR, Facet.DISTRICT})
"""Facets with more values than one looks through: their windows take words."""
