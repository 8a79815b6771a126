"""Which position is being looked at."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Looking:
    """``code`` of the shown position; ``nearest`` codes offered for an unknown one.

    ``confirms``: whether a press that was warned about wanted to go on to confirm. ``from_list``: whether a list lies below.
    """

    code: str = ""
    nearest: list[str] = field(default_factory=list)
    confirms: bool = False
    from_list: bool = False
