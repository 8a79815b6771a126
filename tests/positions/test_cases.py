"""Candidates against positions, labelled from the guide's rules: unknown is never a match."""

from typing import Any

import pytest

from core.model.eligibility import Verdict
from tests.positions.made import cases, judged


def test_there_are_enough_cases_of_every_kind() -> None:
    labels = [case["overall"] for case in cases()]
    assert len(labels) >= 150
    assert min(labels.count(verdict) for verdict in Verdict) >= 50


def test_nobody_fits_who_does_not() -> None:
    false_fits = [case["id"] for case in cases() if case["overall"] != "fits" and judged(case).overall is Verdict.FITS]
    assert false_fits == []


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['id']}: {case['why']}")
def test_a_case_is_judged_as_the_guide_says(case: dict[str, Any]) -> None:
    judgement = judged(case)
    told = {one.kind.value: one.verdict.value for one in judgement.conditions if one.kind.value in case["conditions"]}
    assert (judgement.overall.value, told) == (case["overall"], case["conditions"]), judgement
