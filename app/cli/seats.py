"""``kaoban seats``: the office's own arrangement of rooms and seats."""

import asyncio
import csv
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.clock import SystemClock
from app.settings import Settings
from core.errors import KaobanError
from core.services.exams import Exams
from core.services.seating import Seating, SeatingReport, SeatRow
from core.store.engine import open_store
from core.store.migrate import migrate
from core.store.queries.seats import Seat

seats_app = typer.Typer(help="Rooms and seats of an exam.", no_args_is_help=True)
console = Console(stderr=True)
COLUMNS = ("serial", "ticket_number", "venue", "address", "room", "seat")


@seats_app.callback()
def seats() -> None:
    """Rooms and seats of an exam."""


@seats_app.command("import")
def import_command(
    exam: Annotated[str, typer.Argument(metavar="EXAM", help="The exam's id.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=f"CSV with {', '.join(COLUMNS)}.")],
) -> None:
    """Take over an arrangement, all of it or nothing; SERIAL is the number on the registration form."""
    try:
        rows = list(read_rows(file))
        report = asyncio.run(_take_over(exam, rows))
    except (KaobanError, ValueError) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
    if report.unknown:
        console.print(
            f"[red]Nothing was kept: no paid application of {exam} has serial {', '.join(map(str, report.unknown[:20]))}.[/]"
        )
        raise typer.Exit(1)
    console.print(f"{report.given} seats given.")


def read_rows(file: Path) -> list[SeatRow]:
    """The rows of a CSV. Raises ``ValueError`` with the line of what can't be read."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if lacking := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
            raise ValueError(f"{file.name}:1: columns missing: {', '.join(lacking)}")
        return [_row(file, reader.line_num, row) for row in reader]


def _row(file: Path, line: int, row: dict[str, str]) -> SeatRow:
    values = [(row[name] or "").strip() for name in COLUMNS]
    if not all(values) or not values[0].isdecimal():
        raise ValueError(f"{file.name}:{line}: every column needs a value, and serial a number")
    return SeatRow(int(values[0]), Seat(*values[1:]))


async def _take_over(exam: str, rows: list[SeatRow]) -> SeatingReport:
    settings, clock = Settings(), SystemClock()
    await asyncio.to_thread(migrate, settings.database_url)
    store = open_store(settings.database_url)
    try:
        return await Seating(store, clock, Exams(store, clock)).take_over(exam, rows)
    finally:
        await store.close()
