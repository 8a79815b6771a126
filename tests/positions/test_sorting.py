"""A whole table at once says what each position says by itself; search never takes what isn't sure."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.eligibility import Verdict
from core.packs.tables.candidates import read_facts
from core.services.eligibility import judge_table, sort_table
from core.services.searching import Filters, Searcher, filters_in
from tests.positions.made import cases, compiled


@given(case=st.sampled_from(cases()))
def test_a_table_sorted_at_once_agrees_with_each_position(case: dict[str, Any]) -> None:
    table, facts = compiled(case["table"]), read_facts(case["candidate"])
    by_itself = {judgement.code: judgement.overall for judgement in judge_table(table, facts)}
    found = sort_table(table, facts)
    assert {row.code: verdict for verdict in Verdict for row in found.positions(verdict)} == by_itself


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        (Filters(major="会计学", education="本科"), {"1001", "1002"}),
        (Filters(major="会计学", education="硕士研究生"), {"1002"}),
        (Filters(text="审计 股"), set()),
        (Filters(unit="审计局", gender="女"), {"1017", "1022"}),
        (Filters(fresh_graduate="届"), {"1006", "1007"}),
        (Filters(fresh_graduate="应届"), {"1007"}),
        (Filters(headcount=3), {"1008"}),
        (Filters(education="博士研究生", degree="博士", district="江城", text="研究"), {"1030"}),
    ],
)
def test_search_finds_what_the_words_say(filters: Filters, codes: set[str]) -> None:
    table = compiled("county")
    limitless = {"1008", "1010", "1018"}
    found = {table.positions[place].code for place in Searcher(table).find(filters)}
    assert (found & codes, found & limitless if filters.fresh_graduate else set()) == (codes, set())
    assert not codes or len(found) < len(table.positions) - 3


def test_free_words_are_understood() -> None:
    assert filters_in("南山 会计 应届 本科 女") == Filters(education="本科", fresh_graduate="应届", gender="女", text="南山 会计")


def test_no_filter_takes_everything() -> None:
    table = compiled("county")
    assert Searcher(table).count(Filters()) == len(table.positions)
