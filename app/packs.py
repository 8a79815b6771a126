"""Where the packs of an installation lie."""

from pathlib import Path

PACKS = Path(__file__).parents[1] / "exams"


def folder_of(name: str) -> Path:
    """The folder of a pack: the path itself, or the name of a bundled pack."""
    return Path(name) if Path(name).is_dir() else PACKS / name


def first_pack() -> str:
    """The name of the first bundled pack."""
    return min(path.parent.name for path in PACKS.glob("*/exam.toml"))
