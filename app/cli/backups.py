"""``kaoban backup`` and ``kaoban restore``: an installation in one file, and back."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from app.cli.serve import operator_settings
from app.clock import SystemClock
from app.settings import Settings
from core.errors import KaobanError
from core.services.backups import Backup, Backups
from core.store.engine import open_store
from core.store.migrate import migrate
from core.store.vault import Vault

console = Console(stderr=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, a .zip.")]


def backup_command(file: File) -> None:
    """Write everything into a file while everybody goes on working; sealed values stay sealed."""
    if file.exists():
        console.print(f"[red]{file} is there already; nothing was written.[/]")
        raise typer.Exit(1)
    unfinished = file.with_name(file.name + ".part")
    try:
        done = asyncio.run(_backup(operator_settings(), unfinished))
        unfinished.replace(file)
    except (KaobanError, OSError) as error:
        unfinished.unlink(missing_ok=True)
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
    console.print(f"{done.total} rows of {len(done.rows)} tables as of {done.made_at} are in {file}; the secret belongs elsewhere.")


def restore_command(
    file: File, check: Annotated[bool, typer.Option("--check", help="Only read it whole and compare every digest.")] = False
) -> None:
    """Bring a backup back into an empty database, whole or not at all; SQLite and PostgreSQL alike."""
    try:
        done = asyncio.run(_restore(operator_settings(), file, check_only=check))
    except (KaobanError, OSError) as error:
        console.print(f"[red]Nothing was changed: {error}[/]")
        raise typer.Exit(1) from error
    what = "It is whole" if check else "Restored"
    console.print(f"{what}: {done.total} rows of {len(done.rows)} tables as of {done.made_at}.")


async def _backup(settings: Settings, file: Path) -> Backup:
    store = open_store(settings.database_url)
    try:
        backups = Backups(store, SystemClock(), Vault(settings.secret()))
        with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out, Progress(console=console) as bar:
            task = bar.add_task("Writing", total=await backups.count())
            return await backups.write(out, lambda _, rows: bar.advance(task, rows))
    finally:
        await store.close()


async def _restore(settings: Settings, file: Path, *, check_only: bool) -> Backup:
    with file.open("rb") as content:
        if check_only:
            return Backups(open_store(settings.database_url), SystemClock(), Vault(settings.secret())).check(content)
        await asyncio.to_thread(migrate, settings.database_url)
        store = open_store(settings.database_url)
        try:
            backups = Backups(store, SystemClock(), Vault(settings.secret()))
            with Progress(console=console) as bar:
                task = bar.add_task("Restoring", total=backups.check(content).total)
                content.seek(0)
                return await backups.restore(content, lambda _, rows: bar.advance(task, rows))
        finally:
            await store.close()
