"""The register of bank codes, as card prefixes and payment services name them. A pack names a bank outside it as ``unlisted``."""

from functools import cache
from importlib.resources import files


@cache
def listed_banks() -> frozenset[str]:
    """The codes of the register."""
    return frozenset(files(__package__).joinpath("banks.txt").read_text("ascii").split())
