"""``kaoban notices``: proof of who was told what and when, for appeals."""

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.clock import SystemClock
from app.settings import Settings
from core.errors import KaobanError
from core.services.exams import Exams
from core.services.reminders.proof import Export, Proof, Seal, is_genuine, public_key_of, read_seal
from core.store.engine import open_store
from core.store.migrate import migrate

notices_app = typer.Typer(help="Proof of notice: who was told what, when, on which channel.", no_args_is_help=True)
console = Console(stderr=True, soft_wrap=True, highlight=False)
_BLOCK = 1 << 20


@notices_app.callback()
def notices() -> None:
    """Proof of notice: who was told what, when, on which channel."""


@notices_app.command("export")
def export_command(
    exam: Annotated[str, typer.Argument(metavar="EXAM", help="The exam's id.")],
    file: Annotated[Path | None, typer.Option("--file", "-f", help="Where to; EXAM-notices.csv where it isn't given.")] = None,
) -> None:
    """Write every reminder with its tries as CSV, and beside it FILE.seal.json with a signed digest."""
    path = file or Path(f"{exam}-notices.csv")
    try:
        seal = asyncio.run(_export(exam, path))
    except (KaobanError, OSError) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
    console.print(f"{seal.rows} lines in {path}; seal in {seal_of(path)}")
    console.print(f"[dim]Whoever checks it needs this installation's public key (Ed25519, base64): {seal.public_key}[/]")


@notices_app.command("verify")
def verify_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The CSV; its seal lies beside it.")],
    public_key: Annotated[str | None, typer.Option(help="The key to trust (base64); this installation's own without it.")] = None,
) -> None:
    """Check that an export is what was sealed: exit 0 genuine, 1 not."""
    try:
        seal, sha256 = read_seal(seal_of(file).read_text()), _digest(file)
    except (OSError, ValueError) as error:
        console.print(f"[red]There is no seal that can be read: {error}[/]")
        raise typer.Exit(1) from error
    if not any(is_genuine(seal, sha256, key) for key in _trusted(public_key)):
        console.print(f"[red]{file} is not what was sealed, or another installation sealed it.[/]")
        raise typer.Exit(1)
    console.print(f"[green]Genuine:[/] {seal.rows} lines of {seal.exam}, exported {seal.exported_at}")


def seal_of(path: Path) -> Path:
    """Where the seal of an export lies."""
    return path.with_name(f"{path.name}.seal.json")


def _trusted(public_key: str | None) -> list[str]:
    """The key that was named, else the own ones: of the present secret and of earlier ones."""
    if public_key:
        return [public_key]
    settings = Settings()
    return [public_key_of(secret) for secret in (settings.secret(), *settings.secret_keys_old)]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


async def _export(exam: str, path: Path) -> Seal:
    settings, clock = Settings(), SystemClock()
    await asyncio.to_thread(migrate, settings.database_url)
    store = open_store(settings.database_url)
    try:
        proof, made = Proof(store, clock, Exams(store, clock), settings.secret()), Export()
        with await asyncio.to_thread(path.open, "wb") as out:
            async for piece in proof.export(exam, made):
                await asyncio.to_thread(out.write, piece)
        seal = proof.seal(exam, made)
        await asyncio.to_thread(seal_of(path).write_text, seal.as_json())
        return seal
    finally:
        await store.close()
