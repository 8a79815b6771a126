"""However a pack is damaged, reading tells mistakes and never fails."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.packs import read_pack
from tests.support.packs import TINY

LINES = (TINY / "exam.toml").read_text("utf-8").splitlines()
CELLS = (TINY / "gangwei.csv").read_text("utf-8")
ODD = ("true", "-1", '""', "[]", "{}", "[[]]", "2020-01-01", "09:00:00", "1e400", "nan", '"\\u0000"', '"../x"', "= =", '"a" "b"')
VALUES = st.sampled_from(ODD)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


def reads(folder: Path, toml: str, table: str = CELLS) -> None:
    (folder / "exam.toml").write_text(toml, "utf-8")
    (folder / "gangwei.csv").write_text(table, "utf-8", newline="")
    reading = read_pack(folder)
    assert (reading.exam is None) == bool(reading.mistakes)
    assert all(mistake.line >= 1 for mistake in reading.mistakes)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(0, len(LINES) - 1), value=VALUES)
def test_any_value_may_be_of_any_kind(folder: Path, place: int, value: str) -> None:
    key = LINES[place].partition("=")[0]
    reads(folder, "\n".join([*LINES[:place], f"{key}= {value}", *LINES[place + 1 :]]))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(gone=st.sets(st.integers(0, len(LINES) - 1), max_size=12))
def test_any_lines_may_be_gone(folder: Path, gone: set[int]) -> None:
    reads(folder, "\n".join(line for place, line in enumerate(LINES) if place not in gone))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(at=st.integers(0, len(CELLS)), noise=st.text(max_size=6))
def test_any_noise_may_be_in_the_table(folder: Path, at: int, noise: str) -> None:
    noise = noise.encode("utf-8", "ignore").decode("utf-8")
    reads(folder, "\n".join(LINES), CELLS[:at] + noise + CELLS[at:])
