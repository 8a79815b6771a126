"""Reads and checks exam packs: TOML and CSV in, an exam and its positions out, or every mistake with its place."""

from core.packs.mistakes import Mistake, MistakeCode
from core.packs.reading import PackReading, read_pack

__all__ = ["Mistake", "MistakeCode", "PackReading", "read_pack"]
