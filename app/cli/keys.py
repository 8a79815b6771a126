"""``kaoban rekey``: everything sealed with an older secret is sealed with the present one."""

import asyncio

import typer
from rich.console import Console
from rich.progress import Progress

from app.cli.serve import operator_settings
from app.clock import SystemClock
from app.settings import Settings
from core.errors import KaobanError
from core.services.rekeying import Rekeyed, Rekeying
from core.store.engine import open_store
from core.store.vault import Vault

console = Console(stderr=True)


def rekey_command() -> None:
    """Seal anew what older secrets sealed. Stop all processes first; set KAOBAN_SECRET_KEY and KAOBAN_SECRET_KEYS_OLD."""
    settings = operator_settings()
    try:
        report = asyncio.run(_rekey(settings))
    except (KaobanError, ValueError) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
    for one in report.failed:
        console.print(f"[red]{one}: none of the secrets opens it[/]")
    console.print(f"{report.done} values sealed anew.")
    if report.failed:
        raise typer.Exit(1)


async def _rekey(settings: Settings) -> Rekeyed:
    store = open_store(settings.database_url)
    try:
        rekeying = Rekeying(store, SystemClock(), Vault(settings.secret(), old=settings.secret_keys_old))
        total = sum((await rekeying.left()).values())
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("Sealing anew", total=total)
            return await rekeying.run(lambda count: progress.advance(task, count))
    finally:
        await store.close()
