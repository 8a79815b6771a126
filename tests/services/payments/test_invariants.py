"""Every invariant of money that the design names is named by a check: I1-I16."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[2]


def test_every_invariant_is_named_where_it_is_checked() -> None:
    checked = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py") if path != Path(__file__))
    assert {f"I{number}" for number in range(1, 17)} <= set(re.findall(r"\bI\d{1,2}\b", checked))
