"""The bars that answers are held to, on questions that nobody has trained on."""

from collections import Counter

import pytest

from core.model.answers import OTHER, POLICY
from core.packs.weights import FILE
from core.services.answers.evaluation import Asked, evaluate
from tests.answers.questions import BATCHES, SETS, asked, lines, router
from tests.support.packs import BUNDLED, bundled_pack

IDS = {
    *(f"faq_3_{number}" for number in range(1, 12)),
    "op_site",
    "op_register",
    "op_login",
    "op_recover",
    "op_position_change",
} | {*("op_confirm", "op_pay", "op_print_form", "op_print_ticket", "op_photo", "op_education", "op_deadline", "contact")}


@pytest.mark.parametrize("name", SETS)
def test_the_bars_hold(name: str) -> None:
    figures = evaluate(router(), asked(name))
    assert figures.top1 >= 0.90
    assert figures.precision >= 0.98, figures.mistakes
    assert figures.in_top3 >= 0.97
    assert figures.out_of_scope_wrong <= 0.02
    assert figures.coverage >= 0.55
    assert figures.ms_p50 <= 2


@pytest.mark.parametrize("kind", ["traditional", "english", "noisy"])
def test_no_spelling_is_understood_much_worse(kind: str) -> None:
    of_kind = [Asked.of(line) for line in lines("evaluation") if line["kind"] == kind]
    assert evaluate(router(), of_kind).top1 >= 0.85


def test_the_evaluation_is_large_and_asks_what_must_not_be_answered() -> None:
    kinds = Counter(str(line["kind"]) for line in lines("evaluation"))
    assert sum(kinds.values()) >= 300
    assert kinds["out_of_scope"] + kinds["policy"] + kinds["near_miss"] >= 120
    assert kinds["near_miss"] >= 40
    assert min(kinds["traditional"], kinds["english"], kinds["noisy"]) >= 25


@pytest.mark.parametrize("name", ["evaluation", "afterwards", "tuning", *BATCHES])
def test_no_question_of_the_evaluation_was_trained_on(name: str) -> None:
    questions = bundled_pack().questions
    plain = router().weights.spelling.plain
    trained = {plain(one) for part in (questions.phrasings, questions.near_misses) for ones in part.values() for one in ones}
    shared = [one.question for one in asked(name) if plain(one.question) in trained]
    assert shared == []


def test_the_weights_fit_the_pack_and_are_small() -> None:
    weights = router().weights
    assert weights.fit(bundled_pack().questions), "make answers"
    assert (BUNDLED / FILE).stat().st_size < 1_000_000


def test_every_entry_of_the_notice_is_there_with_clause_source_and_button() -> None:
    exam = bundled_pack().exam
    assert {one.id for one in exam.answers} == IDS
    for one in exam.answers:
        assert one.clause in {clause.id for clause in exam.clauses}
        assert one.source
        assert one.target
        assert one.topic
    assert set(router().weights.labels) == {one.id for one in exam.answers if one.same_as is None} | {POLICY, OTHER}
