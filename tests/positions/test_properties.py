"""Knowing more never turns a verdict into its opposite; asking more never makes anybody fit."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.model.conditions import Conditions
from core.model.eligibility import Verdict
from core.packs.tables.candidates import read_facts
from core.rules.eligibility.judging import Judge
from tests.positions.made import cases, compiled

CASES = st.sampled_from(cases())
OPPOSITE = {Verdict.FITS: Verdict.DOES_NOT_FIT, Verdict.DOES_NOT_FIT: Verdict.FITS}
TABLES = ("county", "township", "ministry")


def overall(name: str, code: str, candidate: dict[str, Any]) -> Verdict:
    table = compiled(name)
    return Judge(read_facts(candidate), table.index).overall(table.conditions[table.places[code]])


@given(case=CASES, data=st.data())
def test_a_datum_more_never_turns_a_verdict_into_its_opposite(case: dict[str, Any], data: st.DataObject) -> None:
    known = case["candidate"]
    hidden = data.draw(st.sets(st.sampled_from(sorted(known)), max_size=6))
    less = {key: value for key, value in known.items() if key not in hidden}
    before, after = overall(case["table"], case["code"], less), overall(case["table"], case["code"], known)
    assert OPPOSITE.get(before) is not after


@given(case=CASES, data=st.data())
def test_a_datum_more_of_a_diploma_never_turns_a_verdict_into_its_opposite(case: dict[str, Any], data: st.DataObject) -> None:
    known = case["candidate"]
    less = json.loads(json.dumps(known))
    for entry in less.get("educations", ()):
        plain = sorted(set(entry) - {"level", "outside_mainland", "in_progress", "graduated_on"})
        for key in data.draw(st.sets(st.sampled_from(plain), max_size=4)) if plain else ():
            del entry[key]
    before, after = overall(case["table"], case["code"], less), overall(case["table"], case["code"], known)
    assert OPPOSITE.get(before) is not after


@given(case=CASES, other=CASES)
def test_a_condition_more_never_makes_anybody_fit(case: dict[str, Any], other: dict[str, Any]) -> None:
    if case["table"] != other["table"]:
        return
    table = compiled(case["table"])
    one, more = (table.conditions[table.places[each["code"]]] for each in (case, other))
    judge = Judge(read_facts(case["candidate"]), table.index)
    both = Conditions((*one.study, *more.study), (*one.person, *more.person))
    assert judge.overall(one) is not Verdict.DOES_NOT_FIT or judge.overall(both) is Verdict.DOES_NOT_FIT
    assert judge.overall(both) is not Verdict.FITS or judge.overall(one) is Verdict.FITS


@given(case=CASES)
def test_the_short_answer_is_the_long_one(case: dict[str, Any]) -> None:
    table = compiled(case["table"])
    conditions = table.conditions[table.places[case["code"]]]
    judge = Judge(read_facts(case["candidate"]), table.index)
    assert judge.overall(conditions) is judge.judgement(case["code"], conditions).overall


@given(case=CASES)
def test_the_order_of_diplomas_does_not_matter(case: dict[str, Any]) -> None:
    table, facts = compiled(case["table"]), read_facts(case["candidate"])
    conditions = table.conditions[table.places[case["code"]]]
    turned = replace(facts, studies=tuple(reversed(facts.studies)))
    assert Judge(facts, table.index).overall(conditions) is Judge(turned, table.index).overall(conditions)
