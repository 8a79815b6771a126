"""``kaoban majors``: imports catalogues of majors."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.cli.exam import AsJson, Language, opened, ran
from app.cli.tables import catalogue_in
from app.clock import SystemClock
from core.model.majors import Catalogue
from core.services.majors import Catalogues
from locales.words import T, known_locale, words_in

majors_app = typer.Typer(help="Catalogues of majors: import.", no_args_is_help=True)


@majors_app.callback()
def majors_command() -> None:
    """Catalogues of majors: import."""


@majors_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The catalogue as the authority published it.")],
    catalogue: Annotated[str, typer.Option(metavar="NAME", help="The name by which exams know it, such as gd-2020.")],
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Take a catalogue into use under its name."""
    words = words_in(known_locale(language))
    read = catalogue_in(catalogue, file, words)
    is_new = ran(_keep(read), words)
    counts = {"majors": len(read.majors), "classes": len(read.classes), "groups": len(read.groups)}
    if as_json:
        print(json.dumps({"catalogue": catalogue, "changed": is_new, **counts}, ensure_ascii=False))
        return
    said = words(T("{name}: {majors} majors in {classes} classes and {groups} groups."), name=catalogue, **counts)
    Console(soft_wrap=True, highlight=False).print(said, markup=False)


async def _keep(read: Catalogue) -> bool:
    async with opened() as (store, _):
        return await Catalogues(store, SystemClock()).keep(read, actor="operator")
