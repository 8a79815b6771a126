"""``make answers``: trains the answers of each pack that is named and writes the weights into it."""

import sys
from pathlib import Path

from app.training.answers import train
from core.packs import read_pack
from core.packs.weights import FILE


def main(folders: list[str]) -> int:
    """Train the packs in ``folders``; 1 where one has mistakes, is asked nothing, or no folder is named."""
    for folder in map(Path, folders):
        reading = read_pack(folder)
        if reading.mistakes or not reading.questions.phrasings:
            sys.stderr.write(f"{folder}: nothing to learn from; see: kaoban exam check {folder}\n")
            return 1
        count = train(reading.questions, folder / FILE)
        size = (folder / FILE).stat().st_size
        sys.stdout.write(f"{folder / FILE}: {count} questions, {size:,} bytes\n")
    return 0 if folders else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
