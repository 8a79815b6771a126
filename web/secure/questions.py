"""The security questions in words (指南 二(四)2(3)); each has an id by which it is kept."""

from collections.abc import Mapping, Sequence

from core.rules.identity.questions import QUESTIONS
from locales.words import T, Words

_WORDS: Mapping[str, str] = {
    "first_school": T("What is the name of your primary school?"),
    "first_teacher": T("Who was your first class teacher?"),
    "childhood_friend": T("Who was your best friend as a child?"),
    "birth_town": T("In which town were you born?"),
    "mother_birthday": T("When is your mother's birthday?"),
    "father_work": T("What was your father's first work?"),
    "first_flat": T("In which street was your first home?"),
    "favourite_book": T("Which book do you like best?"),
    "first_trip": T("Where did your first journey lead?"),
    "childhood_dish": T("Which dish did you like best as a child?"),
}


def question_choices(words: Words) -> list[tuple[str, str]]:
    """Every question there is, by id."""
    return [(question, words(_WORDS[question])) for question in QUESTIONS]


def say_questions(ids: Sequence[str], words: Words) -> list[str]:
    """These questions; one that isn't offered any more is named by its id."""
    return [words(_WORDS.get(question, question)) for question in ids]
