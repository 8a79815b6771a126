"""Three security questions from a list (指南 二(二)3, 二(四)2(3)); answers are compared after trimming and width folding.

Somebody whom nobody knows is asked questions too, or told that none are set, always the same for the same username.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from core.model.decisions import Refused
from core.model.reasons import Reason

QUESTIONS = (
    "first_school",
    "first_teacher",
    "childhood_friend",
    "birth_town",
    "mother_birthday",
    "father_work",
    "first_flat",
    "favourite_book",
    "first_trip",
    "childhood_dish",
)
HOW_MANY = 3
LONGEST = 60
_PARTS = 4
_DIGITS = 8


@dataclass(frozen=True, slots=True, repr=False)
class TypedAnswers:
    """Questions chosen and answers typed, in their order. Never log one."""

    pairs: tuple[tuple[str, str], ...]


def answer_key(answer: str) -> str:
    """What two answers share when they count as the same one: NFKC, nothing around it."""
    return unicodedata.normalize("NFKC", answer).strip()


def joined_answers(answers: Sequence[str]) -> str:
    """The answers as they are hashed: all in one, so that nobody can guess them one by one."""
    return "\n".join(" ".join(answer_key(answer).split()) for answer in answers)


def judge_answers(typed: TypedAnswers) -> dict[str, Refused]:
    """What is wrong, by field (``question_1`` … ``answer_3``)."""
    faults: dict[str, Refused] = {}
    chosen: list[str] = []
    for place, (question, answer) in enumerate(typed.pairs, start=1):
        if question not in QUESTIONS:
            faults[f"question_{place}"] = Refused(Reason.QUESTION_MISSING)
        elif question in chosen:
            faults[f"question_{place}"] = Refused(Reason.QUESTION_TWICE)
        if not answer_key(answer):
            faults[f"answer_{place}"] = Refused(Reason.ANSWER_MISSING)
        elif len(answer_key(answer)) > LONGEST:
            faults[f"answer_{place}"] = Refused(Reason.ANSWER_TOO_LONG, about=(str(LONGEST),))
        chosen.append(question)
    return faults


def questions_of_nobody(fingerprint: str) -> tuple[str, ...] | None:
    """What somebody unknown is asked, by the keyed fingerprint (hex) of the username; ``None`` says that none are set."""
    numbers = [int(fingerprint[part * _DIGITS : (part + 1) * _DIGITS], 16) for part in range(_PARTS)]
    if numbers[0] % 2:
        return None
    left = list(QUESTIONS)
    return tuple(left.pop(number % len(left)) for number in numbers[1 : HOW_MANY + 1])
