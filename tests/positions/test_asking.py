"""Near misses agree with each position by itself; a datum is asked for only where it decides, and "yes" says which one."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.eligibility import ConditionKind, Facts, Verdict
from core.packs.tables.candidates import read_facts
from core.services.bitmaps import places_of
from core.services.eligibility import judge_table, sort_table
from core.services.facts import NONE, with_answers
from core.services.missing import most_deciding
from core.services.near_misses import UNCHANGEABLE, near_misses
from tests.positions.made import cases, compiled

OPEN = read_facts(
    {
        "birth_date": "1996-03-04",
        "gender": "男",
        "political_status": "群众",
        "household": "广东省江城市",
        "educations": [{"level": "本科", "degree": "学士", "major": "法学", "full_time": True}],
    }
)


@given(case=st.sampled_from(cases()))
def test_near_misses_are_those_positions_that_one_thing_alone_keeps_from_fitting(case: dict[str, Any]) -> None:
    table, facts = compiled(case["table"]), read_facts(case["candidate"])
    found = near_misses(sort_table(table, facts), facts)
    near = {table.positions[place].code for bits in found.values() for place in places_of(bits)}
    by_itself = {
        one.code
        for one in judge_table(table, facts)
        if one.overall is Verdict.DOES_NOT_FIT and one.only_lacking and one.only_lacking not in UNCHANGEABLE
    }
    assert near >= by_itself
    assert all(_nearly(table.positions[place].code, kind, case) for kind, bits in found.items() for place in places_of(bits))


def _nearly(code: str, kind: ConditionKind, case: dict[str, Any]) -> bool:
    """With some diploma nothing else is lacking."""
    table, facts = compiled(case["table"]), read_facts(case["candidate"])
    alone = [replace(facts, studies=(study,)) for study in facts.studies] or [facts]
    return any(judge_table(table, one, [code])[0].only_lacking in {kind, None} for one in [facts, *alone])


def _next(facts: Facts, answers: dict[str, str]) -> Any:
    known = with_answers(facts, answers)
    return most_deciding(sort_table(compiled("county"), known), known, answers)


def test_questions_come_one_at_a_time_and_end_when_nothing_is_left_to_decide() -> None:
    answers: dict[str, str] = {}
    decided = []
    while (question := _next(OPEN, answers)) is not None:
        decided.append(question.decides)
        answers[question.field] = {"fresh_graduate": "no", "grassroots_years": "5"}.get(question.field, NONE)
    assert len(answers) >= 3
    assert decided[0] == max(decided)


def test_what_was_passed_over_is_not_asked_again() -> None:
    first = _next(OPEN, {})
    second = _next(OPEN, {first.field: ""})
    assert second is None or second.field != first.field


def test_naming_the_certificate_decides() -> None:
    without = with_answers(OPEN, {"fresh_graduate": "no", "grassroots_years": "5", "origin": "广东省江城市"})
    question = most_deciding(sort_table(compiled("county"), without), without, {"service_programmes": "", "ethnicity": ""})
    while question is not None and question.kind is not ConditionKind.CERTIFICATE:
        pytest.fail(f"{question.kind} was asked before")
    assert question is not None
    assert question.is_several
    law = next(name for name in question.offers if name.endswith(("a", "A")))
    yes, no = with_answers(without, {"certificates": law}), with_answers(without, {"certificates": NONE})
    verdicts = [judge_table(compiled("county"), facts, ["1004"])[0] for facts in (without, yes, no)]
    held = [next(one.verdict for one in found.conditions if one.kind is ConditionKind.CERTIFICATE) for found in verdicts]
    assert held == [Verdict.ASK, Verdict.FITS, Verdict.DOES_NOT_FIT]


def test_naming_the_programme_and_the_origin_says_more_than_leaving_it_open() -> None:
    told = with_answers(OPEN, {"service_programmes": "三支一扶\n西部计划", "origin": "广东省江城市", "ethnicity": "汉族"})
    assert told.service_programmes == ("三支一扶", "西部计划")
    assert len(told.known_programmes) == 2
    assert (told.origin, told.ethnicity) == ("广东省江城市", "汉族")
    assert with_answers(OPEN, {"service_programmes": NONE}).service_programmes == ()
    assert with_answers(OPEN, {"service_programmes": "", "certificates": "", "fresh_graduate": "whatever"}) == OPEN
