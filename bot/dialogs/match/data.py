"""Which list is shown, where in it, and what was answered besides the form."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Matched:
    """``verdict`` of the list, ``page`` of it from 0; ``answers`` by datum, empty for what was passed over."""

    verdict: str = "fits"
    page: int = 0
    answers: dict[str, str] = field(default_factory=dict)
