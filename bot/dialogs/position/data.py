"""Which position is being looked at, and where the reader is in the table."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Looking:
    """``code`` of the shown position; ``page`` of the table, from 0; ``nearest`` codes offered for an unknown one.

    ``confirms``: whether a press that was warned about wanted to go on to confirm.
    """

    code: str = ""
    page: int = 0
    nearest: list[str] = field(default_factory=list)
    confirms: bool = False
