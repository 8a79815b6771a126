"""Which list is shown, and where in it; and what is ticked of a question with several answers."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Matched:
    """``tab`` of the list, empty for the first that has something; ``page`` of it from 0.

    ``asked``: the datum of the question under way; ``ticked``: its answers so far; ``offered``: the page of its answers.
    """

    tab: str = ""
    page: int = 0
    asked: str = ""
    ticked: list[str] = field(default_factory=list)
    offered: int = 0
