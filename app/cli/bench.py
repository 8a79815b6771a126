"""``kaoban bench``: figures with their baseline of the same run."""

import importlib
import json
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.table import Table

BENCHES = ("answers", "dispatch", "reminders", "search", "start", "tickets", "webhook")
OF_PEOPLE = ("reminders",)
console = Console()


def bench_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help=f"One of: {', '.join(BENCHES)}.")],
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    database: Annotated[str | None, typer.Option(help="Measure on this database instead of SQLite.")] = None,
    candidates: Annotated[int | None, typer.Option(min=100, help="How many people, where the measure is about people.")] = None,
) -> None:
    """Measure, and tell ours beside the baseline."""
    if name not in BENCHES:
        raise typer.BadParameter(f"one of {', '.join(BENCHES)}")
    with console.status(f"measuring {name} …"):
        more = {"candidates": candidates} if candidates and name in OF_PEOPLE else {}
        figures = uvloop.run(importlib.import_module(f"benchmarks.{name}").measure(database, **more))
    if as_json:
        print(json.dumps(figures))
        return
    table = Table(title=f"bench {name}", show_header=False)
    for key, value in figures.items():
        table.add_row(key, str(value))
    console.print(table)
