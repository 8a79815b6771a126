"""The packs that tests run on: the bundled one, and a tiny one of another province."""

from functools import cache
from pathlib import Path

from core.packs import PackReading, read_pack

BUNDLED = Path(__file__).parents[3] / "exams" / "shenzhen-2021"
TINY = Path(__file__).parent / "xinjiang-2022"


@cache
def bundled_pack() -> PackReading:
    """The pack that comes with the product, read once."""
    return read_pack(BUNDLED)


@cache
def tiny_pack() -> PackReading:
    """A made-up exam elsewhere: other dates, zone, banks and clauses, no photo; read once."""
    return read_pack(TINY)
