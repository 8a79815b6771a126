"""``kaoban erase`` and ``kaoban person``: what is kept of one account goes for good, or is handed out to whom it belongs."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from app.cli.serve import operator_settings
from app.clock import SystemClock
from core.errors import KaobanError, NotFound
from core.model.decisions import Refused
from core.services.exams import Exams
from core.services.running.office import Running, running
from core.store.engine import open_store
from core.store.migrate import migrate
from core.store.vault import Vault

console = Console(stderr=True)
Result = TypeVar("Result")
Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="Its username, or its number.")]
_ACTOR = "operator"


def erase_command(
    account: Account,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    even_if_needed: Annotated[bool, typer.Option(help="Also while an exam of theirs isn't over.")] = False,
) -> None:
    """Erase what is kept of one account, for good. Money facts and the audit stay, and with them the proof of it."""
    if not yes:
        typer.confirm(f"Erase everything that is kept of {account}?", abort=True)
    done = _ran(lambda office: office.erasing.erase(account, _ACTOR, even_if_needed=even_if_needed))
    if isinstance(done, Refused):
        until = done.at.isoformat(" ", "minutes") if done.at else ""
        console.print(f"[red]Nothing was erased: an exam of this account isn't over before {until}.[/]")
        raise typer.Exit(1)
    told = ", ".join(f"{kind.value} {count}" for kind, count in done.counts.items() if count) or "nothing was left"
    console.print(f"Erased: {told}. The proof is in the audit.")


def person_command(account: Account, into: Annotated[Path, typer.Option(help="Where to write it, JSON.")]) -> None:
    """Write everything that is kept of one person, for that person."""
    told = _ran(lambda office: office.dossiers.of(account, _ACTOR))
    into.touch(mode=0o600, exist_ok=False)
    into.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    console.print(f"Written to {into}; it holds a person's data in full.")


def _ran(work: Callable[[Running], Awaitable[Result]]) -> Result:
    try:
        return asyncio.run(_with_office(work))
    except NotFound as error:
        console.print(f"[red]There is no {error}.[/]")
    except KaobanError as error:
        console.print(f"[red]{error}[/]")
    raise typer.Exit(1)


async def _with_office(work: Callable[[Running], Awaitable[Result]]) -> Result:
    settings, clock = operator_settings(), SystemClock()
    await asyncio.to_thread(migrate, settings.database_url)
    store = open_store(settings.database_url)
    try:
        return await work(running(store, clock, Exams(store, clock), Vault(settings.secret(), old=settings.secret_keys_old)))
    finally:
        await store.close()
