"""``kaoban rehearse``: an exam before the exam, with a report. Exit 1 if an invariant broke."""

import asyncio
import logging
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.packs import folder_of
from app.rehearsal.gathering import people_of, stage
from app.rehearsal.invariants import Held, checked
from app.rehearsal.report import lost, page
from app.rehearsal.running import Run
from app.rehearsal.walking import Walker
from core.errors import KaobanError
from core.store.queries.exams import position_codes

console = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be rehearsed."""

    pack: Path
    candidates: int
    compress: int
    report: Path
    seed: int
    database: str | None


def rehearse_command(
    exam: Annotated[str, typer.Argument(metavar="EXAM", help="The exam's pack, by name or folder.")],
    candidates: Annotated[int, typer.Option(min=10, max=1_000_000, help="How many walk.")] = 2_000,
    compress: Annotated[int, typer.Option(min=1, max=86_400, help="Seconds of the exam that happen at once.")] = 500,
    report: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Where the report goes.")] = None,
    seed: Annotated[int, typer.Option(help="One seed gives one crowd.")] = 1,
    database: Annotated[str | None, typer.Option(help="An empty database; a SQLite file for the time being without it.")] = None,
) -> None:
    """Let made-up candidates walk the whole exam through the product's own services, and check every invariant."""
    logging.getLogger("aiogram").setLevel(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        wish = Wish(folder_of(exam), candidates, compress, report or Path(f"rehearsal-{Path(exam).name}.html"), seed, database)
        held = uvloop.run(_rehearse(wish))
    except (KaobanError, OSError) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
    if not all(one.holds for one in held):
        raise typer.Exit(1)


async def _rehearse(wish: Wish) -> list[Held]:
    folder = Path(tempfile.mkdtemp())
    try:
        url = wish.database or f"sqlite:///{folder / 'rehearsal.db'}"
        return await _on(wish, url)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder)


async def _on(wish: Wish, url: str) -> list[Held]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[at]}"),
    )
    async with stage(url, wish.pack) as on:
        with Progress(*columns, console=console) as progress:
            coming = progress.add_task("candidates come", total=wish.candidates, at="")
            people = await people_of(on, wish.candidates, wish.seed, lambda count: progress.update(coming, completed=count))
            codes = await on.house.store.read(lambda tx: position_codes(tx, on.exam.id))
            walker = Walker(on.house, on.exam, on.provider, codes, on.photo)
            run = Run(on.house, on.clock, on.exam, people, walker, compress=wish.compress, seed=wish.seed)
            acting = progress.add_task("they act", total=None, at="")

            def tell(done: int, ahead: int, at: datetime) -> None:
                local = at.astimezone(on.exam.tz)
                progress.update(acting, completed=done, total=done + ahead, at=f"{local:%m-%d %H:%M}")

            diary = await run.play(tell)
        held = await checked(on, people, diary)
        text = await page(on, people, diary, held, on.house.outside.charts, compress=wish.compress)
        await asyncio.to_thread(wish.report.write_text, text, "utf-8")
        _tell(held, diary.seconds, wish)
        for why, count in lost(people).most_common():
            console.print(f"  lost {count:>6,}  {why}")
        return held


def _tell(held: list[Held], seconds: float, wish: Wish) -> None:
    table = Table(title=f"{wish.candidates:,} candidates in {seconds:,.0f} s")
    for name in ("invariant", "checked", "broken"):
        table.add_column(name, justify="left" if name == "invariant" else "right")
    for one in held:
        mark = "[green]✓[/]" if one.holds else "[red]✗[/]"
        table.add_row(f"{mark} {one.name}", f"{one.checked:,}", f"{one.broken:,}")
        for example in one.examples:
            table.add_row(f"  [dim]{example[:100]}[/]", "", "")
    console.print(table)
    console.print(f"report: {wish.report}")
