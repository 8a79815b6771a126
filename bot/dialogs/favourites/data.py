"""Where in the list somebody is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """``page`` of the list, from 0."""

    page: int = 0
