"""Code holds nothing of the bundled exam: no date, number, address, bank or authority of it stands in a string of the product."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.packs import BUNDLED, bundled_pack

ROOT = BUNDLED.parents[1]
PACKAGES = ("app", "bot", "core", "gateways", "locales", "web", "webhooks")
EXAM = bundled_pack().exam
OWN = {
    EXAM.id,
    "Asia/Shanghai",
    "+08:00",
    "2020-11",
    "2020-12",
    *(desk.phone for desk in EXAM.desks if desk.phone),
    *(desk.mail for desk in EXAM.desks if desk.mail),
    *(name for bank in EXAM.banks for name in bank.name.by_locale.values()),
    *(clause.id for clause in EXAM.clauses),
    *(word for text in (EXAM.title, EXAM.authority) for word in text.by_locale.values()),
}

# Zones that a provider's own specification names for its instants, whichever exam is paid for.
OF_PROVIDERS = {
    "gateways/payments/alipay/reading.py": "Asia/Shanghai",  # Alipay writes instants without an offset, in the zone of China
    "gateways/payments/wechat/provider.py": "Asia/Shanghai",  # WeChat Pay takes a deadline in the zone of China
    "gateways/payments/wechat/bill.py": "Asia/Shanghai",  # a bill of WeChat Pay is one day in China, its instants without an offset
}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_string_of_the_product_holds_a_fact_of_the_exam(package: str) -> None:
    found = [(path.relative_to(ROOT).as_posix(), line, fact) for path, line, fact in _facts_in(ROOT / package)]
    assert [one for one in found if OF_PROVIDERS.get(one[0]) != one[2]] == []


def _facts_in(folder: Path) -> Iterator[tuple[Path, int, str]]:
    for path in folder.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                yield from ((path, node.lineno, fact) for fact in OWN if fact.casefold() in node.value.casefold())
