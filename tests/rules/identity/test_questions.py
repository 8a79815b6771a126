"""Security questions: three different ones from the list, answers compared after trimming and width folding."""

import hashlib

import pytest

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.questions import QUESTIONS, TypedAnswers, answer_key, joined_answers, judge_answers, questions_of_nobody

FINE = ((QUESTIONS[0], "one"), (QUESTIONS[1], "two"), (QUESTIONS[2], "three"))


def test_three_different_questions_with_answers_are_fine():
    assert judge_answers(TypedAnswers(FINE)) == {}


@pytest.mark.parametrize(
    ("place", "pair", "field", "reason"),
    [
        (0, ("", "one"), "question_1", Reason.QUESTION_MISSING),
        (1, ("my own question", "two"), "question_2", Reason.QUESTION_MISSING),
        (2, (QUESTIONS[0], "three"), "question_3", Reason.QUESTION_TWICE),
        (1, (QUESTIONS[1], " \u3000"), "answer_2", Reason.ANSWER_MISSING),
        (0, (QUESTIONS[0], "x" * 61), "answer_1", Reason.ANSWER_TOO_LONG),
    ],
)
def test_slips_are_told_beside_their_field(place: int, pair: tuple[str, str], field: str, reason: Reason):
    pairs = tuple(pair if index == place else fine for index, fine in enumerate(FINE))
    faults = judge_answers(TypedAnswers(pairs))
    assert {name: refused.reason for name, refused in faults.items()} == {field: reason}
    assert all(isinstance(refused, Refused) for refused in faults.values())


@pytest.mark.parametrize(
    ("one", "other"), [(" 福田小学 ", "福田小学"), ("\u3000ＡＢＣ１２", "ABC12"), ("ｶﾞ", "ガ"), ("２０２０年", "2020年")]
)
def test_width_and_blanks_around_make_no_difference(one: str, other: str):
    assert answer_key(one) == answer_key(other)


@pytest.mark.parametrize(("one", "other"), [("abc", "ABC"), ("福田小学", "福田小學"), ("王", "王老师")])
def test_everything_else_does(one: str, other: str):
    assert answer_key(one) != answer_key(other)


def test_answers_are_joined_so_that_none_runs_into_the_next():
    assert joined_answers(["a\nb", "c", "d"]) != joined_answers(["a", "b\nc", "d"])


def test_who_is_not_known_is_always_asked_the_same_and_both_ways_occur():
    fingerprints = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(200)]
    asked = [questions_of_nobody(fingerprint) for fingerprint in fingerprints]
    assert asked == [questions_of_nobody(fingerprint) for fingerprint in fingerprints]
    assert 60 < asked.count(None) < 140
    assert all(len(set(questions)) == 3 and set(questions) <= set(QUESTIONS) for questions in asked if questions)
