"""``kaoban notices unreached``: the candidates whom no channel reached, for the office to call."""

import asyncio
import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.clock import SystemClock
from app.settings import Settings
from core.errors import KaobanError
from core.services.exams import Exams
from core.services.letters.calling import CallList, ToCall
from core.store.engine import open_store
from core.store.migrate import migrate
from core.store.vault import Vault

console = Console(stderr=True)


def unreached_command(
    exam: Annotated[str, typer.Argument(metavar="EXAM", help="The exam's id.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for a machine.")] = False,
    phones: Annotated[bool, typer.Option("--phones", help="Names and phones in full, to call them; the audit says so.")] = False,
) -> None:
    """List candidates whom neither a chat nor a short message reached; masked unless --phones is given."""
    try:
        lines = asyncio.run(_lines(exam, phones))
    except KaobanError as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from error
    if as_json:
        for one in lines:
            typer.echo(json.dumps(_as_json(one), ensure_ascii=False))
        return
    table = Table("application", "name", "phone", "letter", "since", title=f"{len(lines)} to call")
    for one in lines:
        table.add_row(str(one.application_id), one.name, one.phone, one.rule or one.kind, f"{one.since:%Y-%m-%d %H:%M} UTC")
    Console().print(table)


def _as_json(one: ToCall) -> dict[str, object]:
    letter = {"kind": one.kind, "rule": one.rule, "since": one.since.isoformat()}
    return {"application": one.application_id, "name": one.name, "phone": one.phone} | letter


async def _lines(exam: str, phones: bool) -> list[ToCall]:
    settings, clock = Settings(), SystemClock()
    await asyncio.to_thread(migrate, settings.database_url)
    store = open_store(settings.database_url)
    try:
        calls = CallList(store, clock, Vault(settings.secret(), old=settings.secret_keys_old), Exams(store, clock))
        return await calls.of_exam(exam, reveals=phones, actor="operator")
    finally:
        await store.close()
