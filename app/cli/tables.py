"""Files for commands: position tables, catalogues and candidates, read or refused in one line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from core.model.majors import Catalogue
from core.packs.majors import read_catalogue
from core.packs.tables import TableFile, read_table
from core.packs.tables.grids import Unreadable
from locales.words import T, Words


def stop(words: Words, sentence: str, **values: object) -> typer.Exit:
    """Say why a command can't go on; exit 1."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(words(sentence, **values), markup=False)
    return typer.Exit(1)


def table_in(file: Path, words: Words) -> TableFile:
    """The position table in a file."""
    try:
        table = read_table(file.name, file.read_bytes())
    except FileNotFoundError as error:
        raise stop(words, T("There is no file {file}."), file=file) from error
    except (Unreadable, OSError) as error:
        raise stop(words, T("{file} can't be read as a table."), file=file) from error
    if not any(sheet.header_row for sheet in table.report.sheets):
        raise stop(words, T("{file} has no sheet with the columns of a position table."), file=file)
    return table


def catalogue_in(name: str, file: Path, words: Words) -> Catalogue:
    """The catalogue of majors in a file, under its name."""
    try:
        catalogue = read_catalogue(name, file.name, file.read_bytes()).catalogue
    except FileNotFoundError as error:
        raise stop(words, T("There is no file {file}."), file=file) from error
    except (Unreadable, OSError) as error:
        raise stop(words, T("{file} can't be read as a table."), file=file) from error
    if not catalogue.majors:
        raise stop(words, T("{file} has no sheet with codes and names of majors."), file=file)
    return catalogue


def json_in(file: Path, words: Words) -> dict[str, Any]:
    """One JSON object."""
    try:
        value = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise stop(words, T("{file} can't be read as JSON."), file=file) from error
    if not isinstance(value, dict):
        raise stop(words, T("{file} can't be read as JSON."), file=file)
    return value


def lines_in(file: Path, words: Words) -> Iterator[dict[str, Any]]:
    """A JSON object a line; blank lines are passed over."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise stop(words, T("{file} can't be read as JSON."), file=file) from error
    for line in filter(str.strip, text.splitlines()):
        try:
            value = json.loads(line)
        except ValueError as error:
            raise stop(words, T("{file} can't be read as JSON."), file=file) from error
        if isinstance(value, dict):
            yield value
