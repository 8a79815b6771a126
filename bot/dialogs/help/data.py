"""Which question is being read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asking:
    """``answer`` is the id of the shown answer in the pack."""

    answer: str = ""
