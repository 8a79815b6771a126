"""Which branch of the questions is open, and which question is being read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asking:
    """``topic`` and ``answer`` are ids of the pack; without a topic all questions are shown."""

    topic: str = ""
    answer: str = ""
