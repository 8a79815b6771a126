"""Catalogues of majors: those of one province and one year, named so. Codes of one mean nothing in another."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.model.eligibility import Stage


@dataclass(frozen=True, slots=True)
class OldName:
    """A name a major had; ``partly`` where only a part of those who studied it belongs here."""

    name: str
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Major:
    """A major: the longest kind of code. ``class_code`` is the class (subject) it belongs to."""

    code: str
    name: str
    stage: Stage | None
    class_code: str
    old_names: tuple[OldName, ...] = ()
    directions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MajorClass:
    """A class of majors (a subject): it covers the majors under its code."""

    code: str
    name: str
    stage: Stage | None


@dataclass(frozen=True, slots=True)
class MajorGroup:
    """A group with a code of two digits; it covers classes, and single majors besides."""

    code: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue as it was published, under the name an exam gives it (``gd-2020``)."""

    name: str
    majors: Mapping[str, Major]
    classes: Mapping[str, MajorClass]
    groups: Mapping[str, MajorGroup]
