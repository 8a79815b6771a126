"""``kaoban seats``: the office's own arrangement of rooms and seats."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.clock import SystemClock
from app.settings import Settings
from core.errors import KaobanError
from core.packs.tables.grids import Unreadable
from core.services.exams import Exams
from core.services.running.seats import COLUMNS, read_seats
from core.services.seating import Seating, SeatingReport, SeatRow
from core.store.engine import open_store
from core.store.migrate import migrate

seats_app = typer.Typer(help="Rooms and seats of an exam.", no_args_is_help=True)
console = Console(stderr=True)


@seats_app.callback()
def seats() -> None:
    """Rooms and seats of an exam."""


@seats_app.command("import")
def import_command(
    exam: Annotated[str, typer.Argument(metavar="EXAM", help="The exam's id.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=f"A table with {', '.join(COLUMNS)}.")],
) -> None:
    """Take over an arrangement, all of it or nothing; SERIAL is the number on the registration form."""
    try:
        rows = read_seats(file.name, file.read_bytes())
        report = asyncio.run(_take_over(exam, rows))
    except (KaobanError, ValueError, Unreadable) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
    if report.unknown:
        console.print(
            f"[red]Nothing was kept: no paid application of {exam} has serial {', '.join(map(str, report.unknown[:20]))}.[/]"
        )
        raise typer.Exit(1)
    console.print(f"{report.given} seats given.")


async def _take_over(exam: str, rows: list[SeatRow]) -> SeatingReport:
    settings, clock = Settings(), SystemClock()
    await asyncio.to_thread(migrate, settings.database_url)
    store = open_store(settings.database_url)
    try:
        return await Seating(store, clock, Exams(store, clock)).take_over(exam, rows)
    finally:
        await store.close()
