"""What is remembered while somebody calls a person: what it is about, why, and the words that led here."""

from dataclasses import dataclass

from bot.memory import Memory
from core.model.tickets import Cause, Scope


@dataclass(frozen=True, slots=True)
class Calling:
    """``words`` are the candidate's own, from before the dialog opened; empty where there were none."""

    scope: str = Scope.USE.value
    cause: str = Cause.ASKED.value
    words: str = ""


CALLING = Memory(Calling)
