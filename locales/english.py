"""The English catalogue: sources are written in English, so that each entry says what its source says.

``python -m locales.english`` fills it after new sentences were merged; then no language is complete in a way of its own.
"""

from pathlib import Path

from babel.messages.pofile import read_po, write_po

CATALOGUE = Path(__file__).parent / "en" / "LC_MESSAGES" / "kaoban.po"


def fill(catalogue: Path = CATALOGUE) -> None:
    """Put every source in its own place."""
    with catalogue.open("rb") as file:
        messages = read_po(file, locale="en", ignore_obsolete=True)
    for message in messages:
        message.string = message.id
    with catalogue.open("wb") as file:
        write_po(file, messages, omit_header=True)


if __name__ == "__main__":
    fill()
