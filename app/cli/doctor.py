"""``kaoban doctor``: looks over an installation and says what is wrong with it, and what to do."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import typer
from redis.asyncio import Redis
from redis.exceptions import RedisError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.cli.serve import operator_settings
from app.clock import SystemClock
from app.packs import folder_of
from app.settings import Settings
from core.errors import KaobanError
from core.packs import read_pack
from core.packs.weights import FILE, load
from core.services.rekeying import Rekeying
from core.store.engine import Store, open_store
from core.store.vault import Vault
from gateways.printing.printer import TypstPrinter

_SAMPLE = "考生张三 Kaoban 0123"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``wrong`` says what is wrong and what to do, "" where nothing is."""

    what: str
    wrong: str = ""


def doctor_command() -> None:
    """Look over settings, database, keys, Redis, fonts and packs. Exit 1 where something is wrong."""
    findings = asyncio.run(_all(operator_settings()))
    table = Table("", "What", "What to do", show_lines=False)
    for one in findings:
        table.add_row("[red]✗[/]" if one.wrong else "[green]✓[/]", escape(one.what), escape(one.wrong))
    Console(stderr=True).print(table)
    if any(one.wrong for one in findings):
        raise typer.Exit(1)


async def _all(settings: Settings) -> list[Finding]:
    store = open_store(settings.database_url)
    try:
        found = [*_settings(settings)]
        found += [one async for one in _database(store, settings)]
        return [*found, await _redis(settings), _fonts(), *(_pack(name) for name in settings.exams)]
    finally:
        await store.close()


def _settings(settings: Settings) -> list[Finding]:
    """What is missing for candidates outside of this machine; the sandbox stands in for everything."""
    is_open = settings.env != "production" or settings.public_url.startswith("https://")
    found = [Finding("public address", "" if is_open else "set KAOBAN_PUBLIC_URL to the https address that candidates open")]
    if settings.sandbox:
        return found
    by_http = bool(settings.sms_base_url and settings.sms_key)
    needed = {
        "bank": bool(settings.bank_base_url and settings.bank_key),
        "sms": settings.sms_provider == "aliyun" or by_http,
        "face": bool(settings.face_base_url and settings.face_key and settings.face_secrets),
    }
    lacking = "set KAOBAN_{}_… to its address and keys"
    return found + [Finding(name, "" if is_set else lacking.format(name.upper())) for name, is_set in needed.items()]


async def _database(store: Store, settings: Settings) -> AsyncIterator[Finding]:
    """Whether it answers, and which values an older key still holds."""
    try:
        vault = Vault(settings.secret(), old=settings.secret_keys_old)
    except ValueError:
        yield Finding("keys", "KAOBAN_SECRET_KEY and each of KAOBAN_SECRET_KEYS_OLD need 32 characters or more, without commas")
        return
    try:
        left = await Rekeying(store, SystemClock(), vault).left()
    except KaobanError as error:
        yield Finding("database", f"it doesn't answer, or has no schema (kaoban migrate): {error}"[:300])
        return
    yield Finding("database")
    told = ", ".join(f"{name}: {count}" for name, count in left.items())
    yield Finding("keys", f"under an older key, run kaoban rekey: {told}" if left else "")
    if settings.secret_keys_old and not left:
        yield Finding("older keys", "nothing needs them any more: empty KAOBAN_SECRET_KEYS_OLD")


async def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        return Finding("Redis (not used)")
    redis = Redis.from_url(settings.redis_url)
    try:
        await redis.ping()
    except (RedisError, OSError) as error:
        return Finding("Redis", f"{type(error).__name__}: check KAOBAN_REDIS_URL")
    finally:
        await redis.aclose()
    return Finding("Redis")


def _fonts() -> Finding:
    printer = TypstPrinter()
    try:
        missing = printer.uncovered(_SAMPLE)
    finally:
        printer.close()
    return Finding("fonts", f"no installed font has {missing}" if missing else "")


def _pack(name: str) -> Finding:
    """Whether a pack can be read, and its weights fit its answers."""
    what, folder = f"pack {name}", folder_of(name)
    reading = read_pack(folder)
    if reading.exam is None:
        return Finding(what, f"it has mistakes, see: kaoban exam check {name}")
    if not (folder / FILE).exists():
        return Finding(what)
    try:
        load(folder / FILE)
    except KaobanError as error:
        return Finding(what, f"{error}; make them anew: make answers"[:300])
    return Finding(what)
