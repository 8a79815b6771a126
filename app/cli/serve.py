"""``kaoban serve``, ``kaoban demo``, ``kaoban migrate``."""

from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console
from rich.panel import Panel

from app.settings import Settings
from core.errors import KaobanError

PACKS = Path(__file__).parents[2] / "exams"
DEMO_DATABASE = "sqlite:///var/demo.db"

console = Console(stderr=True)


def serve_command(
    role: Annotated[str, typer.Option(help="What this process does: all, web, bot or worker.")] = "all",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve candidates until told to stop."""
    settings = operator_settings()
    from app.run import serve
    from app.server import Role

    if role not in list(Role):
        raise typer.BadParameter(f"role is one of {', '.join(Role)}")
    _run(serve(settings, Role(role), host, port))


def demo_command(
    at: Annotated[str | None, typer.Option(help="Where the clock begins, ISO; else the pack's first moment.")] = None,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    exam: Annotated[Path | None, typer.Option(help="The exam pack to show; else the bundled one.")] = None,
) -> None:
    """The whole way of a candidate on this machine: chat, bank, phone, cashier and clock, all of it played."""
    start = _instant(at) if at else None
    exam = exam or _bundled_pack()
    settings = operator_settings(
        sandbox=True, env="development", public_url=f"http://127.0.0.1:{port}", exams=(str(exam),), database_url=_demo_database()
    )
    from app.run import demo

    console.print(
        Panel(
            f"[bold]http://127.0.0.1:{port}/[/]          the chat\n[bold]http://127.0.0.1:{port}/console[/]   the staff\n"
            f"[bold]http://127.0.0.1:{port}/demo[/]      phones, bank, clock, staff",
            title="Kaoban demo",
            subtitle="Ctrl+C ends it",
            expand=False,
        )
    )
    _run(demo(settings, exam, start, port))


def _bundled_pack() -> Path:
    """The first of the packs that come along."""
    return min(file.parent for file in PACKS.glob("*/exam.toml"))


def migrate_command() -> None:
    """Bring the database to the newest schema."""
    settings = operator_settings()
    from core.store.migrate import migrate

    try:
        migrate(settings.database_url)
    except KaobanError as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
    console.print("The database is at the newest schema.")


def operator_settings(**given: object) -> Settings:
    """The settings of the environment; mistakes are named and end the command."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        for one in error.errors():
            name = ".".join(str(part) for part in one["loc"]).upper()
            console.print(f"[red]KAOBAN_{name}: {one['msg']}[/]" if name else f"[red]{one['msg']}[/]")
        raise typer.Exit(1) from error


def _demo_database() -> str:
    set_by_operator = Settings().database_url
    return DEMO_DATABASE if set_by_operator == Settings.model_fields["database_url"].default else set_by_operator


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("an instant looks like 2030-11-18T15:00:00Z") from error
    if at.tzinfo is None:
        raise typer.BadParameter("the instant needs its offset, such as Z")
    return at


def _run(coroutine: Coroutine[object, object, None]) -> None:
    try:
        uvloop.run(coroutine)
    except KeyboardInterrupt:
        console.print("Stopped.")
    except KaobanError as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
