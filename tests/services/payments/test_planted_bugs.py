"""The tests are tested: each bug planted into a rule about money is noticed, by the tables and by the properties (I1-I16)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.planted import BUGS

ROOT = Path(__file__).parents[3]
TABLES = ("tests/rules/test_payments.py", "tests/rules/test_refunds.py", "tests/rules/test_paying.py")
PROPERTIES = ("tests/services/payments/test_reference.py", "tests/services/payments/test_money_machine.py")
BEYOND_PROPERTIES = {"money of another merchant counts", "a frozen roster lets people in", "more goes back than came"}
"""What the worlds of the properties don't contain; the tables notice these."""


def run(bug: str | None, *tests: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"PLANTED_BUG": bug} if bug else {})}
    words = [
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "tests.support.planted",
        "-p",
        "no:cacheprovider",
        "--hypothesis-profile=planted",
        *tests,
    ]
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_without_a_bug_all_is_well() -> None:
    told = run(None, *TABLES)
    assert told.returncode == 0, told.stdout[-2000:]


@pytest.mark.long
@pytest.mark.parametrize("bug", BUGS)
def test_the_tables_notice(bug: str) -> None:
    told = run(bug, *TABLES)
    assert (told.returncode, "isn't in" in told.stdout) == (1, False), told.stdout[-2000:]


@pytest.mark.long
@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug not in BEYOND_PROPERTIES])
def test_the_properties_notice(bug: str) -> None:
    told = run(bug, *PROPERTIES)
    assert (told.returncode, "isn't in" in told.stdout) == (1, False), told.stdout[-2000:]
